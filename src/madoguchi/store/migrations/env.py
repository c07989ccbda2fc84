"""Alembic's entry: it works on the connection that madoguchi.store.migrate hands over."""

from alembic import context

from madoguchi.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
