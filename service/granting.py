"""Rights of the role that serves the application on PostgreSQL: it adds figures and cannot alter them."""

import re

from service.kernel.errors import StartRefused
from service.kernel.settings import Settings
from service.migrating import current_database

# Rows of these are added and never changed; their triggers refuse it too, whoever asks.
APPEND_ONLY = ("ledger_lines", "national_figures")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}(?![\s\S])")


def statements(role: str) -> list[str]:
    """What the owner of the tables runs for ``role``, as often as wanted."""
    return [
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
        f'REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "{role}"',
        *(f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{role}"' for table in APPEND_ONLY),
    ]


def grant(settings: Settings, role: str) -> None:
    """Run them; again after each migration, because new tables belong to their maker.

    Raises StartRefused on SQLite, which has no roles, and for what is no role's name.
    """
    if not _NAME.match(role):
        raise StartRefused(f"{role!r} is not the name of a role: small letters, digits and _.")
    with current_database(settings) as database:
        if database.is_sqlite:
            raise StartRefused("SQLite has no roles: there the triggers alone protect the ledger.")
        with database.engine.begin() as connection:
            for statement in statements(role):
                connection.exec_driver_sql(statement)
