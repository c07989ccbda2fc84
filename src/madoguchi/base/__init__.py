"""Words, time and errors that every other room may use. Standard library only."""
