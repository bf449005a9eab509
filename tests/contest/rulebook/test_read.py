# ruff: noqa: E501 - one mistake a line is easier to read than wrapped tables
"""Reading a document: exact texts with lines, every mistake with line, path and two sentences."""

from decimal import Decimal as D

from contest.rulebook import read_rulebook
from judging.conditions import Compare, Group, Rows
from judging.scheme import UNSTATED, Carried, Panel, Parts, Points, Readings
from tests.contest.rulebook.documents import GOOD, leaf


def test_numbers_and_words_are_kept_as_written():
    text = (
        GOOD.replace("30%", "0.30")
        .replace("test\n", "2026.010\n")
        .replace("max: 100\n", "max: １００\n")
    )
    book = read_rulebook(text)
    assert book.id == "2026.010"
    assert book.trees[0].max == 100
    assert book.trees[0].parts[0].weight == D("0.30")
    odd = read_rulebook(
        GOOD.replace("rulebook: test", "rulebook: no").replace("trade: 焊工", "trade: 12:30")
    )
    assert (odd.id, odd.trade) == ("no", "12:30")


def test_chinese_keys_are_read_like_english_ones():
    text = """\
竞赛规程: test
工种: 焊工
评分标准:
  id: total
  满分: 100
  合成: weighted
  部分:
    - {id: theory, 满分: 100, 权重: 30%, 打分: points}
    - {id: practice, 满分: 100, 权重: 70%, 打分: points}
排名: {overall: {by: [total high], 并列: share}}
"""
    assert read_rulebook(text) == read_rulebook(GOOD)


def test_json_is_read_by_the_same_door():
    text = (
        '{"rulebook": "test", "trade": "焊工", "scheme": {"id": "total", "max": 100, "combine": '
        '"weighted", "parts": [{"id": "theory", "max": 100, "weight": 0.3, "mark": "points"}, '
        '{"id": "practice", "max": 100, "weight": 0.7, "mark": "points"}]}, '
        '"rankings": {"overall": {"by": ["total high"], "tail": "share"}}}'
    )
    assert read_rulebook(text) == read_rulebook(GOOD)


FULL = """\
rulebook: full
trade: 焊工
trade_en: Welder
title: 规程
title_en: Rulebook
source: https://example.org
notes: 说明
scales: {level: [无, 高级工]}
absence: {did_not_start: zero, withdrawn: unstated}
entry_conditions:
  - age at 2026-05-01 >= 18
  - any: [sex = 男, sex = 女]
  - none of entries: {where: [year = 2025]}
scheme:
  - id: p
    combine: unstated
    parts:
      - {id: a, max: 9, weight: unstated, max: 9, panel: {judges: 3, least: 2, spread: 2, each: 3, join: {join: trimmed_mean, high: 1, low: unstated}}, absent: {did_not_start: none}}
  - id: f
    combine: {join: weighted, weigh: unstated}
    parts:
      - {id: before, carried: p, weight: 0.5}
      - id: now
        level: module
        judges: 5
        weight: 0.5
        combine: {join: best, k: unstated}
        parts:
          - {id: b, max: 9, panel: {join: mean}, hint: h, source: s, clause: c, minutes: 5}
          - {id: c, reads: {x: mm, y: yes_no}, starts_at: 5, then: [
              {take_off: {points: unstated, per: 2, of: x, counting: unstated}, when: y = yes, clause: 条},
              {bands: {rows: [{from_to: ..1, gives: 5}, {from_to: 1.., gives: 0}], of: x, upper: unstated}},
              {lookup: {table: {0: 1}, rest: 0, clause: 表}}, {deviation: unstated},
              {silent_when: {none: [x > 3]}}, {gate: {at_least: 6, else: unstated}}]}
stages:
  - {id: prelim, name: 初赛, name_en: Prelim, node: p, ranking: p, go_on: {first: {percent: 50%, of: unstated, round: unstated}, tie_at_cut: all}}
  - {id: final, node: f}
rankings:
  p: {by: [a high, x low], gaps: unstated, name: 初, name_en: P, clause: c}
  f: {by: [f high], tail: lots}
ladder:
  - {honour: 奖, honour_en: Prize, in: [f], ranks: 2..3, by: 会, by_en: Board, source: s, clause: c}
  - {honour: 奖, in: f, ranks: [4, {count: 6}], when_unfit: next}
  - {honour: 优, in: f, first: rest, not_with: [奖], act: recommend}
  - {honour: 能, in: f, kind: designation, first: {by_size: [{from_to: 1..9, gives: 1}, {from_to: 10.., gives: 2}], of: started, at_least: 1, at_most: 2}, tie_at_cut: none, readings: {a: [rank <= 3], b: rank <= 2}}
conduct:
  - {id: c1, what: 未清理, name_en: dirty, take: 3, each: time, most: 5, from: [p, f], clause: c}
  - {id: c2, zero: now}
  - {id: c3, out: yes}
  - {id: c4, escalate: [warn, 5, out], from: f}
  - {id: c5, effect: unstated}
""".replace("max: 9, weight: unstated, max: 9", "max: 9, weight: unstated")  # fmt: skip


def test_every_part_of_the_format_reaches_its_record():
    book = read_rulebook(FULL)
    assert (book.trade_en, book.title, book.title_en, book.source) == (
        "Welder",
        "规程",
        "Rulebook",
        "https://example.org",
    )
    assert book.scales == {"level": ("无", "高级工")}
    assert book.absence == {"did_not_start": "zero", "withdrawn": "unstated"}
    assert [type(c) for c in book.entry_conditions] == [Compare, Group, Rows]
    p, f = book.trees
    assert isinstance(p.take, Parts)
    assert p.take.join is UNSTATED
    assert p.level == f.level == "stage"
    a = p.parts[0]
    assert isinstance(a.take, Panel)
    assert (a.weight, a.take.least, a.take.spread, a.take.scale.most) == (UNSTATED, 2, 2, 3)
    assert a.take.join.args == {"high": 1, "low": UNSTATED}
    assert a.absent == {"did_not_start": "none"}
    before, now = f.parts
    assert before.take == Carried(node="p")
    b, c = now.parts
    assert isinstance(b.take, Panel)
    assert (b.take.judges, b.hint, b.source, b.clause, b.minutes) == (5, "h", "s", "c", 5)
    assert isinstance(c.take, Readings)
    assert [r.scale.unit for r in c.take.readings] == ["mm", "yes_no"]
    off, bands, lookup, deviation, silent, gate = c.steps
    assert (off.args["points"], off.args["counting"], off.clause) == (UNSTATED, UNSTATED, "条")
    assert off.when == Compare(name="y", op="=", value=D(1))
    assert bands.args["rows"] == ((None, D(1), D(5)), (D(1), None, D(0)))
    assert bands.args["upper"] is UNSTATED
    assert lookup.clause == "表"
    assert deviation.unstated
    assert silent.test == Group(how="none", kids=(Compare(name="x", op=">", value=D(3)),))
    assert gate.args["else"] is UNSTATED
    prelim, final = book.stages
    assert prelim.go_on is not None
    assert (prelim.go_on.of, prelim.go_on.round, prelim.go_on.tie_at_cut) == (
        UNSTATED,
        UNSTATED,
        "all",
    )
    assert final.carry == ("p",)
    assert [k.high for k in book.rankings["p"].by] == [True, False]
    assert (book.rankings["p"].gaps, book.rankings["p"].tail) == (UNSTATED, "unstated")
    first, second, rest, expert = book.ladder
    assert (first.id, second.id) == ("奖", "奖#2")
    assert (first.ranks, second.ranks, second.when_unfit) == ((2, 3), (4, 6), "next")
    assert (rest.rest, rest.not_with, rest.act) == (True, ("奖",), "recommend")
    assert expert.first is not None
    assert expert.first.by_size == ((1, 9, 1), (10, None, 2))
    assert (expert.first.tie_at_cut, expert.first.at_most, set(expert.readings)) == (
        "none",
        2,
        {"a", "b"},
    )
    effects = [(c.id, c.effect, c.nodes) for c in book.conduct]
    assert effects == [
        ("c1", "take", ("p", "f")),
        ("c2", "zero", ("now",)),
        ("c3", "out", ()),
        ("c4", "escalate", ("f",)),
        ("c5", "unstated", ()),
    ]
    assert book.conduct[3].escalate == ("warn", D(5), "out")
    assert book.conduct[0].each


def test_a_join_keeps_the_arguments_it_is_not_given():
    book = read_rulebook(leaf("panel: {judges: 4, join: {join: trimmed_mean, high: 2}}"))
    take = book.trees[0].take
    assert isinstance(take, Panel)
    assert take.join.args == {"high": 2}


def test_a_book_without_stages_is_one_final_over_its_first_ranking():
    (stage,) = read_rulebook(GOOD).stages
    assert (stage.id, stage.node, stage.ranking) == ("final", "total", "overall")
    assert isinstance(read_rulebook(leaf("mark: points")).trees[0].take, Points)
