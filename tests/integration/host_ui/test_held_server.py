"""Our windows move on while another connection of ours holds the server: neither waits for the other. [5.3]"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import threading, xcffib
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from madoguchi.host.ui import make_app

app = make_app(["held"])
window = QWidget(None, Qt.WindowType.ToolTip | Qt.WindowType.X11BypassWindowManagerHint)
over = threading.Event()
counts = {"holds": 0, "steps": 0}

def hold():
    conn = xcffib.connect()
    while not over.is_set():
        conn.core.GrabServer()
        for _ in range(6):
            conn.core.GetInputFocus().reply()
        conn.core.UngrabServer()
        conn.core.GetInputFocus().reply()
        counts["holds"] += 1

def step():
    counts["steps"] += 1
    window.setGeometry(counts["steps"] % 200, 10, 100, 20 + counts["steps"] % 3)
    window.setVisible(not window.isVisible())
    if counts["steps"] >= 1500:
        app.quit()

thread = threading.Thread(target=hold, daemon=True)
thread.start()
timer = QTimer()
timer.timeout.connect(step)
timer.start(0)
app.exec()
over.set()
thread.join(5)
assert counts["holds"] > 100, counts
print("moved on")
"""


@pytest.mark.article("5.3")
def test_a_held_server_never_stops_our_own_windows(display: str) -> None:
    """Without ``let_through`` this stands still within a second: a process of its own, so that it can be ended then."""
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("moved on")
