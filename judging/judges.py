"""
How judges of a panel mark beside each other. Never part of a result: it is for people to look at.

A judge's mark is laid beside the panel's mean on the same aspect of the same entry, in percent of
what the scale spans. One sheet is one observation, because aspects of one sheet hang together. The
middle judge of each panel is the zero: one who marks far off must not make the others look off.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from judging.numbers import ONE, ZERO, exact
from judging.refusals import BadRecord

#: With fewer sheets a judge has figures, but is never flagged.
LEAST_SHEETS = 5
LEAST_HOME = 2
#: Standard errors from zero. `benchmarks/judges.py` prints what is found and whom it wrongs.
SEVERE = Decimal(4)
TILTED = Decimal("3.5")
#: A difference smaller than this, in percent of the scale, changes nothing worth a talk.
NOTABLE = Decimal(2)
#: Where all sheets differ alike there is no error to divide by.
CERTAIN = Decimal(99)


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelMark:
    """
    One judge's mark of one aspect; ``width`` is what the scale spans.

    ``home``: judge and entry come from the same region. ``high`` and ``low`` say how many highest
    and lowest marks of this aspect are set aside.
    """

    judge: str
    entry: str
    aspect: str
    value: Decimal
    width: Decimal
    home: bool = False
    high: int = 0
    low: int = 0

    def __post_init__(self) -> None:
        if self.width <= 0:
            raise BadRecord(
                zh=f"“{self.aspect}”的分值跨度须大于 0。",
                en=f"The scale of “{self.aspect}” must span something.",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeFigures:
    """
    What one judge's marks show, in percent of the scale.

    ``severity``: above zero is milder than the panel's middle judge. ``apart``: mean distance from
    the panel's middle mark, whatever its direction. ``dropped``: share of his marks set aside as
    extremes, ``usual`` what chance gives; None where nothing is set aside. ``tilt``: how much more
    than others his own region gets, beside the panel's mean. ``*_errors`` are standard errors from
    zero; None with too few sheets.
    """

    judge: str
    marks: int
    sheets: int
    severity: Decimal
    apart: Decimal
    dropped: Decimal | None
    usual: Decimal | None
    home_sheets: int
    tilt: Decimal | None
    severity_errors: Decimal | None
    tilt_errors: Decimal | None

    @property
    def flags(self) -> tuple[str, ...]:
        """``severity`` and ``tilt``, where the figures are worth a talk."""
        found = []
        if self.severity_errors is not None and (
            abs(self.severity_errors) >= SEVERE and abs(self.severity) >= NOTABLE
        ):
            found.append("severity")
        if (
            self.tilt is not None
            and self.tilt_errors is not None
            and (self.tilt_errors >= TILTED and self.tilt >= NOTABLE)
        ):
            found.append("tilt")
        return tuple(found)


#: Judge -> (entry, whether of his region) -> how far off on each of its aspects.
_Offs = dict[str, dict[tuple[str, bool], list[Decimal]]]


def judge_figures(marks: Iterable[PanelMark]) -> tuple[JudgeFigures, ...]:
    """Return the figures of every judge who marked beside another one, by judge."""
    together: dict[tuple[str, str], list[PanelMark]] = defaultdict(list)
    for mark in marks:
        together[mark.entry, mark.aspect].append(mark)
    offs: _Offs = defaultdict(lambda: defaultdict(list))
    far: dict[str, list[Decimal]] = defaultdict(list)
    out: dict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    with exact():
        for panel in together.values():
            if len(panel) < 2:
                continue
            values = [m.value for m in panel]
            mean, middle = _mean(values), _middle(values)
            gone = _set_aside(panel)
            for mark in panel:
                offs[mark.judge][mark.entry, mark.home].append(
                    (mark.value - mean) / mark.width * 100
                )
                far[mark.judge].append(abs(mark.value - middle) / mark.width * 100)
                if mark.high + mark.low:
                    usual = Decimal(min(mark.high + mark.low, len(panel))) / len(panel)
                    out[mark.judge].append((gone[mark.judge], usual))
        sheets = _centred(offs)
        return tuple(_figures(j, sheets[j], far[j], out[j]) for j in sorted(sheets))


def _centred(offs: _Offs) -> dict[str, dict[tuple[str, bool], Decimal]]:
    """One figure a sheet, with the middle judge of each panel of the same people at zero."""
    sheets = {j: {key: _mean(found) for key, found in of.items()} for j, of in offs.items()}
    seated: dict[str, set[str]] = defaultdict(set)
    for judge, of in sheets.items():
        for entry, _ in of:
            seated[entry].add(judge)
    zero: dict[frozenset[str], Decimal] = {}
    for panel in {frozenset(judges) for judges in seated.values()}:
        zero[panel] = _middle(
            [
                _mean([off for (e, _), off in sheets[judge].items() if seated[e] == panel])
                for judge in panel
            ]
        )
    return {
        judge: {key: off - zero[frozenset(seated[key[0]])] for key, off in of.items()}
        for judge, of in sheets.items()
    }


def _set_aside(panel: Sequence[PanelMark]) -> dict[str, Decimal]:
    """How much of each judge's mark is set aside: equals share what falls on them."""
    part: dict[str, Decimal] = defaultdict(lambda: ZERO)
    high, low = panel[0].high, panel[0].low
    for count, ordered in (
        (high, sorted(panel, key=lambda m: -m.value)),
        (low, sorted(panel, key=lambda m: m.value)),
    ):
        for mark in ordered[:count]:
            equals = [m for m in ordered if m.value == mark.value]
            for equal in equals:
                part[equal.judge] += ONE / len(equals)
    return {mark.judge: min(part[mark.judge], ONE) for mark in panel}


def _figures(
    judge: str,
    sheets: Mapping[tuple[str, bool], Decimal],
    far: Sequence[Decimal],
    out: Sequence[tuple[Decimal, Decimal]],
) -> JudgeFigures:
    values = list(sheets.values())
    home = [value for (_, at_home), value in sheets.items() if at_home]
    others = [value for (_, at_home), value in sheets.items() if not at_home]
    severity = _mean(values)
    enough = len(values) >= LEAST_SHEETS
    tilt = _mean(home) - _mean(others) if home and others else None
    tilt_errors = None
    if tilt is not None and enough and len(home) >= LEAST_HOME:
        within = [v - _mean(home) for v in home] + [v - _mean(others) for v in others]
        spread = sum((v * v for v in within), ZERO) / (len(values) - 2)
        tilt_errors = _errors(tilt, spread * (ONE / len(home) + ONE / len(others)))
    spread = sum(((v - severity) ** 2 for v in values), ZERO) / max(len(values) - 1, 1)
    return JudgeFigures(
        judge=judge,
        marks=len(far),
        sheets=len(values),
        severity=severity,
        apart=_mean(far),
        dropped=_mean([gone for gone, _ in out]) * 100 if out else None,
        usual=_mean([usual for _, usual in out]) * 100 if out else None,
        home_sheets=len(home),
        tilt=tilt,
        severity_errors=_errors(severity, spread / len(values)) if enough else None,
        tilt_errors=tilt_errors,
    )


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, ZERO) / len(values)


def _middle(values: Sequence[Decimal]) -> Decimal:
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def _errors(value: Decimal, variance: Decimal) -> Decimal:
    """How many standard errors a figure is from zero."""
    if variance > 0:
        return value / variance.sqrt()
    return ZERO if value == 0 else CERTAIN.copy_sign(value)
