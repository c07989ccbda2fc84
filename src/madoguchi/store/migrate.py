"""Brings a database to the present version; run by every program that opens one, before it does anything else."""

from __future__ import annotations

import logging
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from madoguchi.store.engine import writing


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run what is missing, in one transaction."""
    with writing(engine) as connection:
        command.upgrade(_config(connection), revision)


def go_back(engine: Engine, revision: str) -> None:
    """Undo, down to ``revision`` ("base": nothing), in one transaction. For tests and for people who know what they lose."""
    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def head() -> str:
    """The version that this program makes and reads."""
    found = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert found is not None
    return found


def version_of(connection: Connection) -> str | None:
    """The version that a database has; None for one in which nothing was made."""
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None) -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the database
    config = Config()
    config.set_main_option("script_location", str(resources.files("madoguchi.store").joinpath("migrations")))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def knows(version: object) -> bool:
    """Whether this program has a migration of that name."""
    script = ScriptDirectory.from_config(_config(None))
    return version in {found.revision for found in script.walk_revisions()}
