"""Checks a receipt offline, with nothing but the provider's public key: base, ledger and seal, and no server. Article: P.2, 10.1"""
