"""The versions of the terms. Article: 12.1, 12.2"""
