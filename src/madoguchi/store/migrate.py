"""Brings a database to the present version; run by every program that opens one, before it does anything else."""

from __future__ import annotations

import logging
from importlib import resources

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from madoguchi.store.engine import writing


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run what is missing, in one transaction."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of every look at the database
    config = Config()
    config.set_main_option("script_location", str(resources.files("madoguchi.store").joinpath("migrations")))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
