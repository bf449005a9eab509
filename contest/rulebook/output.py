"""A result as plain data: numbers as text, so that no reader of the JSON loses a digit."""

from decimal import Decimal

from contest.rulebook.canonical import hashes
from judging import Ask, Line, Plan, Result, explain
from judging.numbers import plain

Json = dict[str, object]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def as_json(text: str, plan: Plan, result: Result) -> Json:
    """
    Standings, ties, honours, questions and explanations of one stage.

    ``text`` is the document that was computed; its two hashes stand at the head, so that a
    result can be matched with the version that gave it.
    """
    document, meaning = hashes(text)
    node = plan.stage(result.stage_id).node
    return {
        "rulebook": {"id": plan.rulebook.id, "document": document, "meaning": meaning},
        "stage": result.stage_id,
        "sizes": {name: {"least": a, "most": b} for name, (a, b) in result.sizes.items()},
        "standings": [
            {
                "entry": s.entry_id,
                "rank": s.rank,
                "best": s.best,
                "worst": s.worst,
                "score": _text(s.score),
                "low": _text(s.low),
                "high": _text(s.high),
                "state": s.state,
                "cause": s.cause,
                "waiting": s.waiting,
                "decided_by": s.decided_by,
                "clinched": s.clinched,
                "parts": {name: _text(value) for name, value in s.parts},
            }
            for s in result.standings
        ],
        "ties": _ties(result),
        "goes_on": list(result.goes_on),
        "honours": [
            {
                "entry": c.entry_id,
                "rung": c.rung_id,
                "honour": c.honour,
                "honour_en": c.honour_en,
                "kind": c.kind,
                "ranking": c.ranking,
                "rank": c.rank,
                "state": c.state,
                "act": c.act,
                "by": c.by,
                "clause": c.clause,
                "reasons": [{"zh": zh, "en": en} for zh, en in c.reasons],
                "missing": list(c.missing),
            }
            for c in result.claims
        ],
        "rulings_needed": [ask_json(a) for a in result.asks],
        "rulings_unused": list(result.rulings_unused),
        "explanations": {
            entry: line_json(explain(plan, result, entry, node)) for entry in result.inputs
        },
    }


def _ties(result: Result) -> list[Json]:
    """Ranks that several entries share."""
    sharers: dict[int, list[str]] = {}
    for standing in result.standings:
        if standing.rank is not None:
            sharers.setdefault(standing.rank, []).append(standing.entry_id)
    return [{"rank": r, "entries": e} for r, e in sharers.items() if len(e) > 1]


def ask_json(ask: Ask) -> Json:
    """A question: its key, its two sentences, what each answer would give."""
    return {
        "key": ask.key,
        "zh": ask.zh,
        "en": ask.en,
        "options": [{"choice": c, "zh": zh, "en": en} for c, zh, en in ask.options],
        "entries": list(ask.entries),
    }


def line_json(line: Line) -> Json:
    """One line of an explanation with all below it."""
    return {
        "zh": line.zh,
        "en": line.en,
        "value": _text(line.value),
        "clause": line.clause,
        "kids": [line_json(kid) for kid in line.kids],
    }
