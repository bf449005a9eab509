"""How units are ranked: what a member brings, how it is joined, what too few members do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from judging.numbers import ZERO
from judging.rankrules import RankRule
from judging.refusals import BadRecord
from judging.scheme import Band, Join, Unstated

POINTS = "points"
#: Key of a unit ranking: more first places, then more second places, and so on.
COUNTBACK = "countback"
JOINS = ("sum", "mean", "median", "best")
SHORTS = ("sum_what_is", "none")


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamRule:
    """
    Units named by the fact ``of``; members stand in ``ranking``.

    A member brings exactly one of: the value of ``node``, points ``by_rank`` (bands of ranks) or
    ``by_prize``; ``rest`` for any other rank or none. ``short``: fewer members than ``best`` asks.
    """

    id: str
    of: str
    ranking: str
    join: Join
    rule: RankRule
    node: str = ""
    by_rank: tuple[Band, ...] = ()
    by_prize: Mapping[str, Decimal] = field(default_factory=dict)
    rest: Decimal = ZERO
    short: str | Unstated = "sum_what_is"

    def __post_init__(self) -> None:
        ways = bool(self.node) + bool(self.by_rank) + bool(self.by_prize)
        if ways != 1 or not self.of or not self.ranking or self.join.op not in JOINS:
            raise BadRecord(
                zh=f"团体“{self.id}”须写明 of、in、value（一种）和 join。",
                en=f"Team ranking “{self.id}” needs of, in, one value, and a join.",
            )

    def argument(self, name: str) -> int:
        """A whole number of the join, 1 where the text gives none."""
        value = self.join.args.get(name)
        return int(value) if isinstance(value, Decimal) else 1

    @property
    def needs(self) -> int:
        """How many members a result needs."""
        return self.argument("k") if self.join.op == "best" else 1
