# ruff: noqa: E501 - one finding a line is easier to read than wrapped tables
"""The command line: check, compute and explain on files, in both languages, without a database."""

import json

import pytest
from click.testing import CliRunner

from contest.rulebook.commands import rulebook

BOOK = """\
rulebook: test
trade: 焊工
scheme:
  id: total
  name: 总分
  name_en: Total
  combine: weighted
  parts:
    - {id: theory, max: 100, weight: 30%, level: module, mark: points}
    - {id: practice, max: 100, weight: 70%, level: module, panel: {judges: 2, join: mean}}
absence: {did_not_start: none}
conduct: [{id: dirty, name: 未清理, take: 3, from: total}]
rankings: {overall: {by: [total high], tail: lots}}
ladder:
  - {honour: 金奖, honour_en: Gold, in: overall, ranks: 1, clause: 第九条}
  - {honour: 能手, honour_en: Expert, kind: designation, in: overall, first: {percent: 10%, of: registered, round: up}, needs: [level = yes]}
"""
LONG = "entry,aspect,seat,value\nA,theory,,80\nA,practice,1,90\nA,practice,2,92\nB,theory,1,70\nB,practice,1,70\n"
WIDE = "参赛号,theory,practice/1,practice/2\nA,80,90,92\nB,70,70,\n\n"


@pytest.fixture
def desk(tmp_path):
    """Run a command on files written from keyword arguments; gives (exit code, output)."""

    def call(*args, **files):
        paths = {}
        for name, text in {"book": BOOK, "marks": LONG, **files}.items():
            path = tmp_path / f"{name}.{'yaml' if name == 'book' else 'txt'}"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            paths[name] = str(path)
        filled = [a.format(**paths) for a in args]
        result = CliRunner().invoke(rulebook, filled)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    return call


def test_a_sound_rulebook_checks_clean(desk):
    book = BOOK.replace("lots", "share")
    assert desk("check", "{book}", book=book) == (0, "没有发现问题。\n")
    assert desk("check", "{book}", "--lang", "en", book=book) == (0, "Nothing found.\n")


def test_a_contradiction_is_printed_and_an_error_ends_with_one(desk):
    code, out = desk("check", "{book}", book=BOOK.replace("70%", "60%"))
    assert code == 0
    assert "/scheme [contradiction] “总分”的权重之和为 90%，不是 100%。" in out
    code, out = desk(
        "check", "{book}", "--lang", "en", book=BOOK.replace("total high", "totl high")
    )
    assert code == 1
    assert ":13 /rankings/overall [error] Nothing is called “totl”; did you mean “total”?" in out


def test_findings_come_as_json_too(desk):
    code, out = desk("check", "{book}", "--json", book=BOOK.replace("70%", "60%"))
    (finding,) = json.loads(out)
    assert (code, finding["severity"], finding["line"]) == (0, "contradiction", 4)


@pytest.mark.parametrize("marks", [LONG, WIDE, WIDE.encode("gb18030"), "\ufeff" + LONG])
def test_long_and_wide_tables_give_the_same_standings(desk, marks):
    code, out = desk("compute", "{book}", "--marks", "{marks}", "--json", marks=marks)
    data = json.loads(out)
    assert code == 0
    first, second = data["standings"]
    assert (first["entry"], first["score"], first["rank"], first["state"]) == (
        "A",
        "87.7",
        1,
        "final",
    )
    assert (second["low"], second["high"], second["waiting"]) == ("45.5", "80.5", 1)
    assert first["parts"] == {"theory": "80", "practice": "91"}
    assert data["explanations"]["A"]["en"] == "Total: 87.7"
    assert data["ties"] == []


def test_values_may_be_given_whole(desk):
    marks = "entry,=total\nA,88\nB,88\nC,\n"
    code, out = desk("compute", "{book}", "--marks", "{marks}", "--json", marks=marks)
    data = json.loads(out)
    assert code == 0
    assert data["ties"] == [{"rank": 1, "entries": ["A", "B"]}]
    assert data["rulings_needed"][0]["key"] == "tie:overall:A=B"
    assert [s["rank"] for s in data["standings"]] == [1, 1, None]
    assert {o["choice"] for o in data["rulings_needed"][0]["options"]} == {"share", "order"}
    long = "entry,aspect,value\nA,total,88\n"
    assert "88" in desk("compute", "{book}", "--marks", "{marks}", marks=long)[1]


def test_people_incidents_absences_rulings_and_field_size_are_read(desk):
    code, out = desk(
        "compute", "{book}", "--marks", "{marks}", "--people", "{people}", "--incidents",
        "{incidents}", "--absent", "{absent}", "--rulings", "{rulings}", "--field-size", "30",
        "--stage", "final", "--json",
        marks="entry,=total\nA,88\nB,85\nC,85\n",
        people="entry,level\nA,yes\nB,\nC,yes\n",
        incidents="entry,item,count\nA,dirty,1\n",
        absent="entry,cause,module\nD,did_not_start,practice\nE,withdrawn,\n",
        rulings=json.dumps([{"key": "tie:overall:A=B=C", "order": ["C", "A", "B"]}, {"key": "x"}]),
    )  # fmt: skip
    data = json.loads(out)
    assert code == 0
    assert [s["entry"] for s in data["standings"]] == ["C", "A", "B"]
    honours = {(h["entry"], h["honour"]): (h["state"], h["missing"]) for h in data["honours"]}
    # Three of thirty: B's fact is missing, so B is held; nobody is behind.
    assert honours == {
        ("C", "金奖"): ("candidate", []),
        ("C", "能手"): ("candidate", []),
        ("A", "能手"): ("candidate", []),
        ("B", "能手"): ("held", ["level"]),
    }
    assert data["sizes"]["ranked"] == {"least": 30, "most": 30}
    assert data["rulings_unused"] == ["x"]


def test_standings_are_printed_for_people(desk):
    code, out = desk("compute", "{book}", "--marks", "{marks}", "--lang", "en")
    assert code == 0
    assert "   1  A  87.7  final" in out
    assert "45.5..80.5  provisional" in out
    assert "Gold  A  candidate  第九条" in out
    assert "Expert  A  held (level)" in out
    code, out = desk(
        "compute", "{book}", "--marks", "{marks}", marks="entry,=total\nA,8\nB,8\nC,\n"
    )
    assert "   1 (1..3)  A  8  provisional" in out
    assert "? tie:overall:A=B  A, B 在全部排名依据上相同" in out
    assert "    share: 并列" in out
    assert "   – (1..3)  C  0..100  provisional" in out


def test_an_entry_is_explained_from_title_to_tap(desk):
    code, out = desk("explain", "{book}", "--marks", "{marks}", "--entry", "A")
    assert code == 0
    assert out.splitlines()[0] == "金奖 [candidate] overall第 1 名 第九条"
    assert "总分：87.7" in out
    assert "      1 号裁判 90" in out or "    1 号裁判 90" in out
    code, out = desk(
        "explain",
        "{book}",
        "--marks",
        "{marks}",
        "--entry",
        "B",
        "--node",
        "practice",
        "--lang",
        "en",
    )
    assert "practice: 1 marks still to come (35 to 85)" in out


WRONG = [
    (("--stage", "semi"), {}, "there is no stage “semi”"),
    ((), {"marks": "name,theory\nA,8\n"}, "marks.txt, line 1: there is no column “entry”."),
    ((), {"marks": "entry,theory\nA,8\nB,eight\n"}, "marks.txt, line 3: “eight” is no number."),
    ((), {"marks": "entry,theory/x\nA,8\n"}, "marks.txt, line 2: there is no seat “x”."),
    ((), {"marks": "entry,zebra\nA,8\n"}, "marks.txt, line 2: the scheme has no “zebra”."),
    ((), {"marks": "entry,theory\nA,101\n"}, "101 is out of range for “theory”."),
    (
        ("--incidents", "{incidents}"),
        {"incidents": "entry,item,count\nA,dirty,x\n"},
        "line 2: “x” is no count.",
    ),
    (("--rulings", "{rulings}"), {"rulings": "{"}, "rulings are a JSON list"),
    (("--rulings", "{rulings}"), {"rulings": "[3]"}, "rulings are a JSON list"),
    (
        (),
        {"book": BOOK.replace("total high", "x high")},
        ":13 /rankings/overall Nothing is called “x”.",
    ),
]


@pytest.mark.parametrize(("args", "files", "sentence"), WRONG)
def test_what_cannot_be_read_ends_with_its_sentence(desk, args, files, sentence):
    code, out = desk("compute", "{book}", "--marks", "{marks}", "--lang", "en", *args, **files)
    assert code == 1
    assert sentence in out
    code, zh = desk("compute", "{book}", "--marks", "{marks}", *args, **files)
    assert code == 1
    assert zh != out


def test_an_unknown_entry_cannot_be_explained(desk):
    code, out = desk("explain", "{book}", "--marks", "{marks}", "--entry", "Z", "--lang", "en")
    assert (code, out) == (1, "Error: There is no “total” of “Z”.\n")
    assert "没有“Z”的“total”" in desk("explain", "{book}", "--marks", "{marks}", "--entry", "Z")[1]
