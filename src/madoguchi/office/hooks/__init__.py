"""Webhooks: programs of the provider that are told that something happened. Article: 8.3"""
