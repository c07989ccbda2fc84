"""The support hours, as the provider sets them. Article: 3.2"""
