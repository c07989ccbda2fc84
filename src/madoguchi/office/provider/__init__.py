"""The provider as it introduces itself, and its keys. Article: 3.2"""
