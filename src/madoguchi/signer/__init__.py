"""The signer of the ledger's heads: the key, the memory of what it signed last, and a process of its own for both. Article: P.2"""
