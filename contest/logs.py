"""Log lines as JSON: with the request's and the contest's id, without anybody's numbers."""

import json
import logging
import re
from contextvars import ContextVar
from typing import Any

from contest.clock import now

REQUEST: ContextVar[str] = ContextVar("request", default="")
CONTEST: ContextVar[str] = ContextVar("contest", default="")
# ID numbers, telephone numbers, badges: an error's text may quote what somebody typed.
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|[JC]1[0-9A-Z]{26})(?!\w)")
FACTS = ("endpoint", "status", "ms")


class Lines(logging.Formatter):
    """One JSON object a line; `extra` may give an endpoint, a status and milliseconds."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = record.getMessage()
        if record.exc_info:
            said = f"{said}\n{self.formatException(record.exc_info)}"
        line: dict[str, Any] = {
            "at": now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "from": record.name,
            "request": REQUEST.get(),
            "contest": CONTEST.get(),
            **{name: getattr(record, name) for name in FACTS if hasattr(record, name)},
            "said": PERSONAL.sub("[…]", said),
        }
        return json.dumps({k: v for k, v in line.items() if v != ""}, ensure_ascii=False)


def start(*, level: str, as_json: bool, process: str) -> None:
    """Send this process's log lines to standard error."""
    handler = logging.StreamHandler()
    plain = logging.Formatter("%(name)s %(levelname)s %(message)s")
    handler.setFormatter(Lines(process) if as_json else plain)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
