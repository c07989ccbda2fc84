"""Rates, tax and free time, as the provider sets them. Article: 3.3"""
