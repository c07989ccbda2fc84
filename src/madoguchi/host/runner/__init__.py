"""The host's inside: the law that every effect asks, the line to the console, the records for the office."""
