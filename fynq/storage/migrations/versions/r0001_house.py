"""The first tables of every room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

from fynq.storage.jobs import job_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    server: Any = op.get_bind().connection.driver_connection
    server.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    server.execute(QueryBuilderEnvironment(job_tables()).build_install_query(create_schema=False))
