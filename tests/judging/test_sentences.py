"""
Every sentence the engine can say, word for word in both languages.

After a sentence was changed on purpose: `python -m tests.judging.test_sentences` writes the file
anew; read its difference before committing it.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from contest.rulebook import read_rulebook
from judging import Line, explain, modules, refusals, sheet_form
from judging.open_points import open_points
from judging.refusals import BadRecord, Refusal
from tests.judging.books import plan_of, run
from tests.judging.contradictions import HEAD, KINDS, RANK
from tests.judging.test_check import FOUND, UNSTATED, findings
from tests.judging.test_explain import BOOK, MARKS
from tests.judging.test_records import NONSENSE

FILE = Path(__file__).with_name("sentences.json")
PRESETS = Path(__file__).parents[2] / "contest" / "presets"
FILLED = dict.fromkeys(
    ("value", "aspect", "least", "most", "step", "seat", "count", "aspects", "state", "state_en",
     "act", "act_en"), "…")  # fmt: skip
MORE = {
    "a tie at the end of a progression": """
        scheme: {id: total, max: 9, mark: points}
        stages: [{id: first, node: total, ranking: overall, go_on: {first: 1}}]
        """,
    "a progression with a name of its own": """
        scheme: {id: total, max: 9, mark: points}
        stages: [{id: first, name: 初赛, node: total, ranking: overall, go_on: {first: 1}}]
        """,
    "a progression with both names": """
        scheme: {id: total, max: 9, mark: points}
        stages: [{id: first, name: 初赛, name_en: Heats, node: total, ranking: overall,
                  go_on: {first: 1}}]
        """,
    "a tie at the last place of a rung": """
        scheme: {id: total, max: 9, mark: points}
        ladder: [{honour: 金奖, honour_en: Gold, in: overall, first: 1}]
        """,
    "an unfit holder with a name in English": """
        scheme: {id: total, max: 9, mark: points}
        ladder: [{honour: 金奖, honour_en: Gold, in: overall, ranks: 1, when_unfit: unstated,
                  needs: [level = high]}]
        """,
    "shared ranks": """
        scheme: {id: total, max: 9, mark: points}
        rankings: {overall: {by: [total high], tail: share, gaps: unstated}}
        """,
    "a clause with its number": """
        scheme: {id: total, max: 9, mark: points}
        ladder: [{honour: 金奖, in: overall, clause: 第三条, readings: {a: [total > 1],
                  b: [total > 8]}}]
        """,
    "an absence": """
        scheme: {id: total, max: 9, mark: points}
        absence: {disqualified: ask}
        """,
}


def _refused(make) -> list[str]:
    with pytest.raises(BadRecord) as caught:
        make()
    return [caught.value.zh, caught.value.en]


def _line(line: Line) -> object:
    return [line.zh, line.en, str(line.value), line.clause, [_line(k) for k in line.kids]]


def _plain(record: object) -> object:
    return json.loads(json.dumps(record, default=str, ensure_ascii=False))


def sentences() -> dict[str, object]:
    """All of them, by where they come from."""
    found: dict[str, object] = {}
    for name, make in NONSENSE.items():
        found[f"nonsense: {name}"] = _refused(make)
    for kind in vars(refusals).values():
        if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not BadRecord:
            said = kind(**FILLED)
            found[f"refusal: {kind.__name__}"] = [kind.key, said.zh, said.en]
    for text, *_ in FOUND:
        found[f"check: {text}"] = [[f.severity, f.path, f.zh, f.en] for f in findings(text)]
    for kind, (body, field, *_) in KINDS.items():
        result = run(HEAD + body + RANK.replace("TAIL", "unstated"), field)
        found[f"asked: {kind}"] = [asdict(a) for a in result.asks]
    people = {"A": {"level": "low"}, "B": {"level": "high"}}
    for kind, body in MORE.items():
        result = run(body, {"A": {"total": 5}, "B": {"total": 5}}, people=people)
        found[f"asked: {kind}"] = [asdict(a) for a in result.asks]
        found[f"claimed: {kind}"] = [asdict(c) for c in result.claims]
    found["open points"] = [asdict(a) for a in open_points(plan_of(UNSTATED))]
    given: dict[str, Any] = {"whole": MARKS, "part": {"theory": 9}, "total": {"=total": 7}}
    for name, marks in given.items():
        plan = plan_of(BOOK)
        result = run(plan, {"A": marks})
        found[f"told: {name}"] = _line(explain(plan, result, "A", "total"))
    for preset in ("lamian", "welding", "courier"):
        book = read_rulebook((PRESETS / f"{preset}.yaml").read_text("utf-8"))
        for stage in book.stages:
            for module in modules(book, stage.id):
                forms = [asdict(a) for a in sheet_form(book, module.id)]
                found[f"sheet: {preset} {stage.id} {module.id}"] = [asdict(module), forms]
    return found


def test_every_sentence_stands_as_it_was_read_and_approved():
    said, read = _plain(sentences()), json.loads(FILE.read_text("utf-8"))
    assert isinstance(said, dict)
    assert len(read) > 50
    assert set(said) == set(read)
    changed = {name: (text, said[name]) for name, text in read.items() if said[name] != text}
    assert changed == {}


if __name__ == "__main__":
    text = json.dumps(_plain(sentences()), ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(text + "\n", "utf-8")
