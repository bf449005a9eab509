"""Proof files of honours: true ones hold without the engine, changed ones do not."""

import ast
import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.cli import main
from contest.proof import verify as verifier
from contest.proof.conditions import Unproved
from contest.proof.verify import seal, verify
from contest.proof.write import proof_of
from judging import Ruling
from tests.contest.proof.books import CASES, FIELD, PEOPLE, TEXT, case_proofs
from tests.judging.books import plan_of, run

RULED = Ruling(key="total.take_off.counting", choice="started", text="委员会", author="张三",
               at="2026-05-01T14:05")  # fmt: skip


def proofs(text=TEXT, field=FIELD, *rulings, people=PEOPLE, **more):
    plan = plan_of(text)
    result = run(plan, field, *rulings, people=people, **more)
    claims = [c for c in result.claims if c.state != "held"]
    return {
        (c.entry_id, c.honour): json.loads(json.dumps(proof_of(text, plan, result, c)))
        for c in claims
    }


TRUE = proofs(did={"A": {"late": 2}})


def test_every_honour_of_a_field_proves_itself():
    assert set(TRUE) >= {
        ("A", "金奖"), ("B", "银奖"), ("C", "优胜"), ("A", "能手"), ("C", "能手"), ("B", "证书")
    }  # fmt: skip
    for proof in TRUE.values():
        verify(proof)


@pytest.mark.parametrize("case", CASES)
def test_the_published_rulebooks_prove_their_honours(case):
    found = case_proofs(case)
    assert found
    for proof in found:
        verify(proof)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 4)] * 7), min_size=1, max_size=5), st.data())
def test_every_value_of_the_engine_comes_out_of_other_arithmetic_too(rows, data):
    names = "ABCDE"[: len(rows)]
    field = {
        e: {"theory": a * 5, "work": [b * 5, c * 5, d * 5], "gap": f"0.{f}", "judged": [x, x, x],
            "secs": g, "pulls": f}
        for e, (a, b, c, d, f, g, n) in zip(names, rows, strict=True)
        for x in (min(n, 3),)
    }  # fmt: skip
    late = data.draw(st.sampled_from([{}, {"A": {"late": 1}}, {"A": {"dirty": 1}}]))
    for proof in proofs(TEXT, field, did=late).values():
        verify(proof)


def test_a_ruling_is_part_of_the_proof_and_its_reading_counts():
    text = """
        rulebook: ruled
        trade: 焊工
        scheme: {id: total, max: 10, starts_at: 10, reads: {gap: mm},
          then: [{take_off: {points: 2, per: 5, of: gap, counting: unstated}}]}
        rankings: {overall: {by: [total high], tail: unstated}}
        ladder: [{honour: 金奖, in: overall, ranks: 1}]
        """
    field = {"A": {"gap": 7}, "B": {"gap": 12}}
    plan = plan_of(text)
    result = run(plan, field)
    assert [a.key for a in result.asks] == ["total.take_off.counting"]
    held = result.claims[0]
    with pytest.raises(Unproved, match="open"):
        proof_of(text, plan, result, held)
    proof = proofs(text, field, RULED)["A", "金奖"]
    verify(proof)
    assert proof["rulings"][0]["author"] == "张三"
    tie = Ruling(key="tie:overall:A=B", choice="order", author="李四", at="15:00", order=("B", "A"))
    drawn = proofs(text, {"A": {"gap": 5}, "B": {"gap": 5}}, tie)
    assert set(drawn) == {("B", "金奖")}
    verify(drawn["B", "金奖"])


def test_an_absence_is_a_decision_and_no_computation():
    text = TEXT + "absence: {did_not_start: zero}\n"
    plan = plan_of(text)
    result = run(plan, {**FIELD, "D": {}}, people=PEOPLE, absent={"D": "did_not_start"})
    last = next(c for c in result.claims if c.entry_id == "D")
    with pytest.raises(Unproved, match="absence"):
        proof_of(text, plan, result, last)


def change(path, value, sealed=True):
    """The file with one place changed, sealed anew as a clever forger would."""

    def tamper(proof):
        place = proof
        for key in path[:-1]:
            place = place[key]
        assert place[path[-1]] != value
        place[path[-1]] = value
        if "canonical" in path:
            book = proof["rulebook"]["canonical"]
            text = json.dumps(book, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            proof["rulebook"]["document"] = verifier.hashlib.sha256(text.encode()).hexdigest()
        if sealed:
            proof["seal"] = seal(proof)

    return tamper


BOOK = ("rulebook", "canonical")
TAMPERED = {
    "a mark raised": change(("marks", "theory", "1"), "19"),
    "a judge's mark raised": change(("marks", "work", "2"), "20"),
    "a mark left out": change(("marks", "theory"), {}),
    "a reading bettered": change(("marks", "gap", "1"), "0.0"),
    "a total rewritten": change(("values", "total"), "99"),
    "a part rewritten": change(("values", "work"), "20"),
    "a penalty forgotten": change(("incidents",), {}),
    "a penalty counted once": change(("incidents", "late"), 1),
    "a weight changed": change((*BOOK, "scheme", "parts", 0, "weight"), "0.9"),
    "a rounding changed": change((*BOOK, "scheme", "then", 0, "round", "places"), "0"),
    "a cut-off moved": change((*BOOK, "scheme", "parts", 2, "then", 0, "zero_when"), "gap > 0"),
    "a document that has not its hash": change(("rulebook", "document"), "0" * 64),
    "a better rank claimed": change(("claim", "rank"), 2),
    "another honour claimed": change(("claim", "honour"), "银奖"),
    "a rung that the rank does not reach": change(("claim", "rung"), "银奖"),
    "another's key lowered to pass": change(("field", 1, "keys", 0), "99"),
    "the holder's own key raised": change(("field", 0, "keys", 0), "99"),
    "another's rank rewritten": change(("field", 1, "rank"), 3),
    "the clause rewritten": change(("claim", "clause"), "第九条"),
    "a recommendation sold as a grant": change(("claim", "act"), "recommend"),
    "the holder unfit": change(("field", 0, "fit"), False),
    "a name changed without a new seal": change(("claim", "entry"), "B", sealed=False),
    "approvals added without a new seal": change(("approvals",), [{"by": "x"}], sealed=False),
    "another format": change(("format",), "leitai-proof-0"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_changed_proof_is_rejected(name):
    proof = copy.deepcopy(TRUE["A", "金奖"])
    TAMPERED[name](proof)
    with pytest.raises(Unproved):
        verify(proof)


@pytest.mark.parametrize(
    ("holder", "tamper"),
    [
        (("A", "能手"), change(("facts", "status"), "student")),
        (("A", "能手"), change(("facts",), {})),
        (("C", "能手"), change(("field", 1, "fit"), True)),
        (("C", "优胜"), change(("sizes", "ranked"), 9)),
        (("C", "优胜"), change((*BOOK, "ladder", 2, "first", "percent"), "0")),
        (("B", "证书"), change((*BOOK, "ladder", 4, "needs"), ["total >= 99"])),
        (("A", "能手"), change(("other_honours",), ["状元"])),
    ],
)
def test_a_changed_condition_or_quota_is_rejected(holder, tamper):
    proof = copy.deepcopy(TRUE[holder])
    tamper(proof)
    with pytest.raises(Unproved):
        verify(proof)


def test_a_ruling_changed_or_unsigned_is_rejected():
    text = TEXT.replace("mode: half_up", "mode: unstated")
    field = {**FIELD, "A": {**FIELD["A"], "theory": "18.05", "work": [19, 19, "19.37"]}}
    ruled = Ruling(key="total.round.mode", choice="truncate", author="张三", at="14:05")
    proof = proofs(text, field, ruled)["A", "金奖"]
    verify(proof)
    for path, value in (
        (("rulings", 0, "author"), ""),
        (("rulings", 0, "choice"), "half_up"),
        (("rulings",), []),
    ):
        false = copy.deepcopy(proof)
        change(path, value)(false)
        with pytest.raises(Unproved):
            verify(false)


def test_the_verifier_shares_no_code_with_the_engine():
    todo, seen = ["verify"], set()
    while todo:
        name = todo.pop()
        seen.add(name)
        text = (Path(verifier.__file__).parent / f"{name}.py").read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [module or ""]
            for found in names:
                assert not found.startswith("judging")
                if found.startswith("contest."):
                    assert found.startswith("contest.proof.")
                    todo += [found.rpartition(".")[2]] if found not in seen else []
    assert seen == {"verify", "arithmetic", "steps", "ranks", "conditions"}


def test_a_proof_is_made_and_checked_on_the_command_line(tmp_path):
    book, marks, file = (tmp_path / n for n in ("book.yaml", "marks.csv", "proof.json"))
    book.write_text(
        "rulebook: x\ntrade: 焊工\nscheme: {id: total, max: 9, mark: points}\n"
        "rankings: {overall: {by: [total high], tail: share}}\n"
        "ladder: [{honour: 金奖, in: overall, ranks: 1}]\n",
        "utf-8",
    )
    marks.write_text("entry,total\nA,8\nB,7\n", "utf-8")
    run_ = CliRunner().invoke
    base = ["proof", "make", str(book), "--marks", str(marks), "--honour", "金奖", "--entry"]
    made = run_(main, [*base, "A"])
    assert made.exit_code == 0, made.output
    file.write_text(made.output, "utf-8")
    checked = run_(main, ["proof", "check", str(file), "--lang", "en"])
    assert checked.exit_code == 0
    assert "proved: A 金奖 (1)" in checked.output
    file.write_text(made.output.replace('"1": "8"', '"1": "9"'), "utf-8")
    broken = run_(main, ["proof", "check", str(file), "--lang", "en"])
    assert broken.exit_code == 1
    assert "seal is broken" in broken.output
    assert "does not hold" in run_(main, [*base, "B", "--lang", "en"]).output
    for nonsense in ("[]", "{", "{}"):
        file.write_text(nonsense, "utf-8")
        refused = run_(main, ["proof", "check", str(file)])
        assert refused.exit_code == 1
        assert "Traceback" not in refused.output


def test_figures_survive_to_the_last_digit():
    third = proofs(
        "rulebook: x\ntrade: 焊工\nscheme: {id: total, max: 9, panel: {judges: 3, join: mean}}\n"
        "rankings: {overall: {by: [total high], tail: share}}\n"
        "ladder: [{honour: 金奖, in: overall, ranks: 1}]\n",
        {"A": {"total": [1, 1, 2]}},
    )["A", "金奖"]
    assert Decimal(third["values"]["total"]) * 3 != 4
    verify(third)
