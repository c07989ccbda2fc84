"""The command line: setting up, serving, checking.

Guarantee: nobody is made an operator over the web, and there is no account that was not made here. What goes wrong is told in
one sentence with an exit code of its own kind, never with a trace: 1 it did not work, 2 it was called wrongly.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Final

import typer
from rich.console import Console

from madoguchi.commands import admin, auditing, keeping, serving, signing, verifying
from madoguchi.commands.saying import Sorry

OTHERS: Final = {"demo": "madoguchi.demo.command", "host": "madoguchi.host.command"}  # name and module of a command

app = typer.Typer(
    name="madoguchi", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Madoguchi 窓口"
)
app.command("serve")(serving.serve)
app.command("relay")(serving.relay)
app.command("signer")(signing.signer)
app.command("config-check")(serving.config_check)
app.command("verify")(verifying.verify)
app.command("check-ledger")(verifying.check_ledger)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
admin.app.command("move-database")(keeping.move_database)
admin.app.command("create-audit-key")(auditing.create_audit_key)
app.add_typer(admin.app, name="admin")


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    _others(arguments)
    try:
        app(arguments, prog_name="madoguchi")  # tells a wrong call by itself, with exit code 2
    except Sorry as sorry:
        Console(stderr=True, highlight=False, soft_wrap=True).print(sorry.sentence, style="red", markup=False)
        return sorry.code
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


def _others(arguments: Sequence[str]) -> None:
    """Commands of rooms that need not be installed on a server (the demo, the customer's program), loaded when they are named."""
    named = arguments[0] if arguments else "--help"
    for name, room in OTHERS.items():
        if named in {name, "--help"} and find_spec(room) is not None:
            app.command(name)(getattr(import_module(room), name))
