"""Implements the office's ports on a database: the only SQL of the project."""
