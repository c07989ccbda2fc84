"""``madoguchi demo``: the command line of the demo."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from madoguchi.demo.run import Wishes, run_demo


class Tongue(StrEnum):
    """What the customer's program speaks at first."""

    JA = "ja"
    EN = "en"


def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when it is ready.")] = False,
    no_code: Annotated[bool, typer.Option("--no-code", help="Leave the number to be made and typed by hand.")] = False,
    agree: Annotated[
        bool, typer.Option("--agree", help="The customer's program accepts everything by itself.")
    ] = False,
    virtual: Annotated[
        bool, typer.Option("--virtual", help="Use a virtual desktop even when this machine has a screen.")
    ] = False,
    off_hours: Annotated[
        bool, typer.Option("--off-hours", help="Outside the support hours: the customer is asked about the fee first.")
    ] = False,
    language: Annotated[Tongue, typer.Option(help="The customer's program's language.")] = Tongue.JA,
    data_dir: Annotated[Path | None, typer.Option(help="Keep the office in this new folder.")] = None,
) -> None:
    """A whole support session on this machine. Ctrl+C ends all of it."""
    wishes = Wishes(
        as_json=as_json,
        with_number=not no_code,
        agree=agree,
        virtual=virtual,
        language=language.value,
        off_hours=off_hours,
        data_dir=data_dir,
    )
    sys.exit(run_demo(wishes, lambda text: typer.echo(text, err=as_json)))
