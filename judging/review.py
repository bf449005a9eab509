"""
The recheck: every sheet of the top, a drawn share of the rest, all of them past too many errors.

The draw is publicly checkable: each sheet is ordered by the SHA-256 of the seed and its entry, so
anyone with the seed and the start list finds the same sample.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from judging.numbers import ONE, ZERO, exact, plain, whole
from judging.refusals import BadRecord
from judging.results import Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRule:
    """All of the ``top`` ranks, ``share`` of the rest (rounded up), all past ``errors_above``."""

    top: int = 10
    share: Decimal = Decimal("0.15")
    errors_above: Decimal = Decimal("0.05")

    def __post_init__(self) -> None:
        if self.top < 0 or not ZERO <= self.share <= ONE or not ZERO <= self.errors_above <= ONE:
            raise BadRecord(
                zh=f"复核比例 {plain(self.share)} 或名次 {self.top} 不对。",
                en=f"A recheck of the top {self.top} and of {plain(self.share)} is no rule.",
            )


def sample(rule: ReviewRule, standings: Sequence[Standing], seed: str) -> tuple[str, ...]:
    """Entries whose sheets are rechecked: the top by rank, then the drawn rest in drawn order."""
    with exact():
        top = [s.entry_id for s in standings if s.rank is not None and s.rank <= rule.top]
        rest = [s.entry_id for s in standings if s.rank is not None and s.rank > rule.top]
        count = whole(rule.share * len(rest), "up")
    drawn = sorted(rest, key=lambda entry: _lot(seed, entry))
    return (*top, *drawn[:count])


def _lot(seed: str, entry: str) -> str:
    return hashlib.sha256(f"{seed}\n{entry}".encode()).hexdigest()


def escalates(rule: ReviewRule, *, checked: int, with_errors: int) -> bool:
    """Whether so many faulty sheets among those checked send all of them to the recheck."""
    if not 0 <= with_errors <= checked:
        raise BadRecord(
            zh=f"{checked} 张中有 {with_errors} 张出错，说不通。",
            en=f"{with_errors} faulty sheets of {checked} checked makes no sense.",
        )
    with exact():
        return checked > 0 and Decimal(with_errors) / checked > rule.errors_above
