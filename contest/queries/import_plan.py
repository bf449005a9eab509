"""The plan of an import: what is new, what differs, what cannot be saved."""

import hashlib
import json
from dataclasses import dataclass

from contest.roster import ContestantRow, JudgeRow, VenueRow, WorkstationRow
from contest.roster.texts import masked

FIELD_WORDS = {
    "name": ("姓名", "name"),
    "name_en": ("英文名", "English name"),
    "pinyin": ("拼音", "name in Latin letters"),
    "phone": ("电话", "telephone"),
    "employer": ("工作单位", "employer"),
    "skill_level": ("技能等级", "skill level"),
    "delegation": ("代表队", "delegation"),
    "number": ("证书编号", "certificate number"),
    "level": ("证书等级", "certificate level"),
    "seats": ("座位数", "seats"),
    "opens_min": ("开放时间", "opens"),
    "closes_min": ("关闭时间", "closes"),
    "kind": ("工种", "trade"),
    "position": ("位置", "position"),
    "equipment": ("设备", "equipment"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """
    A value that the roster gives differently; nothing is written unless the organiser agrees.

    `what` is person, entry, certificate, venue or workstation, and `id` its row.
    """

    what: str
    id: str
    field: str
    before: str
    after: str
    sheet: str
    row: int
    name: str

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as a page may show them."""
        if self.field in ("opens_min", "closes_min"):
            return _clock(self.before), _clock(self.after)
        return masked(self.before), masked(self.after)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A sound row that cannot be saved because of what the contest already holds."""

    sheet: str
    row: int
    name: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """A row of a contestant, whose person may be known, with the trades that are new for him."""

    row: ContestantRow
    lookup: str
    trades: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NewJudge:
    """A row of a judge; `staff_id` is set when only certificates are new."""

    row: JudgeRow
    lookup: str
    staff_id: str | None = None
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """Everything that saving would do, found without writing anything."""

    entries: tuple[NewEntry, ...]
    judges: tuple[NewJudge, ...]
    venues: tuple[VenueRow, ...]
    workstations: tuple[WorkstationRow, ...]
    changes: tuple[Change, ...]
    stops: tuple[Stop, ...]
    known: int

    @property
    def fresh(self) -> int:
        """How many rows would be written."""
        return sum(map(len, (self.entries, self.judges, self.venues, self.workstations)))

    @property
    def digest(self) -> str:
        """Stands for exactly these changes, so that no other ones are agreed to."""
        told = [[c.what, c.id, c.field, c.before, c.after] for c in self.changes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _clock(minutes: str) -> str:
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}" if minutes.isdecimal() else minutes
