"""The register of customers and their contacts. Article: 2.1, 2.2"""
