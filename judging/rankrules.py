"""How a field is ranked: keys, ties, tolerance, scale."""

from dataclasses import dataclass
from decimal import Decimal

from judging.refusals import BadRecord
from judging.scheme import UNSTATED, Unstated

TAILS = ("share", "never_share", "lots", "ruling", "unstated")
SCALINGS = ("ratio", "mad")


@dataclass(frozen=True, kw_only=True, slots=True)
class RankKey:
    """One key of a ranking: a node or reading, and whether ``high`` or low comes first."""

    node: str
    high: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class MedianScale:
    """
    The leading key on a scale with the field's median at 700; no formula of it is published.

    ``ratio``: 700 × value ÷ median. ``mad``: 700 + ``per`` points for each median absolute
    deviation. Rounded to ``places`` by ``mode``.
    """

    method: str
    places: int
    mode: str
    per: Decimal | None = None

    def __post_init__(self) -> None:
        if self.method not in SCALINGS or (self.method == "mad") != (self.per is not None):
            raise BadRecord(
                zh="中位数折算须写 method: ratio，或 method: mad 并写 per。",
                en="A median scale says method: ratio, or method: mad with per.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class RankRule:
    """
    Keys in order, what a full tie does (``tail``), and whether 1,1,3 (1224) or 1,1,2 (1223).

    ``within``: those no further than this below the best of their block on the first key share
    its rank; closeness is not transitive, so it is measured from the block's leader.
    ``only_at_cuts``: the later keys part only those astride a place that the ladder rewards.
    """

    id: str
    by: tuple[RankKey, ...]
    tail: str = "unstated"
    gaps: str | Unstated = "1224"
    within: Decimal | None = None
    scale: MedianScale | None = None
    only_at_cuts: bool = False
    name: str = ""
    name_en: str = ""
    clause: str = ""

    def __post_init__(self) -> None:
        if self.scale is not None and self.by and not self.by[0].high:
            raise BadRecord(
                zh="中位数折算只用于从高到低的依据。", en="A median scale needs a key read high."
            )
        if not self.by or self.tail not in TAILS or self.gaps not in ("1224", "1223", UNSTATED):
            raise BadRecord(
                zh=f"排名“{self.id}”缺少依据，或并列的处理写得不对。",
                en=f"Ranking “{self.id}” has no keys, or an unknown tail or gaps.",
            )
