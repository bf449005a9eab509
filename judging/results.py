"""What comes out: scores, standings, claims to honours, and the questions left open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from judging.marks import Inputs
from judging.numbers import Span
from judging.rulings import Ask, Ruling

#: final: settled. waiting: marks to come. none: no value (not zero). left_out: not counted.
#: asked: a ruling is needed.
STATES = ("final", "waiting", "none", "left_out", "asked")


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """
    The value of one node for one entry. ``value`` only when final; ``low`` and ``high`` bound it
    otherwise (None: no bound known); all three are free of the dust of divisions, while ``span``
    keeps it for the parent. ``waiting`` counts marks still to come at and below this node.
    """

    node_id: str
    state: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    waiting: int = 0
    marked: int = 0
    span: Span | None = None
    asks: tuple[Ask, ...] = ()
    cause: str = ""
    gates: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """
    One line of the standings.

    ``rank`` is the place in the present order (shared places share it), None before the first
    mark and for the unranked; ``best`` and ``worst`` bound where it can still end. ``state`` is
    ``final`` when nothing open can move it, ``provisional``, or ``unranked``. ``score`` is the
    leading value once settled; ``low`` is the value so far. ``decided_by`` names the key that
    parted this line from the one above where the leading value is equal. ``clinched``: going on
    is sure (in a stage with progression), else the rank is sure. ``begun``: a mark is in that
    counts for the whole.
    """

    entry_id: str
    rank: int | None
    best: int
    worst: int
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    state: str
    waiting: int
    parts: tuple[tuple[str, Decimal | None], ...] = ()
    decided_by: str = ""
    clinched: bool = False
    begun: bool = False
    cause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """
    A honour within reach. ``candidate`` (or ``recommended``) when nothing open can take it away,
    ``held`` while a mark, a fact or a ruling is missing (``missing`` names them). The grant is
    another act, by people.
    """

    entry_id: str
    honour: str
    honour_en: str
    kind: str
    act: str
    by: str
    state: str
    rank: int | None
    clause: str
    by_en: str = ""
    rung_id: str = ""
    ranking: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of an explanation and what it rests on; ``value`` where it has one."""

    zh: str
    en: str
    value: Decimal | None = None
    clause: str = ""
    kids: tuple["Line", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """Everything computed for one stage. ``goes_on``: who stands inside the cut now, best first."""

    stage_id: str
    standings: tuple[Standing, ...]
    rankings: Mapping[str, tuple[Standing, ...]]
    scores: Mapping[tuple[str, str], Score]
    claims: tuple[Claim, ...]
    asks: tuple[Ask, ...]
    goes_on: tuple[str, ...]
    sizes: Mapping[str, tuple[int, int]]
    inputs: Mapping[str, Inputs] = field(repr=False)
    rulings: Mapping[str, Ruling] = field(repr=False)
    rulings_unused: tuple[str, ...] = ()
