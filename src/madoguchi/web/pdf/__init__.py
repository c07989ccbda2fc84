"""Papers: receipts, statements and invoices as PDF in Japanese typesetting. Article: 3.4, P.3"""
