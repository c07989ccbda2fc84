"""Files to and from the customer's computer: each asked for, none overwritten, whole or not at all. No Qt, no asyncio; not
thread-safe by itself: one thread at a time.

Article: 5.5, 5.6, 7.3
"""
