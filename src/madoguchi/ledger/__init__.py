"""Append-only proofs: what an entry is, how it is chained, what a receipt holds. All that a verifier needs. Pure. Article: P.2"""
