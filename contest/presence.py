"""
Which processes of this installation run, and how they are: one small file each.

Files in the data folder, not rows of the database: whether a process lives must be seen also while
the database is away, and writing it must cost the judges nothing.
"""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from contest.clock import now

EVERY_SECONDS = 5.0
LIVES = timedelta(seconds=20)
"""Who has said nothing for so long is not there."""
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a process last said of itself; `facts` are numbers for the status page."""

    name: str
    kind: str
    pid: int
    at: datetime
    facts: dict[str, Any]

    @property
    def lives(self) -> bool:
        """Whether it has spoken lately."""
        return now() - self.at < LIVES


def report(folder: Path, *, name: str, kind: str, facts: dict[str, Any]) -> None:
    """Say that this process lives. Raises OSError where the folder cannot be written."""
    place = folder / "processes"
    place.mkdir(mode=0o700, exist_ok=True)
    said = {"name": name, "kind": kind, "pid": os.getpid(), "at": now().isoformat(), "facts": facts}
    scratch = place / f".{secrets.token_hex(6)}"
    scratch.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    scratch.replace(place / f"{name.replace('/', '_')}.json")


def reports(folder: Path) -> list[Report]:
    """Return what every process last said, by name; who left a day ago is forgotten."""
    found = []
    for path in sorted((folder / "processes").glob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            at = datetime.fromisoformat(said["at"])
        except (OSError, ValueError, KeyError):
            continue
        if now() - at > FORGOTTEN:
            path.unlink(missing_ok=True)
            continue
        found.append(
            Report(
                name=said["name"],
                kind=said["kind"],
                pid=said["pid"],
                at=at,
                facts=said["facts"],
            )
        )
    return found
