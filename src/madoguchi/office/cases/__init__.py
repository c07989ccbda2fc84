"""Requests for support, and who is on them. Article: 1.2, 8.3"""
