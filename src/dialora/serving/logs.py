"""Logs of one process: one line each on standard error, ours and the libraries'."""

from __future__ import annotations

import logging
import sys

import structlog


def log_to_stderr(level: str) -> None:
    """`level` is debug, info, warning or error; libraries are heard from warning on."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        stream=sys.stderr,
        level=max(threshold, logging.WARNING),
        format="%(asctime)s [%(levelname)s] %(name)s: %(message)s",
        # A library that set up logging when it was imported does not decide how loud we are.
        force=True,
    )
    own_log_to_stderr(level)


def own_log_to_stderr(level: str) -> None:
    """Our own lines alone, for commands: what they print is read by programs, and no log may stand in it."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_logger,
    )


def _logger(*_: object) -> structlog.PrintLogger:
    """Asked for with each line, so that it goes to what is standard error then."""
    return structlog.PrintLogger(sys.stderr)
