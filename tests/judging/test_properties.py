"""What must hold for any rulebook, field and order of arrival."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from judging import Mark, Result, compute
from tests.judging.books import claims, mark, marks_of, plan_of, run

BOOK = plan_of(
    """
scheme:
  id: total
  combine: weighted
  parts:
    - {id: theory, max: 4, weight: 30%, step: 2, mark: points}
    - id: practice
      max: 8
      weight: 70%
      combine: {join: sum}
      parts:
        - {id: taste, max: 4, step: 2,
           panel: {judges: 3, join: {join: trimmed_mean, high: 1, low: 1}}}
        - {id: cut, max: 4, starts_at: 4, reads: {gap: {unit: mm, most: 4, step: 2}},
           then: [{zero_when: gap > 3},
             {take_off: {points: 1, per: 2, of: gap, counting: started}}, {floor: 0}]}
    - {id: time, weight: 0%, starts_at: 0, reads: {secs: {unit: seconds, most: 2, step: 1}}}
  then: [{round: {places: 1, mode: half_up}}]
conduct: [{id: dirty, take: 1, from: total}]
rankings: {overall: {by: [total high, practice high, secs low], tail: share}}
ladder:
  - {honour: gold, in: overall, kind: prize, ranks: 1}
  - {honour: silver, in: overall, kind: prize, ranks: 2..3}
  - {honour: expert, in: overall, kind: designation, first: 2, tie_at_cut: all,
     needs: [level = yes]}
  - {honour: few, in: overall, kind: designation, first: 2, tie_at_cut: none}
  - {honour: half, in: overall, kind: designation, tie_at_cut: all,
     first: {percent: 50%, of: ranked, round: down}}
  - {honour: pass, in: overall, kind: certificate, needs: [practice >= 5]}
stages: [{id: final, node: total, ranking: overall, go_on: {first: 2, tie_at_cut: all}}]
""".replace("weighted\n", "{join: weighted, weigh: as_is}\n")
)
LEAVES = [("theory", 1), ("taste", 1), ("taste", 2), ("taste", 3), ("gap", 1), ("secs", 1)]
GRID = {"theory": (0, 2, 4), "taste": (0, 2, 4), "gap": (0, 2, 4), "secs": (0, 1, 2)}
NAMES = ("A", "B", "C", "D")


@st.composite
def fields(draw: st.DrawFn, missing: int = 0) -> dict[tuple[str, str, int], int | None]:
    """Marks of two to four entries, of which some may be missing."""
    entries = NAMES[: draw(st.integers(2, 4))]
    cells: dict[tuple[str, str, int], int | None] = {
        (e, a, s): draw(st.sampled_from(GRID[a])) for e in entries for a, s in LEAVES
    }
    for cell in draw(st.lists(st.sampled_from(sorted(cells)), max_size=missing, unique=True)):
        cells[cell] = None
    return cells


def cells_to_marks(cells: Mapping[tuple[str, str, int], int | None]) -> list[Mark]:
    return [mark(e, a, v, s) for (e, a, s), v in cells.items() if v is not None]


def result_of(cells: Mapping[tuple[str, str, int], int | None], **more: Any) -> Result:
    entries = sorted({e for e, _, _ in cells})
    people = {e: {"level": "yes" if e in "ACD" else "no"} for e in entries}
    return compute(BOOK, stage_id="final", entries=entries, marks=cells_to_marks(cells),
                   people=people, **more)  # fmt: skip


def value(result: Result, entry: str, node: str) -> Decimal:
    found = result.scores[entry, node].value
    assert found is not None
    return found


def ranked(result: Result) -> dict[str, int]:
    return {s.entry_id: s.rank for s in result.standings if s.rank is not None}


@given(fields(missing=4), st.randoms(use_true_random=False))
def test_neither_order_nor_doubled_delivery_of_marks_changes_anything(cells, random):
    before = result_of(cells)
    marks = cells_to_marks(cells)
    doubled = marks + marks[: len(marks) // 2]
    random.shuffle(doubled)
    entries = sorted({e for e, _, _ in cells}, reverse=True)
    people = {e: {"level": "yes" if e in "ACD" else "no"} for e in entries}
    after = compute(BOOK, stage_id="final", entries=entries, marks=doubled, people=people)
    assert after.standings == before.standings
    assert after.claims == before.claims
    assert after.scores == before.scores


@given(fields(), st.permutations([1, 2, 3]))
def test_renaming_the_judges_of_a_panel_changes_nothing(cells, seats):
    moved = {(e, a, seats[s - 1] if a == "taste" else s): v for (e, a, s), v in cells.items()}
    assert result_of(moved).standings == result_of(cells).standings


@given(fields(), st.data())
def test_raising_a_judged_mark_never_lowers_its_entry(cells, data):
    cell = data.draw(st.sampled_from(sorted(c for c in cells if c[1] in ("theory", "taste"))))
    higher = data.draw(st.sampled_from([v for v in GRID[cell[1]] if v >= cells[cell]]))
    before, after = result_of(cells), result_of({**cells, cell: higher})
    for node in ("total", "practice", "taste"):
        assert value(after, cell[0], node) >= value(before, cell[0], node)
    assert ranked(after)[cell[0]] <= ranked(before)[cell[0]]


@given(fields())
def test_ranks_agree_with_comparing_every_pair_by_hand(cells):
    result = result_of(cells)

    def key(entry):
        values = [value(result, entry, n) for n in ("total", "practice")]
        return [-v for v in values] + [cells[entry, "secs", 1]]

    entries = sorted({e for e, _, _ in cells})
    for standing in result.standings:
        better = sum(key(other) < key(standing.entry_id) for other in entries)
        assert standing.rank == standing.best == standing.worst == 1 + better
        assert standing.state == "final"


@given(fields())
def test_totals_agree_with_plain_arithmetic(cells):
    result = result_of(cells)
    for entry in {e for e, _, _ in cells}:
        tasted = sorted(cells[entry, "taste", s] for s in (1, 2, 3))[1]
        gap = cells[entry, "gap", 1]
        cut = 0 if gap > 3 else 4 - (gap + 1) // 2
        exact = Decimal(3) * cells[entry, "theory", 1] + 7 * (tasted + cut)
        assert result.scores[entry, "total"].value == exact / 10


@settings(max_examples=60, deadline=None)
@given(fields(missing=2))
def test_bounds_ranks_and_clinched_honours_hold_however_the_missing_marks_fall(cells):
    now = result_of(cells)
    open_cells = [c for c, v in cells.items() if v is None]
    lines = {s.entry_id: s for s in now.standings}
    sure = claims(now, "candidate", "recommended")
    reach = claims(now)
    for values in product(*(GRID[c[1]] for c in open_cells)):
        then = result_of({**cells, **dict(zip(open_cells, values, strict=True))})
        for entry, node in then.scores:
            bound = now.scores[entry, node]
            assert bound.low is None or bound.low <= value(then, entry, node)
            assert bound.high is None or value(then, entry, node) <= bound.high
        for entry, rank in ranked(then).items():
            assert lines[entry].best <= rank <= lines[entry].worst
            if lines[entry].clinched:
                assert entry in then.goes_on
        for honour, holders in sure.items():
            assert set(holders) <= set(claims(then, "candidate")[honour])
        for honour, holders in claims(then, "candidate").items():
            assert set(holders) <= set(reach.get(honour, ()))


@given(fields())
def test_no_quota_is_exceeded_and_no_honour_goes_without_its_condition(cells):
    result = result_of(cells)
    held = claims(result)
    assert len(held.get("few", ())) <= 2
    assert "B" not in held.get("expert", ())
    passed = {e for e, n in result.scores if n == "practice" and value(result, e, n) >= 5}
    assert set(held.get("pass", ())) == passed


def test_a_mark_delivered_again_after_its_correction_stays_corrected():
    first, second = mark("A", "theory", 2, op="x"), mark("A", "theory", 4, op="y")
    result = compute(BOOK, stage_id="final", entries=["A"], marks=[first, second, first])
    assert result.scores["A", "theory"].value == 4


def test_a_mark_taken_back_is_waited_for_again():
    field = {"A": {"theory": 2}}
    marks = [*marks_of(field), mark("A", "theory", None, op="back")]
    result = compute(BOOK, stage_id="final", entries=["A"], marks=marks)
    assert result.scores["A", "theory"].state == "waiting"
    assert run(BOOK, field).scores["A", "theory"].state == "final"
