"""What protects the customer's hand: the stop hotkey, and telling their input from the operator's."""
