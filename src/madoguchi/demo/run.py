"""``madoguchi demo``: server, office, desktop and host, until Ctrl+C or SIGTERM ends all of it."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import httpx

from madoguchi.base.errors import Unavailable
from madoguchi.demo.desktop import Desktop, real_desktop, virtual_desktop
from madoguchi.demo.office import DemoOffice, Hours, make_office
from madoguchi.demo.processes import Processes
from madoguchi.web.settings import Settings

START_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    as_json: bool = False
    with_number: bool = True
    agree: bool = False
    virtual: bool = False
    language: str = "ja"
    off_hours: bool = False
    data_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that is up."""

    office: DemoOffice
    base: str
    desktop: Desktop
    host_pid: int
    server_pid: int
    data_dir: Path

    def facts(self) -> dict[str, object]:
        """What ``--json`` prints."""
        office = self.office
        if office.number is not None and office.spoken is not None:
            path = f"?next=/console/{office.number.id}#secret={office.spoken.secret}"
        else:
            path = f"?next={office.case_path}"
        return {
            "console_url": f"{self.base}{office.sign_in_link}{path}",
            "office_url": f"{self.base}/office",
            "portal_url": f"{self.base}/",
            "display": self.desktop.display,
            "code": office.spoken.digits if office.spoken else None,
            "host_pid": self.host_pid,
            "server_pid": self.server_pid,
            "data_dir": str(self.data_dir),
            "operator": {
                "login": office.login.login,
                "name": office.login.name,
                "password": office.login.password,
                "totp_secret": office.login.totp_secret,
            },
        }


def run_demo(wishes: Wishes, say: Callable[[str], None]) -> int:
    """Run it until it is ended. ``say`` shows progress. Exit status 1 when something ended by itself."""
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-demo-"))
    data_dir = wishes.data_dir or folder / "data"
    logs = folder / "logs"
    logs.mkdir()
    processes = Processes(logs)
    over = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, leave)
    try:
        running = start(wishes, folder, data_dir, processes, say)
        if wishes.as_json:
            print(json.dumps(running.facts(), ensure_ascii=False), flush=True)  # noqa: T201  # what --json is for
        else:
            _tell(running, wishes, say)
        while not over.wait(0.5):
            if gone := processes.first_gone({"xsetroot", "mousepad", "pcmanfm", "xterm", "place"}):
                if gone == "host":
                    say("The customer's program has ended; press Ctrl+C to end the demo.")
                    over.wait()
                    return 0
                say(f"{gone} ended by itself; its output is in {logs}")
                return 1
    except Unavailable as wrong:
        say(f"The demo cannot start: {wrong}")
        return 1
    else:
        return 0
    finally:
        processes.end()
        if wishes.data_dir is None and not processes.failed:
            shutil.rmtree(folder, ignore_errors=True)


def start(wishes: Wishes, folder: Path, data_dir: Path, processes: Processes, say: Callable[[str], None]) -> Running:
    """Bring it all up. Raises Unavailable with a sentence for the person who started it."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    settings = Settings(data_dir=data_dir, public_url=base, listen_port=port, demo=True)
    say("Making an office with an operator, a customer and terms in force …")
    try:
        office = make_office(
            settings, with_number=wishes.with_number, hours=Hours.OUTSIDE if wishes.off_hours else Hours.INSIDE
        )
    except FileExistsError:
        raise Unavailable(f"{data_dir} is in use already; please name a new folder") from None
    say("Starting the server …")
    server = start_server(settings, folder, processes)
    desktop = None if wishes.virtual else real_desktop()
    if desktop is None:
        say("Starting a virtual desktop for the customer …")
        desktop = virtual_desktop(processes, folder)
    say("Starting the customer's program …")
    host = start_host(wishes, office, desktop, processes)
    return Running(office, base, desktop, host, server, data_dir)


def start_server(settings: Settings, folder: Path, processes: Processes) -> int:
    """Start the server and wait until it answers."""
    config = folder / "madoguchi.toml"
    database = f"database = {json.dumps(settings.database)}\n" if settings.database else ""
    config.write_text(
        f'{database}data_dir = {json.dumps(str(settings.data_dir))}\npublic_url = "{settings.public_url}"\n'
        f"listen_port = {settings.listen_port}\ndemo = true\n"
        f'relay_inside = {str(settings.relay_inside).lower()}\nrelay_url = "{settings.relay_url}"\n',
        encoding="utf-8",
    )
    server = processes.popen("server", [sys.executable, "-m", "madoguchi.cli", "serve", "--config", config])
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Unavailable(f"the server ended; its output is in {processes.logs / 'server.log'}")
        try:
            if httpx.get(f"{settings.public_url}/healthz", timeout=2).status_code == httpx.codes.OK:
                return server.pid
        except httpx.TransportError:
            time.sleep(0.05)
    raise Unavailable("the server does not answer")


def start_host(wishes: Wishes, office: DemoOffice, desktop: Desktop, processes: Processes) -> int:
    """Start the customer's program on the desktop."""
    command: list[str | Path] = [sys.executable, "-m", "madoguchi.host.demo", "--build", office.build_file]
    if office.spoken is not None:
        command += ["--number", office.spoken.spoken]
    if wishes.agree:
        command.append("--agree")
    command += ["--language", wishes.language]
    return processes.start("host", command, desktop.environment())


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tell(running: Running, wishes: Wishes, say: Callable[[str], None]) -> None:
    facts = running.facts()
    office = running.office
    say("")
    say("The demo is ready. Please open this address in your browser (it signs you in, once):")
    say(f"  {facts['console_url']}")
    say("")
    if office.spoken is not None:
        say(f"  number on the phone   {office.spoken.spoken}")
    say(f"  customer's desktop    {running.desktop.display}{' (virtual)' if running.desktop.virtual else ''}")
    say(f"  public page           {facts['portal_url']}")
    say(f"  sign in by hand       {office.login.login} / {office.login.password} / TOTP {office.login.totp_secret}")
    if wishes.agree:
        say("  The customer's program agrees to everything by itself (--agree).")
    say("")
    say("Ctrl+C ends all of it.")
