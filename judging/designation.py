"""The ladder: who is in reach of which honour, why, and what is still missing."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from judging.conditions import Condition, holds
from judging.facts import look_at
from judging.lanes import Field
from judging.numbers import Span
from judging.placing import Answer, Ladder, placed_on
from judging.plan import Plan
from judging.questions import ask_of
from judging.quota import Sizes
from judging.ranking import Ranked
from judging.results import Claim, Standing
from judging.rulebook import Rung
from judging.rulings import Ask
from judging.wording import named, said


def claims_of(
    plan: Plan,
    rankings: Mapping[str, tuple[Ranked, tuple[Standing, ...]]],
    field: Field,
    sizes: Sizes,
) -> tuple[tuple[Claim, ...], list[Ask]]:
    """Claims of every rung whose ranking was computed, in written order, best rank first."""
    ladder = Ladder(plan=plan, field=field, sizes=sizes)
    for rung in plan.rulebook.ladder:
        for ranking in rung.rankings:
            if ranking in rankings:
                _rung(ladder, rung, ranking, *rankings[ranking])
    return tuple(ladder.claims), list(ladder.asks.values())


def _rung(
    ladder: Ladder, rung: Rung, ranking: str, ranked: Ranked, standings: tuple[Standing, ...]
) -> None:
    lines = {s.entry_id: s for s in standings}
    rows = ranked.rows
    fits: dict[str, tuple[Answer, tuple[str, ...]]] = {
        r.entry_id: _fit(ladder, rung, lines[r.entry_id]) for r in rows
    }
    for row in rows:
        barred = _barred(ladder, rung, ranking, row.entry_id)
        if barred is not False:
            answer, missing = fits[row.entry_id]
            fits[row.entry_id] = (False if barred else _both(answer, None)), missing
    placed = placed_on(ladder, rung, rows, lines, {e: f[0] for e, f in fits.items()}, ranked.within)
    for row in sorted(rows, key=lambda r: (lines[r.entry_id].rank or len(lines), r.entry_id)):
        fit, missing = fits[row.entry_id]
        if fit is False or (place := placed[row.entry_id]) is False:
            continue
        sure = fit is True and place is True
        ladder.claims.append(_claim(ladder, rung, ranking, lines[row.entry_id], sure, missing))
        if rung.kind == "prize":
            _note(ladder.prized, (ranking, row.entry_id), sure)
        _note(ladder.holds, (rung.honour, row.entry_id), sure)


def _note(book: dict[tuple[str, str], bool], key: tuple[str, str], sure: bool) -> None:
    book[key] = book.get(key) or sure


def _both(a: Answer, b: Answer) -> Answer:
    return False if False in (a, b) else None if None in (a, b) else True


def _barred(ladder: Ladder, rung: Rung, ranking: str, entry_id: str) -> Answer:
    """True where an earlier honour excludes this one, None where it may."""
    held = [ladder.holds.get((honour, entry_id)) for honour in rung.not_with]
    if rung.kind == "prize" and (rung.rest or rung.first is not None):
        held.append(ladder.prized.get((ranking, entry_id)))
    return True if True in held else None if False in held else False


def _fit(ladder: Ladder, rung: Rung, line: Standing) -> tuple[Answer, tuple[str, ...]]:
    """Whether the entry meets the conditions, and the facts nobody has entered yet."""
    plan, (inputs, scores) = ladder.plan, ladder.field[line.entry_id]
    gates = scores.gates
    if not (gates or rung.needs or rung.readings):
        return True, ()
    rank: Span = Decimal(line.best), Decimal(line.worst)
    missing: set[str] = set()

    def test(condition: Condition) -> Answer:
        return holds(
            condition,
            lambda name: look_at(plan, inputs, scores, rank, name),
            plan.rulebook.scales,
            missing,
        )

    answer: Answer = False if "no_honour" in gates else None if "no_honour?" in gates else True
    if rung.needs is not None:
        answer = _both(answer, test(rung.needs))
    if rung.readings:
        answer = _both(
            answer,
            _read(ladder, rung, line.entry_id, {n: test(c) for n, c in rung.readings.items()}),
        )
    return answer, tuple(sorted(missing))


def _read(ladder: Ladder, rung: Rung, entry_id: str, said: dict[str, Answer]) -> Answer:
    """One clause with several readings: asked for those on whom the readings differ."""
    key = f"ladder/{rung.id}.reading"
    answers = set(said.values())
    if len(answers) == 1:
        return answers.pop()
    ruling = ladder.plan.rulings.get(key)
    if ruling is not None and ruling.choice in said:
        return said[ruling.choice]
    if answers == {True, False}:
        options = tuple(
            (n, "给予" if a else "不给予", "yes" if a else "no") for n, a in said.items()
        )
        old = ladder.asks.get(key)
        entries = ((*old.entries,) if old else ()) + (entry_id,)
        ladder.asks[key] = replace(_ask(ladder, rung, key), options=options, entries=entries)
    return None


def _ask(ladder: Ladder, rung: Rung, key: str) -> Ask:
    ask = ask_of(ladder.plan, key)
    clause = f"（{rung.clause}）" if rung.clause else ""
    return replace(
        ask,
        zh=f"“{rung.honour}”：该条款有两种读法{clause}。请裁定。",
        en=f"“{rung.honour_en or rung.honour}”: its clause can be read in more than one way. "
        "A ruling is needed.",
    )


def _claim(
    ladder: Ladder,
    rung: Rung,
    ranking: str,
    line: Standing,
    sure: bool,
    missing: tuple[str, ...],
) -> Claim:
    reasons = []
    rule = ladder.plan.rulebook.ranking(ranking)
    name, name_en = rule.name or rule.id, rule.name_en or rule.name or rule.id
    if line.rank is not None and line.best == line.worst:
        reasons.append((f"{name}第 {line.best} 名", f"rank {line.best} in {name_en}"))
    elif line.rank is not None:
        reasons.append(
            (
                f"{name}第 {line.best} 至 {line.worst} 名",
                f"rank {line.best} to {line.worst} in {name_en}",
            )
        )
    if rung.needs is not None:
        zh, en = said(ladder.plan, rung.needs)
        reasons.append((f"条件：{zh}", f"condition: {en}"))
    if missing:
        words = [named(ladder.plan, name) for name in missing]
        zh, en = "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)
        reasons.append((f"尚缺信息：{zh}", f"not known yet: {en}"))
    state = "recommended" if rung.act == "recommend" else "candidate"
    return Claim(
        entry_id=line.entry_id,
        honour=rung.honour,
        honour_en=rung.honour_en or rung.honour,
        kind=rung.kind,
        act=rung.act,
        by=rung.by,
        by_en=rung.by_en or rung.by,
        state=state if sure else "held",
        rank=line.rank,
        clause=rung.clause,
        rung_id=rung.id,
        ranking=ranking,
        reasons=tuple(reasons),
        missing=missing,
    )
