"""What is on the screen: what can be shown, what changed, and its pixels."""
