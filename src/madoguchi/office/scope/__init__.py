"""The catalogue of what support covers. Article: 3.1"""
