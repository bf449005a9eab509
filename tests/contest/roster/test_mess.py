"""Whatever stands in the cells, reading ends with rows and sentences and gives no number away."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contest.roster import Preview
from contest.roster.cells import Area
from contest.roster.refusals import NoRoster
from tests.contest.roster.making import HEADERS, number, person, quickly

NUMBERS = [number(f"19{80 + n}0101", n) for n in range(1, 9)]
ANY = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-10, 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.times(),
    st.sampled_from([*NUMBERS, *HEADERS, "拉面", "焊工、拉面", "合计", "注：", "王　伟", "=1+1"]),
)
ROW = st.one_of(
    st.lists(ANY, max_size=8),
    st.builds(
        lambda id, name, trade: list(person(id=id, name=name, trade=trade)),
        st.sampled_from(NUMBERS),
        st.sampled_from(["王伟", "李娜", "赵敏"]),
        st.sampled_from(["拉面", "焊工"]),
    ),
)
AREA = st.builds(
    lambda top, left, height, width: Area(
        top=top, left=left, bottom=top + height, right=left + width
    ),
    st.integers(1, 12), st.integers(1, 6), st.integers(0, 4), st.integers(0, 2),
)  # fmt: skip
SHEET = st.lists(ROW, max_size=10)


@given(
    sheets=st.dictionaries(st.sampled_from(["选手", "裁判", "赛场", "工位", "Sheet1"]), SHEET),
    header=st.booleans(),
    merged=st.lists(AREA, max_size=3),
)
def test_any_mess_is_read_without_a_crash_and_without_giving_a_number_away(
    sheets: dict[str, list[list[Any]]], header: bool, merged: list[Area]
) -> None:
    if header:
        sheets = {name: [list(HEADERS), *rows] for name, rows in sheets.items()}
    try:
        preview = quickly(sheets, merged=tuple(merged), delegations=["甲县"])
    except NoRoster as refused:
        shown = refused.sentence("zh") + refused.sentence("en")
        assert not any(secret in shown for secret in NUMBERS)
        return
    wrong = {(p.sheet, p.row) for p in preview.problems if p.severity == "error"}
    assert not {(row.sheet, row.row) for row in preview.rows()} & wrong
    entries = [(row.id_number, code) for row in preview.contestants for code in row.trades]
    assert len(entries) == len(set(entries))
    for problem in preview.problems:
        shown = problem.zh + problem.en + problem.value_masked + problem.suggestion
        assert not any(secret in shown for secret in NUMBERS)
        assert re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]*", problem.cell)
    assert Preview.from_json(preview.to_json()) == preview
