"""The places of a ranking behind which the ladder or a progression draws a line."""

from judging.plan import Plan
from judging.rankrules import RankRule
from judging.rulebook import Quota


def cuts_of(plan: Plan, rule: RankRule) -> frozenset[int]:
    """
    Counts of places after which a cut falls, as the text fixes them in figures.

    A share of the field is no figure: the check refuses it beside ``only_at_cuts``.
    """
    found: set[int] = set()
    for rung in plan.rulebook.ladder:
        if rule.id in rung.rankings:
            if rung.ranks is not None:
                found |= {rung.ranks[0] - 1, *_count(rung.ranks[1])}
            found |= _count(rung.first)
    for stage in plan.rulebook.stages:
        if stage.ranking == rule.id:
            found |= _count(stage.go_on)
    return frozenset(found)


def _count(quota: Quota | int | None) -> set[int]:
    count = quota.count if isinstance(quota, Quota) else quota
    return set() if count is None else {count}
