"""Setting up: the data folder, people, the provider's facts, the terms. On the server itself, never over the web."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from madoguchi.base.errors import MadoguchiError
from madoguchi.base.words import Language, Words
from madoguchi.commands.saying import Sorry, because, say, settings_from
from madoguchi.commands.serving import ConfigOption
from madoguchi.office.desk import Desk
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from madoguchi.office.provider.build import BuildKind, build_facts
from madoguchi.office.provider.keys import PROVIDER_PUBLIC_FILE
from madoguchi.office.provider.ports import Provider
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.seal.signing import to_base64url

app = typer.Typer(no_args_is_help=True, help="Setting up, on the server itself.")
_say = Words(Language.EN)


@contextmanager
def _office(config: Path | None) -> Iterator[Desk]:
    from madoguchi import app as composition  # noqa: PLC0415 - `madoguchi verify` loads no server

    try:
        opened = composition.open_office(settings_from(config, os.environ))
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None
    try:
        yield opened.desk
    finally:
        opened.shelf.close()


@app.command()
def init(config: ConfigOption = None) -> None:
    """Make the data folder: the provider's keys and an empty database."""
    from madoguchi import app as composition  # noqa: PLC0415 - as above

    settings = settings_from(config, os.environ)
    try:
        composition.initialise(settings.data_dir)
        opened = composition.open_office(settings)
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None
    say(f"Made {settings.data_dir}. Keep a copy of its keys apart from the copies of its database.", "green")
    say(f"The provider's public key, for the customer's program and for `madoguchi verify`: {PROVIDER_PUBLIC_FILE}")
    say(f"  {to_base64url(opened.desk.keys.provider_public)}")
    opened.shelf.close()


@app.command("create-operator")
def create_operator(
    *,
    login: Annotated[str, typer.Option(prompt="Sign-in name")],
    name: Annotated[str, typer.Option(prompt="Name, as customers see it")],
    organisation: Annotated[str, typer.Option(prompt="Organisation, as customers see it")],
    role: Annotated[OperatorRole, typer.Option(help="What kind of work; nobody has two.")] = OperatorRole.OPERATOR,
    password_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Read the password from here.")] = None,
    config: ConfigOption = None,
) -> None:
    """Make somebody who can sign in. The second factor and the recovery codes are shown this once."""
    if password_file is not None:
        try:
            password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Sorry(f"{password_file} cannot be read.") from None
    else:
        password = typer.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt=True)
    with _office(config) as desk:
        now = desk.clock.now()
        new = NewOperator(login, name, organisation, role, password)
        made = desk.operators.create(new, desk.provider.as_of(now).name, now)
    if not isinstance(made, CreatedOperator):
        raise Sorry(_wrong(made))
    say(f"{made.operator.login} can sign in now ({made.operator.role.value}).", "green")
    say("Put this into an authenticator app:")
    say(f"  secret  {made.totp_secret}")
    say(f"  address {made.otpauth_uri}")
    say("Recovery codes, each for one sign-in without the app. They are shown this once:")
    for code in made.recovery_codes:
        say(f"  {code}")


@app.command("close-account")
def close_account(login: Annotated[str, typer.Argument()], config: ConfigOption = None) -> None:
    """Nobody signs in with this name any more, and every browser of theirs is signed out."""
    with _office(config) as desk:
        refusal = desk.people.close_login(login, desk.clock.now())
    if isinstance(refusal, NoSuchThing):
        raise Sorry(f"There is no {login}.")
    if refusal is not None:
        raise Sorry(_say(refusal.why))
    say(f"{login} is closed.", "green")


@app.command()
def provider(
    *,
    name: Annotated[str, typer.Option(prompt="The provider's name (Japanese)")],
    name_en: Annotated[str, typer.Option(help="The provider's name in English.")] = "",
    phone: Annotated[str, typer.Option(help="The number that customers call.")] = "",
    hotkey: Annotated[str, typer.Option(help="The keys that stop a session.")] = "Ctrl+Alt+Q",
    minimum_build: Annotated[str, typer.Option(help="Older programs of customers are asked to be replaced.")] = "",
    config: ConfigOption = None,
) -> None:
    """How the provider introduces itself from now on. What it said before stays on record."""
    with _office(config) as desk:
        said = desk.provider.introduce(
            desk.clock.now(), name=name, name_en=name_en, phone=phone, hotkey=hotkey, minimum_build=minimum_build
        )
    if not isinstance(said, Provider):
        raise Sorry(_wrong(said))
    say(f"The provider is {said.name}.", "green")


@app.command("sample-terms")
def sample_terms(language: Annotated[Language, typer.Option()] = Language.JA) -> None:
    """A ready-made text of terms, with places in braces to put your own words in before publishing. Not legal advice."""
    sample = resources.files("madoguchi.rules").joinpath("samples", f"terms.{language.value}.md")
    typer.echo(sample.read_text(encoding="utf-8"), nl=False)


@app.command("publish-terms")
def publish_terms(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Japanese text, which binds, as Markdown.")],
    version: Annotated[str, typer.Option(help="The version's name, such as 2026-01.")],
    english: Annotated[Path | None, typer.Option(metavar="FILE", help="Its translation into English.")] = None,
    config: ConfigOption = None,
) -> None:
    """Put the first version of the terms into force. It can be neither changed nor taken back.

    Every later version is written in the office and confirmed by a second administrator.
    """
    texts = {Language.JA: _read(file)} | ({Language.EN: _read(english)} if english else {})
    with _office(config) as desk:
        done = desk.terms.publish_first(version, texts, desk.clock.now())
    if isinstance(done, BadField):
        raise Sorry(_wrong(done))
    if not isinstance(done, TermsVersion):
        raise Sorry(_say(done.key))
    say(f"In force: {done.version}, {done.binding.title}", "green")
    for wording in done.wordings:
        say(f"  {wording.language.value}  SHA-256 {wording.sha256}")


@app.command("export-build")
def export_build(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to write it; the screen when left out.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """The facts that the customer's program is built with: `make host HOST="--build-file FILE"`. Nothing of it is secret."""
    settings = settings_from(config, os.environ)
    with _office(config) as desk:
        now = desk.provider.as_of(desk.clock.now())
        facts = build_facts(now, desk.keys.provider_public, settings.public_url, BuildKind.RELEASE)
    if not now.name:
        raise Sorry("The provider has no name yet: `madoguchi admin provider` first.")
    if file is None:
        typer.echo(facts, nl=False)
        return
    try:
        file.write_text(facts, encoding="utf-8")
    except OSError as wrong:
        raise because(wrong) from None
    say(f"Wrote {file}: programs built with it call {settings.public_url} and trust {now.name} alone.", "green")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Sorry(f"{file} cannot be read as text.") from None


def _wrong(field: BadField) -> str:
    return f"{field.field}: {_say(field.why)}"
