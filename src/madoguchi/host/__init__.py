"""The customer's program: shares the screen and is the only enforcer of every consent."""
