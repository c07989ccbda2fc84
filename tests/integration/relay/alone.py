"""A relay in a process of its own: ``python -m tests.integration.relay.alone <ticket key hex> <stall seconds>``; prints its port."""

import asyncio
import sys

from madoguchi.relay.serve import serve
from madoguchi.relay.settings import Limits, RelaySettings
from tests.integration.relay.ends import NODE, ORIGIN


def main() -> None:
    settings = RelaySettings(
        bytes.fromhex(sys.argv[1]),
        NODE,
        frozenset({ORIGIN}),
        Limits(stall_seconds=float(sys.argv[2]), drain_seconds=0.5),
    )
    asyncio.run(serve("127.0.0.1", 0, settings, on_ready=lambda port: print(port, flush=True)))


if __name__ == "__main__":
    main()
