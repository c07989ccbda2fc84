"""Something on a display that changes without end. ``python -m bench.scribble DISPLAY``; a minute at most."""

from __future__ import annotations

import sys
import time

from bench.stops import Scribble

if __name__ == "__main__":
    drawn = Scribble(sys.argv[1])
    time.sleep(60)
    drawn.close()
