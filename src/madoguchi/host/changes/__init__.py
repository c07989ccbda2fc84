"""What changed on the customer's computer while a session ran: read before and after, compared, told to both sides.

Only the difference leaves the computer, never the list of what is installed. Article: 7.2, 7.3
"""
