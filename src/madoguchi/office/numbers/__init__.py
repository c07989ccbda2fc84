"""The numbers told over the phone: issued, tried, used once. Article: 2.2"""
