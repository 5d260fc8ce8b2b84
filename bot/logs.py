"""Logs that carry ids and never content: every line is searched for secrets and personal data before it is written.

Of an exception only the classes and the places are printed, because a message may quote what somebody wrote; our own
errors are worded for it and keep theirs.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from core.errors import KhetenError

QUIET = (
    "alembic",
    "httpx",
    "httpcore",
    "aiohttp.access",
    "telegram",
    "apscheduler",
    "asyncio",
    "sqlalchemy",
    "aiosqlite",
)
ROOT = Path(__file__).parent.parent
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<!\d)\d{6}[-–‑]?\d{5}(?!\d)"), "[personas kods]"),
    (re.compile(r"\+\d[\d ()-]{6,}\d"), "[phone]"),
    (re.compile(r"(?<![\d.:-])[26]\d{3} ?\d{2} ?\d{2}(?![\d:-])"), "[phone]"),
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without tokens, e-mail addresses, personal codes, phone numbers and the given secrets."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record of structlog or of any library and then redacts the whole line."""

    def __init__(self, renderer: Processor, secrets: tuple[str, ...]) -> None:
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, places, renderer],
            foreign_pre_chain=PREPARE,
        )
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the line as it is written."""
        return redacted(super().format(record), self._secrets)


def set_up_logs(
    level: str = "info", style: str = "text", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every log of the process through one redacting handler to `stream` (standard error)."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"])
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(renderer, tuple(secret for secret in secrets if secret)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *PREPARE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def places(logger: Any, method: str, event: EventDict) -> EventDict:
    """Put the class of an exception and the lines it came through instead of its message."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else None
    if info is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = described(error)
    return event


def described(error: BaseException) -> str:
    """Return `Class at file:line in function < …` for an exception and what caused it."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = [
            f"{short(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)[-8:]
        ]
        words = f"({current})" if isinstance(current, KhetenError) else ""
        parts.append(f"{type(current).__name__}{words} at " + " > ".join(frames))
        current = current.__cause__ or current.__context__
    return " | from ".join(parts)


def short(file_name: str) -> str:
    """Return a file's name as seen from the project, or its last part."""
    path = Path(file_name)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) and ".venv" not in path.parts else path.name


PREPARE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
