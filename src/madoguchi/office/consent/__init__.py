"""What the customer agreed to: statements, the ledger, receipts. Article: P.1, P.2, P.3"""
