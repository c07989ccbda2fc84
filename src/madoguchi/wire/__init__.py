"""Bytes to messages and back. Two languages, never mixed: the envelope (all that the relay reads) and the conversation
(sealed end to end). docs/protocol.md is the prose; the tables here are the same thing for programs.
"""
