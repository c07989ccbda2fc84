"""Routine work noticed: the provider's limits, and what is over them. Article: 1.2"""
