"""What students rule out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    server: Any = op.get_bind().connection.driver_connection
    server.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
