"""How many callers of an account may be put through to a person within a day."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("alter table call_limits add column transfers_day integer")
