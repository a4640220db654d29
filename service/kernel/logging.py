"""Log lines with the request's id, as text for people or JSON for machines."""

import logging
import sys
from contextvars import ContextVar

import structlog

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the request being worked on, None outside of one."""
    return request_id.get()


def configure(log_format: str, level: str) -> None:
    """Send structured lines to standard error from ``level`` on."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            _add_request_id,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # Looked up at each line: whoever replaced standard error meanwhile gets the lines.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _add_request_id(
    _logger: object, _name: str, line: structlog.types.EventDict
) -> structlog.types.EventDict:
    if (current := request_id.get()) is not None:
        line["request_id"] = current
    return line
