"""The command line's door: it opens at once and leaves quietly, even while the rooms behind it are still being loaded.

Guarantee: Ctrl+C ends every command with exit code 130 and no trace.
"""

from __future__ import annotations

import sys


def main() -> None:
    """``madoguchi …``"""
    try:
        from madoguchi.commands.line import run  # noqa: PLC0415 - Ctrl+C may come while it loads

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
