"""The customer's windows (PySide6), driven by the plain values of ``host.port`` alone."""

from madoguchi.host.ui.style import make_app
from madoguchi.host.ui.windows import Windows

__all__ = ["Windows", "make_app"]
