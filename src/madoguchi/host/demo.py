"""The customer's program as a demo build: the same program, told by file whose it is, and able to agree by itself.

Not part of a release build (tools/build_host.py leaves this module out). A demo build calls a server on loopback only, and
carries a red 「デモ」 banner (host.build)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from madoguchi.base.clock import SystemClock
from madoguchi.base.errors import Misuse
from madoguchi.host import trace
from madoguchi.host.build import BuildKind, read_build
from madoguchi.host.main import run_program


def main(arguments: list[str] | None = None) -> int:
    """Run it. The exit status is 2 when the build file will not do."""
    asked = argparse.ArgumentParser(prog="madoguchi-host-demo", description="The customer's program for the demo.")
    asked.add_argument("--build", type=Path, required=True, help="the build file that the demo wrote")
    asked.add_argument("--number", default="", help="typed in already")
    asked.add_argument("--agree", action="store_true", help="agree to everything by itself")
    asked.add_argument("--language", choices=("ja", "en"), default="ja")
    asked.add_argument("--trace", type=Path, help="write a timeline of the picture's stages, for a trace viewer")
    given = asked.parse_args(arguments)
    if given.trace is not None:
        trace.begin(given.trace, SystemClock().tick)
    try:
        build = read_build(given.build.read_text(encoding="utf-8"))
        if build.kind is not BuildKind.DEMO:
            raise Misuse("this is no demo build")
    except (OSError, Misuse) as wrong:
        print(f"the build file will not do: {wrong}", file=sys.stderr)  # noqa: T201  # a command's own error
        return 2
    return run_program(build, number=given.number, autopilot=given.agree, language=given.language)


if __name__ == "__main__":
    sys.exit(main())
