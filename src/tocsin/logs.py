"""Logging: structured lines on standard error, for people at a terminal and as JSON elsewhere."""

from __future__ import annotations

import logging
import sys

import structlog


class _ToStructlog(logging.Handler):
    """Libraries that use the standard module end up in the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        exc_info = record.exc_info if record.exc_info and record.exc_info[0] else None
        log.log(record.levelno, record.name, message=record.getMessage(), exc_info=exc_info)


def configure(level: int = logging.INFO, *, terminal: bool | None = None) -> None:
    """Set up logging for the process. ``terminal``: lines for a person (default: whether one is watching)."""
    pretty = sys.stderr.isatty() if terminal is None else terminal
    # Local variables are kept out of tracebacks: they hold what people wrote.
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if pretty
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_ToStructlog()], force=True)
