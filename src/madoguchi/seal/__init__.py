"""What makes the conversation private and the records provable: handshake, keys, signatures, tickets.

Thin over ``cryptography``; entropy and time are arguments. docs/protocol.md sections 2 to 4 are the prose.
"""
