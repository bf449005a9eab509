"""What a re-planning found, as data and as lines of text in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from contest.cli.timetable_text import Both, said
from scheduler.records import to_json
from scheduler.view import clock

if TYPE_CHECKING:  # both load OR-Tools, which a server must not
    from scheduler.offers import Offer
    from scheduler.replan import Answer, Replanned


def replanned_data(result: Replanned, sold: tuple[Offer, ...]) -> dict[str, Any]:
    """Everything, as plain data."""
    return {
        "problem": result.problem.to_json(),
        "answers": [_answer(answer) for answer in result.answers],
        "offers": [{"zh": o.zh, "en": o.en, **_answer(o.answer)} for o in sold],
        "must_shift": list(result.must_shift),
        "reasons": [{"zh": zh, "en": en} for zh, en in result.reasons],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "people": answer.people,
        "bound": answer.bound,
        "proven": answer.proven,
        "finals_kept": answer.finals_kept,
        "seconds": round(answer.seconds, 3),
        **to_json(answer.difference),
        "timetable": answer.timetable.to_json(),
    }


def replanned_text(result: Replanned, sold: tuple[Offer, ...], lang: str) -> str:
    """The answers one after the other, or why there is none and what would help."""
    lines = [line for answer in result.answers for line in _lines(answer, lang)]
    lines += [said(_must_shift(result, trade_id), lang) for trade_id in result.must_shift]
    lines += [said(reason, lang) for reason in result.reasons]
    for offer in sold:
        lines.append(said((f"可行的办法：{offer.zh}", f"Would help: {offer.en}"), lang))
    return "\n".join(lines)


def _must_shift(result: Replanned, trade_id: str) -> Both:
    name = result.problem.trade_by_id[trade_id].name
    return (
        f"{name}：已证明，无论移动谁，后续阶段都不能保持原时间。",
        f"{name}: it is proven that its later stages cannot stay, whoever is moved.",
    )


def _lines(answer: Answer, lang: str) -> Iterator[str]:
    proven = said(("已证明最少", "proven the fewest"), lang)
    least = said((f"至少须移动 {answer.bound} 人", f"at least {answer.bound} must move"), lang)
    finals = said(
        ("后续阶段不变", "later stages stay")
        if answer.finals_kept
        else ("后续阶段有改期", "later stages are put off"),
        lang,
    )
    people = said((f"移动 {answer.people} 人", f"{answer.people} people moved"), lang)
    yield f"{people}（{proven if answer.proven else least}）  {finals}  {answer.seconds:.2f} s"
    for move in answer.difference.moves:
        before = "–" if move.before_min is None else clock(move.before_min)
        yield (
            f"  {move.entry_id}  {move.module}  {before} {move.before_station or ''} → "
            f"{clock(move.after_min)} {move.after_station}"
        )
    for shift in answer.difference.shifts:
        yield f"  {shift.heat_id}  {clock(shift.before_min)} → {clock(shift.after_min)}"
    for panel in answer.difference.panels:
        out, into = " ".join(panel.out), " ".join(panel.into)
        yield f"  {panel.heat_id}  {said(('裁判', 'judges'), lang)} -{out} +{into}"
