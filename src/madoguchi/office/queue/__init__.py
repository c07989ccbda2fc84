"""Requests for support that nobody has taken yet, and their places in the queue. Article: 2.2, 3.1, 8.3"""
