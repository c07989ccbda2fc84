"""The customer's windows (PySide6)."""
