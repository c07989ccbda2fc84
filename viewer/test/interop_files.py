"""The Python host's end of the files of a session, over stdin and stdout: one JSON value a line. For test/core/files_cuts.test.ts.

In: "begin", "down", "up", {"hear": hex}, {"accept": [transfer, whether a file is picked]}, {"refuse": transfer}, {"cancel": transfer}, "send".
Out, to each: {"say": [hex, one for each message], "asked": [open questions], "kinds": [what went on record]}
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from madoguchi.base.clock import Tick
from madoguchi.host.files.effects import Effect, Record, Show, Tell
from madoguchi.host.files.transfers import Transfers
from madoguchi.host.port import HideFileQuestion, ShowFileQuestion
from madoguchi.wire.codec import FROM_CONSOLE, Message, Reader
from madoguchi.wire.conversation import FILES

SIZE = 200_000  # two chunks


class Host:
    """An office that writes everything down at once, and a customer who does as the test says."""

    def __init__(self, folder: Path) -> None:
        self.picked = folder / "picked"
        self.picked.write_bytes(bytes(at % 251 for at in range(SIZE)))
        self.folder = folder
        self.begin()

    def begin(self) -> None:
        self.machine = Transfers(lambda: self.folder, lambda: True)
        self.reader = Reader(FILES, FROM_CONSOLE)
        self.up = True
        self.said: list[Message] = []
        self.asked: list[int] = []
        self.kinds: list[str] = []

    def do(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Tell(message=message) if self.up:
                    self.said.append(message)
                case Show(shown=ShowFileQuestion(transfer=transfer)):
                    self.asked.append(transfer)
                case Show(shown=HideFileQuestion(transfer=transfer)):
                    self.asked.remove(transfer)
                case Record(transfer=transfer, kind=kind, awaited=awaited):
                    self.kinds.append(kind)
                    if awaited:
                        self.do(self.machine.recorded(transfer, True, Tick(0.0)))
                case _:
                    pass

    def turn(self, line: object) -> None:
        machine, now = self.machine, Tick(0.0)
        match line:
            case "begin":
                self.begin()
            case "down":
                self.up = False
                machine.went_down()
            case "up":
                self.up = True
                self.reader = Reader(FILES, FROM_CONSOLE)
                self.do(machine.resumed(now))
            case "send":
                self.do(machine.send(self.picked))
            case {"hear": str(data)}:
                for message in self.reader.receive(bytes.fromhex(data)):
                    self.do(machine.receive(message, now))
            case {"accept": [int(transfer), bool(picks)]}:
                self.do(machine.accept(transfer, self.picked if picks else None, now))
            case {"refuse": int(transfer)}:
                self.do(machine.refuse(transfer))
            case {"cancel": int(transfer)}:
                self.do(machine.cancel(transfer))
            case _:
                raise SystemExit(f"not understood: {line}")
        while self.up and (effects := machine.next_chunk(now)):
            self.do(effects)
        told = {"say": [FILES.send(one).hex() for one in self.said], "asked": self.asked, "kinds": self.kinds}
        self.said = []
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        for line in sys.stdin:
            host.turn(json.loads(line))


if __name__ == "__main__":
    main()
