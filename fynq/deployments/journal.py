"""Log lines as JSON on the standard output, which Ray keeps in a file per process.

The lines go to the file descriptor: in a replica Serve puts an object of its own in the place of
sys.stdout, which looks at the whole stack for each line and drops lines below its log level.
"""

from __future__ import annotations

import logging

import structlog


def keep_journal(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(
            open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        ),
        cache_logger_on_first_use=False,
    )
