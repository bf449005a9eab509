"""The leading key of a ranking on a scale whose median is 700."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from judging.numbers import FAR, ZERO, rounded
from judging.order import Row
from judging.rankrules import MedianScale, RankRule
from judging.rulings import Ask

MIDDLE = Decimal(700)


def scaled(rule: RankRule, closed: Sequence[Row], opened: Sequence[Row]) -> list[Ask]:
    """
    Put the rows on the scale, in place; while rows are open by the median of what stands so far.

    The scale keeps every order, so bounds on ranks hold whatever the median will be; only who is
    within a tolerance can change. A median of 0 has no ratio: that is asked, and nothing scaled.
    """
    if rule.scale is None or not (closed or opened):
        return []
    leads = [row.lead[0] for row in (closed or opened)]
    middle = median(leads)
    if rule.scale.method == "ratio" and middle <= 0:
        return [
            Ask(
                key=f"scale:{rule.id}",
                zh="中位数不大于 0，无法按比例折算。请裁定名次。",
                en="The median is not above 0, so there is no ratio to it. A ruling is needed.",
            )
        ]
    apart = median([abs(lead - middle) for lead in leads])
    for row in (*closed, *opened):
        low, high = (_value(rule.scale, end, middle, apart) for end in row.lead)
        row.lead = low, high
    return []


def _value(scale: MedianScale, x: Decimal, middle: Decimal, apart: Decimal) -> Decimal:
    if abs(x) == FAR:
        return x
    if scale.method == "ratio":
        exact = MIDDLE * x / middle
    else:
        # Half of the field on one mark leaves no spread to measure by.
        exact = MIDDLE if apart == ZERO else MIDDLE + (scale.per or ZERO) * (x - middle) / apart
    return rounded(exact, scale.places, scale.mode)
