"""Running the server, or a relay by itself, and checking the settings before that."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from madoguchi.base.errors import MadoguchiError
from madoguchi.commands.saying import LOG_FORMAT, Sorry, because, say, settings_from
from madoguchi.seal.signing import from_base64url
from madoguchi.web.relay_settings import load_relay_settings
from madoguchi.web.settings import SettingsWrong

ConfigOption = Annotated[Path | None, typer.Option("--config", help="The settings, as TOML.", metavar="FILE")]


def serve(config: ConfigOption = None) -> None:
    """Serve office, API and relay until Ctrl+C."""
    from madoguchi import app as composition  # noqa: PLC0415 - `madoguchi verify` loads no server

    settings = settings_from(config, os.environ)
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    try:
        application = composition.create_app(settings)
        asyncio.run(composition.serve(application, lambda port: say(f"Ready: {settings.public_url} (port {port})")))
    except SystemExit:
        raise Sorry(f"Port {settings.listen_port} of {settings.listen_host} cannot be opened. Is it in use?") from None
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None


def relay(config: ConfigOption = None) -> None:
    """Serve a relay by itself, until Ctrl+C. It needs the ticket key's public half and no database."""
    from madoguchi.relay import serve as relay_server  # noqa: PLC0415 - as above
    from madoguchi.relay.settings import RelaySettings  # noqa: PLC0415 - as above

    try:
        settings = load_relay_settings(config, os.environ)
        inner = RelaySettings(
            from_base64url(settings.ticket_public_key_file.read_text(encoding="ascii").strip()),
            settings.node,
            frozenset(settings.origins),
        )
    except SettingsWrong as wrong:
        raise Sorry(f"The settings do not work: {wrong}.", 2) from None
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None
    except ValueError:
        raise Sorry(f"{settings.ticket_public_key_file} holds no public key.") from None
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    try:
        relay_server.run(
            settings.listen_host,
            settings.listen_port,
            inner,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
            on_ready=lambda port: say(f"Ready: relay {settings.node} on port {port}"),
        )
    except SystemExit:
        raise Sorry(f"Port {settings.listen_port} of {settings.listen_host} cannot be opened. Is it in use?") from None
    except OSError as wrong:
        raise because(wrong) from None


def config_check(config: ConfigOption = None) -> None:
    """Read the settings, the keys and the database, and change nothing but the database's version."""
    from madoguchi import app as composition  # noqa: PLC0415 - as above

    settings = settings_from(config, os.environ)
    try:
        opened = composition.open_office(settings)
        composition.signer_of(settings).last()  # the signer answers, and with the right key
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None
    broken = opened.desk.consent.first_broken()
    opened.shelf.close()
    if broken is not None:
        raise Sorry(f"The ledger does not hold at entry {broken}.")
    say(f"All good: {settings.public_url}, data in {settings.data_dir}.", "green")
