"""What the demo prints so that people can sign in; kept only for a contest flagged as a demo."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Official:
    """An official of the demo with what opens the door for him."""

    number: str
    name: str
    role: str
    trade: str
    badge: str
    pin: str


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """All that opens doors in a demo contest; `entries` are entry number -> badge token."""

    contest_id: str
    user_name: str
    password: str
    officials: tuple[Official, ...]
    entries: dict[str, str] = field(default_factory=dict)

    def of_role(self, role: str, trade: str = "") -> list[Official]:
        """Return the officials of a role, of one trade if named."""
        found = [official for official in self.officials if official.role == role]
        return [official for official in found if not trade or official.trade == trade]


def path_of(folder: Path) -> Path:
    """Return where the demo's credentials lie."""
    return folder / "demo.json"


def keep(folder: Path, credentials: Credentials) -> None:
    """Write the credentials, readable by the owner only."""
    scratch = path_of(folder).with_suffix(".new")
    descriptor = os.open(scratch, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(credentials), file, ensure_ascii=False, indent=1)
    scratch.replace(path_of(folder))


def load(folder: Path) -> Credentials | None:
    """Read the credentials, or return None before the demo was built."""
    path = path_of(folder)
    if not path.exists():
        return None
    raw: dict[str, Any] = json.loads(path.read_text())
    raw["officials"] = tuple(Official(**official) for official in raw["officials"])
    return Credentials(**raw)
