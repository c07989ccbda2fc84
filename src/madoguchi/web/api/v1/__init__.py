"""The API for the provider's other programs, by key. Its addresses and doors are in web/api_doors.py. Article: 8.3"""
