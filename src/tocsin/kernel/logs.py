"""Logs: one event a line on standard error, for a person at a terminal and as JSON elsewhere.

Tracebacks carry no locals, and errors of the database no values, so nothing personal is written.
"""

import logging
import sys

import asyncpg
import structlog


class _ToStructlog(logging.Handler):
    """Libraries that use the standard module end up in the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().log(record.levelno, record.name, message=record.getMessage(), exc_info=error)


_VALUES = ("22", "23")
"""The classes of SQLSTATE whose words hold what was sent: data that does not fit, rows that contradict others."""


def _without_values(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Take out of the database's errors, wherever they are in a chain, what people sent."""
    given = event.get("exc_info")
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, asyncpg.PostgresError):
            error.detail = error.hint = None
            if str(error.sqlstate).startswith(_VALUES):
                error.args = (f"sqlstate {error.sqlstate} {getattr(error, 'constraint_name', None) or ''}".rstrip(),)
                # The encoder's own error, which repeats the value.
                error.__cause__ = error.__context__ = None
        error = error.__cause__ or error.__context__
    return event


def _last(terminal: bool) -> list[structlog.typing.Processor]:
    if terminal:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(tracebacks), structlog.processors.JSONRenderer(ensure_ascii=False)]


def configure(level: int = logging.INFO) -> None:
    """Set logging up for this process; the first call decides, so a command may ask for less than the server."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_values,
            *_last(sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_ToStructlog()], force=True)
