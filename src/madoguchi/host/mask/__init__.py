"""What the customer hides from the picture."""
