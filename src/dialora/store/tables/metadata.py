"""What all tables share: their names, and references that cannot leave an account."""

from __future__ import annotations

from sqlalchemy import (
    ForeignKeyConstraint,
    MetaData,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def within_account(column: str, target: str) -> ForeignKeyConstraint:
    """A reference that cannot leave the account."""
    return ForeignKeyConstraint(["account_id", column], [f"{target}.account_id", f"{target}.id"])
