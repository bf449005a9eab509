"""A trade's rulebook: mark trees, and beside them conduct, stages, rankings, ladder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from judging.conditions import Condition, Scales
from judging.numbers import plain
from judging.rankrules import RankRule
from judging.refusals import BadRecord
from judging.review import ReviewRule
from judging.scheme import UNSTATED, Node, Unstated
from judging.teamrules import TeamRule

KINDS = ("prize", "designation", "promotion", "certificate")
SIZES = ("registered", "started", "finished", "ranked")
CUTS = ("all", "none", "ask")
CAUSES = ("did_not_start", "did_not_finish", "withdrawn", "disqualified")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What a fact about people is called; ``yes_no``: its value is an answer, not a figure."""

    id: str
    name: str
    name_en: str = ""
    yes_no: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ConductItem:
    """
    One line of the catalogue of penalties.

    Exactly one effect: ``take`` points from ``nodes``, whichever of them the stage marks (for
    ``each`` time, at most ``most``), ``zero`` them, ``out`` of the contest, ``escalate`` over the
    first, second, third time (points, ``warn``, ``zero`` or ``out``), or ``unstated``.
    """

    id: str
    name: str
    effect: str
    name_en: str = ""
    nodes: tuple[str, ...] = ()
    take: Decimal | None = None
    each: bool = False
    most: Decimal | None = None
    escalate: tuple[Decimal | str, ...] = ()
    clause: str = ""

    def __post_init__(self) -> None:
        needs_node = self.effect in ("take", "zero", "escalate")
        if self.effect not in ("take", "zero", "out", "escalate", "unstated") or (
            needs_node and not self.nodes
        ):
            raise BadRecord(
                zh=f"处罚“{self.id}”没有写明从哪里扣、归零哪一项或取消资格。",
                en=f"Penalty “{self.id}” has no effect: points, zero, or out.",
            )
        if self.effect == "take" and (self.take is None or self.take < 0):
            raise BadRecord(
                zh=f"处罚“{self.id}”的扣分须为正数。",
                en=f"Penalty “{self.id}” must take points off.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """
    How many people: a ``count``, a ``percent`` of a field size, or a table ``by_size``.

    ``of`` names the field size; ``round`` is up, down or nearest; UNSTATED where the text does
    not say. ``tie_at_cut`` says what a tie astride the last place does: all, none or ask.
    """

    count: int | None = None
    percent: Decimal | None = None
    by_size: tuple[tuple[int, int | None, int], ...] = ()
    of: str | Unstated = "ranked"
    round: str | Unstated = UNSTATED
    at_least: int = 0
    at_most: int | None = None
    tie_at_cut: str = "ask"

    def __post_init__(self) -> None:
        ways = (self.count is not None) + (self.percent is not None) + bool(self.by_size)
        if ways != 1 or (self.count is not None and self.count < 0):
            raise BadRecord(
                zh="名额须且只能写一种：人数、百分比或按规模的表。",
                en="A quota is one of: a number, a percentage, or a table by field size.",
            )
        if self.percent is not None and not 0 <= self.percent <= 1:
            raise BadRecord(
                zh=f"百分比 {plain(self.percent * 100)}% 不在 0 到 100% 之间。",
                en=f"{plain(self.percent * 100)} % is not between 0 and 100 %.",
            )
        if self.tie_at_cut not in CUTS:
            raise BadRecord(
                zh="tie_at_cut 只能是 all、none、ask。", en="tie_at_cut is all, none or ask."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRule:
    """
    A stage: the node whose tree is marked, the ranking read from it, and who goes on.

    ``carry`` lists the nodes of earlier stages whose values the tree reads; the caller hands
    them over as ``carried``.
    """

    id: str
    node: str
    name: str = ""
    name_en: str = ""
    ranking: str = ""
    go_on: Quota | None = None
    carry: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """
    One honour of the ladder and who receives it.

    ``ranks`` are positions (an unfit holder leaves the place vacant); ``first`` is a number of
    people (the next fit one moves up), None inside it meaning all the rest; neither: everyone
    who meets ``needs``. ``readings`` are the ways one clause can be read.
    """

    id: str
    honour: str
    kind: str
    rankings: tuple[str, ...]
    honour_en: str = ""
    ranks: tuple[int, int | Quota] | None = None
    first: Quota | None = None
    rest: bool = False
    needs: Condition | None = None
    readings: Mapping[str, Condition] = field(default_factory=dict)
    act: str = "grant"
    by: str = ""
    by_en: str = ""
    not_with: tuple[str, ...] = ()
    when_unfit: str = ""
    clause: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.act not in ("grant", "recommend") or not self.rankings:
            raise BadRecord(
                zh=f"“{self.honour}”的类别、方式或所依排名不对。",
                en=f"“{self.honour}” has an unknown kind, act or ranking.",
            )
        ways = (self.ranks is not None) + (self.first is not None) + self.rest
        if ways > 1:
            raise BadRecord(
                zh=f"“{self.honour}”只能写名次、人数、其余三者之一。",
                en=f"“{self.honour}” takes one of ranks, first, or the rest.",
            )
        if self.ranks is not None:
            low, high = self.ranks
            if low < 1 or (isinstance(high, int) and high < low):
                raise BadRecord(
                    zh=f"“{self.honour}”的名次范围不对。", en=f"“{self.honour}” has no valid ranks."
                )
        if self.when_unfit not in ("", "next", "vacant", "unstated"):
            raise BadRecord(
                zh="when_unfit 只能是 next、vacant、unstated。",
                en="when_unfit is next, vacant or unstated.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Rulebook:
    """
    Everything needed to mark, rank and honour one trade; ``trees`` by their roots.

    ``appeals_within`` is in minutes, from the end of the work and from the result; None: not said.
    """

    id: str
    trade: str
    trees: tuple[Node, ...]
    stages: tuple[StageRule, ...]
    rankings: Mapping[str, RankRule]
    trade_en: str = ""
    title: str = ""
    title_en: str = ""
    source: str = ""
    ladder: tuple[Rung, ...] = ()
    conduct: tuple[ConductItem, ...] = ()
    absence: Mapping[str, str] = field(default_factory=dict)
    scales: Scales = field(default_factory=dict)
    entry_conditions: tuple[Condition, ...] = ()
    review: ReviewRule | None = None
    teams: tuple[TeamRule, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    appeals_within: int | None = None

    def __post_init__(self) -> None:
        if not self.trees or not self.stages:
            raise BadRecord(
                zh="竞赛规程没有评分标准或阶段。", en="The rulebook has no scheme or no stage."
            )

    def ranking(self, ranking_id: str) -> RankRule:
        """A ranking of entries or of units."""
        units = {team.id: team.rule for team in self.teams}
        return self.rankings.get(ranking_id) or units[ranking_id]
