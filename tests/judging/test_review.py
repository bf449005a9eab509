"""The recheck: all of the top, a publicly drawn share of the rest, all past too many errors."""

from decimal import Decimal as D

import pytest

from judging import BadRecord
from judging.review import ReviewRule, escalates, sample
from tests.judging.books import run

FIELD = {f"E{i:02}": {"total": 100 - i} for i in range(30)}
STANDINGS = run("scheme: {id: total, max: 100, mark: points}", {**FIELD, "late": {}}).standings


def test_the_whole_top_and_fifteen_percent_of_the_rest_rounded_up_are_rechecked():
    drawn = sample(ReviewRule(), STANDINGS, "7")
    assert drawn[:10] == tuple(f"E{i:02}" for i in range(10))
    assert len(drawn) == 10 + 3
    assert len(set(drawn)) == len(drawn)
    assert "late" not in drawn


def test_the_same_seed_draws_the_same_sheets_and_another_seed_others():
    draws = {sample(ReviewRule(), STANDINGS, str(seed)) for seed in range(20)}
    assert len(draws) > 10
    assert sample(ReviewRule(), STANDINGS, "7") == sample(ReviewRule(), STANDINGS, "7")


@pytest.mark.parametrize(
    ("checked", "wrong", "all_of_them"),
    [(20, 1, False), (20, 2, True), (0, 0, False), (19, 1, True), (1, 1, True), (1, 0, False)],
)
def test_more_than_one_faulty_sheet_in_twenty_sends_all_to_the_recheck(checked, wrong, all_of_them):
    assert escalates(ReviewRule(), checked=checked, with_errors=wrong) is all_of_them


def test_a_recheck_refuses_nonsense():
    for wrong in ({"top": -1}, {"share": D(2)}, {"errors_above": D(-1)}):
        with pytest.raises(BadRecord):
            ReviewRule(**wrong)
    with pytest.raises(BadRecord) as refused:
        ReviewRule(top=5, share=D("1.50"))
    assert refused.value.zh == "复核比例 1.5 或名次 5 不对。"
    assert refused.value.en == "A recheck of the top 5 and of 1.5 is no rule."
    for checked, faulty in ((3, 4), (3, -1)):
        with pytest.raises(BadRecord, match="makes no sense"):
            escalates(ReviewRule(), checked=checked, with_errors=faulty)


def test_a_rule_may_recheck_nothing_or_everything():
    nothing = ReviewRule(top=0, share=D(0), errors_above=D(1))
    assert sample(nothing, STANDINGS, "7") == ()
    assert not escalates(nothing, checked=4, with_errors=4)
    whole = ReviewRule(top=0, share=D(1), errors_above=D(0))
    assert set(sample(whole, STANDINGS, "7")) == set(FIELD)
    assert escalates(whole, checked=4, with_errors=1)
