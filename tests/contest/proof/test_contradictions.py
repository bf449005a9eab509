"""Each kind of contradiction stops with its question; ruled on, it computes and is in the proof."""

import json

import pytest

from contest.proof.verify import verify
from contest.proof.write import proof_of
from judging import Ruling
from tests.judging.books import keys, plan_of, run
from tests.judging.contradictions import HEAD, KINDS, ONE, RANK


@pytest.mark.parametrize("kind", KINDS)
def test_a_contradiction_stops_with_its_question_and_its_ruling_is_in_the_proof(kind):
    body, field, key, choice, order = KINDS[kind]
    text = HEAD + body + RANK.replace("TAIL", "unstated")
    plan = plan_of(text)
    stopped = run(plan, field)
    assert keys(stopped) == [key]
    states = {s.state for s in stopped.scores.values()} | {c.state for c in stopped.claims}
    assert states & {"asked", "held"}
    ruling = Ruling(key=key, choice=choice, order=order, text="委员会裁定", author="张三",
                    at="2026-05-01T14:05+08:00")  # fmt: skip
    ruled = run(plan, field, ruling)
    assert keys(ruled) == []
    settled = [c for c in ruled.claims if c.state == "candidate"]
    assert settled
    for claim in settled:
        proof = json.loads(json.dumps(proof_of(text, plan, ruled, claim)))
        verify(proof)
        shown = {r["key"]: (r["choice"], r["author"], r["text"]) for r in proof["rulings"]}
        assert shown == {key: (choice, "张三", "委员会裁定")}


def test_shared_ranks_without_a_word_about_gaps_are_asked_and_proved():
    body = ONE + "ladder: [{honour: 铜奖, in: overall, ranks: 2}]\n"
    text = HEAD + body + "rankings: {overall: {by: [total high], tail: share, gaps: unstated}}\n"
    field = {"A": {"total": 8}, "B": {"total": 8}, "C": {"total": 7}}
    plan = plan_of(text)
    assert keys(run(plan, field)) == ["gaps:overall"]
    ruled = run(plan, field, Ruling(key="gaps:overall", choice="1223", author="张三", at="14:05"))
    assert [s.rank for s in ruled.standings] == [1, 1, 2]
