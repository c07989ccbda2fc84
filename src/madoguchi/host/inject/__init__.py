"""The operator's hands on the customer's computer, and the gate that takes them off."""
