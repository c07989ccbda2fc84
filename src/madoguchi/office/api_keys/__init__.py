"""API keys: a program that acts for a person, with no more rights than they have now. Article: 8.3"""
