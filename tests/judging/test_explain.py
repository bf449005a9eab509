"""Every number walks back to the taps that made it, in both languages."""

import dataclasses
from decimal import Decimal as D

from judging import Line, explain
from tests.judging.books import TOTAL, plan_of, rule, run

BOOK = """
absence: {did_not_start: none, did_not_finish: so_far, withdrawn: zero}
scheme:
  id: total
  name: 总分
  name_en: Total
  combine: weighted
  parts:
    - {id: theory, name: 理论, max: 10, weight: 30%, mark: points, clause: 第一条}
    - id: work
      level: module
      max: 10
      weight: 70%
      combine: {join: sum}
      parts:
        - {id: taste, max: 5, panel: {judges: 3, join: {join: trimmed_mean, high: 1, low: 1}}}
        - {id: dress, max: 1, panel: {judges: 1, join: mean}}
        - id: cut
          max: 4
          starts_at: 4
          reads: {gap: {unit: mm, name: 间隙, name_en: Gap}, long: mm}
          then:
            - {zero_when: gap > 3, clause: 超限}
            - {take_off: {points: 1, per: 2, of: gap, counting: started}, clause: 第五条}
            - {take_off: {points: 0.5, of: long}}
            - floor: 0
  then:
    - {round: {places: 1, mode: half_up}}
conduct: [{id: dirty, name: 未清理, name_en: dirty, take: 1, from: total, clause: 第九条}]
rankings: {overall: {by: [total high], tail: share}}
"""
MARKS = {"theory": 9, "taste": [3, 5, 4], "dress": [1], "gap": 1, "long": 1}


def told(text, marks, node="total", *rulings, **more):
    plan = plan_of(text)
    return explain(plan, run(plan, {"A": marks}, *rulings, **more), "A", node)


def flat(line: Line, language="en"):
    yield getattr(line, language)
    for kid in line.kids:
        yield from flat(kid, language)


def test_a_total_is_told_down_to_the_taps():
    line = told(BOOK, MARKS, did={"A": {"dirty": 1}})
    assert list(flat(line)) == [
        "Total: 7",
        "2.7 + 5.25 = 7.95 (weighted total)",
        "penalty “dirty”: 1 off",
        "rounded to 1 places: 6.95 to 7",
        "理论: 9",
        "work: 7.5",
        "4 + 1 + 2.5 = 7.5 (the parts are added)",
        "taste: 4",
        "judge 1",
        "judge 2",
        "judge 3",
        "without the highest 5 and the lowest 3, mean 4",
        "dress: 1",
        "judge 1",
        "cut: 2.5",
        "read Gap",
        "read long",
        "1 off: 1 for each 2 of 1",
        "0.5 off for 1",
        "not below 0: 2.5",
    ]
    penalty = line.kids[1]
    assert (penalty.zh, penalty.value) == ("处罚“未清理”扣 1", D("6.95"))
    assert "去掉最高 5、最低 3，其余平均 4" in list(flat(line, "zh"))
    assert line.value == D("7.0")
    clauses = [k.clause for k in line.kids]
    assert "第九条" in clauses
    assert "第一条" in clauses


def test_the_line_of_a_node_equals_its_score():
    plan = plan_of(BOOK)
    result = run(plan, {"A": MARKS})
    for (entry, node), score in result.scores.items():
        assert explain(plan, result, entry, node).value == score.value


def test_what_is_missing_is_told_with_its_bounds():
    line = told(BOOK, {**MARKS, "theory": None})
    assert line.en == "Total: 1 marks still to come (5.3 to 8.3)"
    assert line.zh == "总分：尚有 1 项未打分（5.3 至 8.3）"
    assert "理论：尚有 1 项未打分（0 至 10）" in list(flat(line, "zh"))


def test_a_total_entered_whole_is_told_as_such():
    line = told(TOTAL, {"=total": 88})
    assert list(flat(line)) == ["total: 88", "entered as a total"]


def test_a_cut_off_is_told_with_its_clause():
    line = told(BOOK, {**MARKS, "gap": 4}, "cut")
    assert line.value == 0
    last = line.kids[-1]
    assert (last.zh, last.clause) == ("触及规定情形，本项零分", "超限")


def test_an_absence_is_told_by_its_cause():
    line = told(BOOK, {"theory": 9}, absent={"A": "did_not_start"})
    assert (line.zh, line.value) == ("总分：没有成绩（未参赛）", None)
    nothing = told(BOOK, {"theory": 9}, "work", absent={"A": "withdrawn"})
    assert (nothing.en, nothing.value) == ("work: 0 (withdrew)", 0)
    assert [k.en for k in nothing.kids] == [
        "taste: 3 marks still to come (0 to 5)",
        "dress: 1 marks still to come (0 to 1)",
        "cut: 2 marks still to come (0 to 4)",
    ]
    so_far = told(BOOK, {"theory": 9, "taste": [3, 4, 5]}, absent={"A": "did_not_finish"})
    assert "dress: 0 (did not finish)" in list(flat(so_far))
    zero = told(
        BOOK.replace("from: total", "zero: work").replace("take: 1, ", ""),
        MARKS,
        did={"A": {"dirty": 1}},
    )
    assert "work: 0 (zero by a penalty)" in list(flat(zero))


def test_a_question_is_told_and_a_ruling_is_shown_where_it_acted():
    text = TOTAL.replace("70%", "60%")
    marks = {"theory": 80, "practice": 90}
    line = told(text, marks)
    assert line.en.startswith("total: a ruling is needed (")
    assert "what to do as the weights miss 100 %" in line.kids[-3].en
    assert "权重之和不是 100% 时按印本还是按比例折算" in line.kids[-3].zh
    ruled = told(text, marks, "total", rule("total.weights", "as_printed"))
    assert "by ruling (张三 14:05): as_printed" in list(flat(ruled))
    assert "依裁定（张三 14:05）：as_printed" in list(flat(ruled, "zh"))
    said = dataclasses.replace(rule("total.weights", "as_printed"), text="按印本")
    assert told(text, marks, "total", said).kids[-3].zh == "依裁定（张三 14:05）：按印本"


def test_a_ruled_step_and_a_pass_mark_are_told():
    body = (
        "scheme: {id: total, max: 9, mark: points, then: [{cap: unstated},"
        "{gate: {at_least: 6, else: no_honour}}]}"
    )
    line = told(body, {"total": 8}, "total", rule("total.cap", "5"))
    assert [(k.zh, k.en, k.value) for k in line.kids] == [
        ("裁定为 5", "ruled to be 5", 5),
        ("未达 6 分", "below the pass mark of 6", 5),
        ("依裁定（张三 14:05）：5", "by ruling (张三 14:05): 5", None),
    ]


def test_every_operator_has_its_sentence():
    body = (
        "scheme: {id: total, starts_at: 4, reads: {x: {unit: count}}, then: ["
        "{add: {points: 2}}, {take_off: {points: 1}}, {scale: {from: 10, to: 20}}, {cap: 9},"
        "{deviation: {of: x, from: 7}}, {lookup: {table: {2: 30}}}, {bands: {rows: {0..30: 3}}},"
        "{round: {places: 0, mode: up}}]}"
    )
    line = told(body, {"x": 5})
    assert [k.en for k in line.kids] == [
        "read x",
        "2 added",
        "1 off",
        "scaled from 10 to 20: 10",
        "not above 9: 9",
        "off from 7 by 2",
        "the table gives 30 for 2",
        "the band of 30 gives 3",
        "rounded to 0 places: 3 to 3",
    ]
    assert [k.zh for k in line.kids] == [
        "测得 x",
        "加 2",
        "扣 1",
        "由 10 折算为 20：10",
        "不超过 9：9",
        "与 7 偏差 2",
        "对照表 2 得 30",
        "30 所在档得 3",
        "保留 0 位小数：3 → 3",
    ]


def test_every_join_has_its_sentence():
    sentences = {
        "sum": "1 + 2 + 3 = 6 (the parts are added)",
        "mean": "mean of 3: 2",
        "median": "median 2",
        "best": "best 1: 3",
        "closest_pair_mean, prefer: higher": "mean of the two closest: 2.5",
        "judgement_0_3": "1 + 2 + 3: maximum × sum / 9 = 6",
    }
    for join, sentence in sentences.items():
        panel = f"judges: 3, join: {{join: {join}}}, spread: 3"
        body = f"scheme: {{id: total, max: 9, panel: {{{panel}}}}}"
        assert told(body, {"total": [1, 2, 3]}).kids[-1].en == sentence
    trimmed = "scheme: {id: total, max: 9, panel: {judges: 4, join: {join: trimmed_mean, ENDS}}}"
    high = told(trimmed.replace("ENDS", "high: 2, low: 0"), {"total": [1, 2, 3, 4]}).kids[-1]
    assert (high.zh, high.en) == (
        "去掉最高 3, 4、最低 –，其余平均 1.5",
        "without the highest 3, 4 and the lowest –, mean 1.5",
    )
    low = told(trimmed.replace("ENDS", "high: 0, low: 2"), {"total": [1, 2, 3, 4]}).kids[-1]
    assert low.en == "without the highest – and the lowest 1, 2, mean 3.5"
    agreed = "scheme: {id: total, max: 9, panel: {judges: 2, join: agreed}}"
    assert told(agreed, {"total": [2, 2]}).kids[-1].zh == "裁判组一致 2"


def test_a_value_carried_over_names_where_it_came_from():
    text = """
    scheme:
      - {id: first, max: 100, mark: points}
      - {id: total, combine: sum, parts: [{id: before, max: 100, carried: first}]}
    stages: [{id: prelim, node: first}, {id: final, node: total}]
    rankings: {p: {by: [first high], tail: share}, f: {by: [total high], tail: share}}
    """
    line = told(text, {}, carried={("A", "first"): D(80)})
    assert "carried over (first)" in list(flat(line))
    assert "由前一阶段带入（first）" in list(flat(line, "zh"))
