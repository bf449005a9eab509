"""Two hashes: a corrected typo is the same rules, a changed figure is not."""

from contest.rulebook import canonical, hashes

BOOK = """\
rulebook: test
trade: 焊工
scheme: {id: total, name: 总分, max: 100, mark: points, clause: 第一条}
rankings: {overall: {by: [total high], tail: share}}
"""


def test_spelling_order_and_comments_do_not_change_the_canonical_form():
    other = """\
# the same rules
trade: "焊工"
竞赛规程: test
rankings:
  overall: {tail: share, by: [total high]}
scheme: {mark: points, 满分: 100.00, id: total, name: 总分, clause: 第一条}
"""
    assert canonical(BOOK) == canonical(other)
    assert hashes(BOOK) == hashes(other)


def test_thirty_percent_has_one_canonical_spelling():
    forms = [canonical(f"weight: {w}") for w in ("30%", "0.3", "0.30")]
    assert forms == ['{"weight":"0.3"}'] * 3


def test_a_word_changes_the_document_but_not_its_meaning():
    document, meaning = hashes(BOOK)
    other_document, other_meaning = hashes(BOOK.replace("总分", "总成绩"))
    assert document != other_document
    assert meaning == other_meaning
    assert len(document) == 64


def test_a_figure_changes_both():
    assert all(a != b for a, b in zip(hashes(BOOK), hashes(BOOK.replace("100", "99")), strict=True))
