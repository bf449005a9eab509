"""Paper score sheets: one for each judge's seat, with what his tablet would show."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from contest.queries.names import heat_name, module_name
from contest.queries.tablet import tablet_form
from contest.reports.gather.scope import (
    NothingToPrint,
    Printable,
    Scope,
    covered,
    stages_in,
    titled,
    words,
)
from contest.reports.score_sheets import Family, ScoreSheet, SheetLine, score_sheets
from contest.reports.text import Imprint, Words, minute
from contest.store import people, rulebooks, sheets
from contest.store.entries import entries_of_trade
from contest.store.tables.contest import Contest, Stage, Trade
from contest.store.tables.marking import Sheet
from judging import AspectForm

ENTRY_NO = Words(zh="参赛号", en="Entry number")


def sheets_of(tx: Session, contest: Contest, scope: Scope) -> Printable:
    """Return the sheets of a scope, heat by heat, workstation by workstation, seat by seat."""
    numbers = {staff.id: staff.number for staff, _ in people.staff_of(tx, contest.id)}
    found: list[ScoreSheet] = []
    for stage, trade in stages_in(tx, contest, scope):
        found += _of_stage(tx, contest, stage, trade, numbers)
    if not found:
        raise NothingToPrint(
            what="评分表",
            what_en="score sheets",
            hint="请先载入规程并发布赛程。",
            hint_en="Load the rulebook and publish the timetable first.",
        )

    def set_type(imprint: Imprint) -> bytes:
        return score_sheets(found, contest=words(contest), imprint=imprint)

    return Printable(
        count=len(found),
        title=titled("评分表", "Score sheets", covered(tx, contest, scope)),
        names=(),
        typeset=set_type,
    )


def _of_stage(
    tx: Session, contest: Contest, stage: Stage, trade: Trade, numbers: dict[str, str]
) -> list[ScoreSheet]:
    rows = sheets.sheets_of_stage(tx, stage.id)
    if not rows:
        return []
    seats = sheets.seats_of_stage(tx, stage.id)
    heats = {heat.id: heat for heat, _ in sheets.heats(tx, [row.heat_id for row in rows])}
    stations = sheets.stations_of(tx, set(heats))
    entries = {line.id: line for line in entries_of_trade(tx, trade.id)}
    book = rulebooks.current_rulebook(tx, trade.id)
    zone = ZoneInfo(contest.timezone)

    def place(row: Sheet) -> tuple[int, str, int, str, str]:
        heat, station = heats[row.heat_id], stations.get((row.heat_id, row.entry_id), "")
        return heat.starts_min, heat.key, len(station), station, entries[row.entry_id].no

    made = []
    for row in sorted(rows, key=place):
        heat = heats[row.heat_id]
        zh, en = heat_name(tx, trade.id, heat)
        starts = minute(heat.starts_at.astimezone(zone))
        module, module_en = module_name(tx, trade.id, row.module_id)
        form = tablet_form(tx, trade.id, row.module_id)
        for seat, judge in [
            (s.seat, numbers.get(s.staff_id, "")) for s in seats.get(row.id, [])
        ] or [(1, "")]:
            own = [aspect for aspect in form if aspect.who == "each" or seat == 1]
            if not own:
                continue
            made.append(
                ScoreSheet(
                    sheet_no=f"{row.id}-{seat}",
                    trade=words(trade),
                    stage=words(stage),
                    module=Words(zh=module, en=module_en),
                    identity=(ENTRY_NO, entries[row.entry_id].no),
                    lines=tuple(_line(n, aspect) for n, aspect in enumerate(own, start=1)),
                    heat=Words(zh=f"{zh} {starts}", en=en),
                    station=stations.get((row.heat_id, row.entry_id), ""),
                    judge=judge,
                    scheme_version=str(book.version) if book else "",
                )
            )
    return made


def _line(number: int, aspect: AspectForm) -> SheetLine:
    exponent = aspect.step.normalize().as_tuple().exponent
    return SheetLine(
        code=str(number),
        text=Words(zh=aspect.name, en=aspect.name_en),
        hint=Words(zh=aspect.hint, en=aspect.hint_en) if aspect.hint else None,
        most=aspect.max,
        unit=aspect.unit,
        family=Family.MEASUREMENT if aspect.kind == "reading" else Family.JUDGEMENT,
        criterion=Words(zh=aspect.criterion, en=aspect.criterion_en) if aspect.criterion else None,
        choices=tuple((value, Words(zh=zh, en=en)) for value, zh, en in aspect.choices),
        decimals=min(3, max(0, -int(exponent))),
    )
