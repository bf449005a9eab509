"""Anchors: the journal's last line as a hall screen or a sheet of paper remembers it."""

import re
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from contest.errors import Refusal
from contest.store import journal
from contest.store.tables.contest import Trade


class NoAnchor(Refusal):
    """A text that is no anchor."""

    key = "no_anchor"
    zh = "“{text}”不是锚点。锚点形如 LM-128-a1b2c3d4e5f6：代号、行号、十二位校验码。"
    en = "“{text}” is no anchor. One looks like LM-128-a1b2c3d4e5f6: prefix, line, twelve digits."


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """
    A trade's prefix, the number of a line and the first twelve digits of its hash.

    The hash covers every line before it: who rewrites one of them cannot make it fit again,
    and who cuts the end leaves the number without its line.
    """

    LENGTH: ClassVar[int] = 12
    name: str
    seq: int
    start: str

    def __str__(self) -> str:
        return f"{self.name}-{self.seq}-{self.start}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """Read an anchor as it is printed; blanks and capitals do not matter. Raises NoAnchor."""
        found = re.fullmatch(
            r"\s*(\w+)\s*[-\s]\s*(\d{1,9})\s*[-\s]\s*([0-9a-fA-F\s]{12,20})\s*", text
        )
        start = re.sub(r"\s", "", found[3]).lower() if found else ""
        if found is None or len(start) != cls.LENGTH:
            raise NoAnchor(text=text[:60])
        return cls(name=found[1].upper(), seq=int(found[2]), start=start)


def anchor_of(tx: Session, trade: Trade) -> Anchor | None:
    """Return the anchor of a trade's journal as it stands, None before its first line."""
    return anchor_at(trade.prefix, *journal.head(tx, trade.id))


def anchor_at(prefix: str, seq: int, digest: str) -> Anchor | None:
    """Return the anchor of a trade's line by its number and hash, None before the first line."""
    return Anchor(name=prefix, seq=seq, start=digest[: Anchor.LENGTH]) if seq else None
