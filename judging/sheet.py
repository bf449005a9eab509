"""A judge's marking sheet: what it accepts, and its way to the signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from judging.forms import AspectForm
from judging.numbers import exact, number, plain
from judging.refusals import (
    NotANumber,
    NotAStep,
    NotOnPanel,
    NotYourAspect,
    OutOfRange,
    ReasonMissing,
    Recused,
    SheetIncomplete,
    SheetLocked,
    UnknownAspect,
    WrongSheetState,
)

STATES = ("open", "submitted", "signed", "reopened")
_STATE_ZH = {"open": "打分中", "submitted": "已提交", "signed": "已签字", "reopened": "已退回"}
UNLOCKED = ("open", "reopened")


def accept(
    form: Sequence[AspectForm],
    *,
    seat: int,
    state: str,
    aspect_id: str,
    value: object,
    on_panel: bool = True,
    recused: bool = False,
) -> Decimal:
    """
    The mark as a Decimal, or a ``MarkRefused`` that says why not.

    ``value`` is text, an int or a Decimal. A bool, a float, NaN and infinity are refused as no
    number: a float has already lost the figure that the judge wrote.
    """
    with exact():
        if recused:
            raise Recused
        if not on_panel or seat < 1:
            raise NotOnPanel
        if state not in UNLOCKED:
            raise SheetLocked
        aspect = next((a for a in form if a.id == aspect_id), None)
        if aspect is None:
            raise UnknownAspect(aspect=aspect_id)
        if aspect.who == "lead" and seat != 1:
            raise NotYourAspect(aspect=aspect.name, seat=seat)
        amount = _amount(value)
        _check_range(aspect, amount)
        if not aspect.fits(amount):
            step = " / ".join(c[0] for c in aspect.choices) or plain(aspect.step)
            raise NotAStep(aspect=aspect.name, step=step, value=plain(amount))
        return amount


def _amount(value: object) -> Decimal:
    amount: Decimal | None = None
    if isinstance(value, Decimal):
        amount = value if value.is_finite() else None
    elif isinstance(value, int) and not isinstance(value, bool):
        amount = Decimal(value)
    elif isinstance(value, str) and not value.strip().endswith(("%", "％")):
        amount = number(value)
    if amount is None:
        raise NotANumber(value=str(value)[:40])
    return amount


def _check_range(aspect: AspectForm, amount: Decimal) -> None:
    if amount < aspect.least or (aspect.max is not None and amount > aspect.max):
        raise OutOfRange(
            aspect=aspect.name,
            least=plain(aspect.least),
            most="∞" if aspect.max is None else plain(aspect.max),
            value=plain(amount),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetEvent:
    """One act on a sheet: ``mark`` (with aspect and value), ``submit``, ``sign`` or ``reopen``."""

    kind: str
    aspect_id: str = ""
    value: object = None
    by: str = ""
    at: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One seat's sheet as its events left it; ``history`` keeps every event, nothing is erased."""

    form: tuple[AspectForm, ...]
    seat: int
    state: str = "open"
    values: dict[str, Decimal] = field(default_factory=dict)
    history: tuple[SheetEvent, ...] = ()

    @property
    def missing(self) -> tuple[AspectForm, ...]:
        """Aspects this seat still owes a mark."""
        mine = (a for a in self.form if a.who == "each" or self.seat == 1)
        return tuple(a for a in mine if a.id not in self.values)


def act(sheet: Sheet, event: SheetEvent) -> Sheet:
    """The sheet after one event; a ``Refusal`` leaves it as it was."""
    done = replace(sheet, history=(*sheet.history, event))
    if event.kind == "mark":
        if event.value is None:
            if sheet.state not in UNLOCKED:
                raise SheetLocked
            values = {k: v for k, v in sheet.values.items() if k != event.aspect_id}
            return replace(done, values=values)
        value = accept(
            sheet.form,
            seat=sheet.seat,
            state=sheet.state,
            aspect_id=event.aspect_id,
            value=event.value,
        )
        return replace(done, values={**sheet.values, event.aspect_id: value})
    if event.kind == "submit":
        _from(sheet, UNLOCKED, "提交", "submitted")
        if sheet.missing:
            names = "、".join(a.name for a in sheet.missing)
            raise SheetIncomplete(count=len(sheet.missing), aspects=names)
        return replace(done, state="submitted")
    if event.kind == "sign":
        _from(sheet, ("submitted",), "签字", "signed")
        return replace(done, state="signed")
    _from(sheet, ("submitted", "signed"), "退回", "reopened")
    if not event.reason.strip():
        raise ReasonMissing
    return replace(done, state="reopened")


def _from(sheet: Sheet, states: Sequence[str], zh: str, en: str) -> None:
    if sheet.state not in states:
        raise WrongSheetState(state=_STATE_ZH[sheet.state], state_en=sheet.state, act=zh, act_en=en)


def fold_sheet(form: Iterable[AspectForm], seat: int, events: Iterable[SheetEvent]) -> Sheet:
    """The sheet that a run of events leaves: open > submitted > signed > reopened."""
    sheet = Sheet(form=tuple(form), seat=seat)
    for event in events:
        sheet = act(sheet, event)
    return sheet
