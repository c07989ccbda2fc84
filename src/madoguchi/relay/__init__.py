"""The blind relay: joins the two ends of a route and passes sealed frames on. It reads the envelope and nothing else; it
needs no database, no private key and no other room of the server.

Article: 8.1
"""
