"""The door to Typst lets facts in and nothing else."""

import re
from pathlib import Path

import pytest

from contest.reports import typeset as door
from contest.reports.text import UnprintableRecord, Words, plain
from contest.reports.typeset import TEMPLATES, MissingGlyphs, missing_glyphs, typeset
from tests.contest.reports.pages import IMPRINT, texts

RARE = ["䶮", "㛃", "𬱖", "·", "•", "龘", "𠮷", "堃", "喆", "〇", "燚", "ü", "é", "韓", "한"]
HOSTILE = [
    '#read("/etc/passwd")',
    '#eval("1+1")',
    "=1+1",
    "= 标题",
    "$x^2$",
    "*粗* _斜_ `码` <label> @ref",
    "\\ \\n // /* */",
    "</script><b>",
    '{"a": 1}',
]


@pytest.fixture
def lines_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of templates with one that prints what it is given."""
    (tmp_path / "look.typ").write_text((TEMPLATES / "look.typ").read_text())
    (tmp_path / "probe.typ").write_text((TEMPLATES / "probe.typ").read_text())
    (tmp_path / "lines.typ").write_text(
        '#import "look.typ": *\n#set text(font: sans)\n'
        '#for line in json("data.json").lines [#block(line)]\n'
    )
    monkeypatch.setattr(door, "TEMPLATES", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_print_as_they_are_written(name: str, lines_template: Path) -> None:
    pdf = typeset("lines", {"lines": [name]}, imprint=IMPRINT)
    assert texts(pdf) == ["".join(name.split())]


def test_every_rare_character_has_a_glyph() -> None:
    assert missing_glyphs(RARE, imprint=IMPRINT) == []


def test_a_character_without_a_glyph_is_named() -> None:
    assert missing_glyphs(["王\U000f0001伟", "😀"], imprint=IMPRINT) == ["😀", "\U000f0001"]


def test_an_archival_page_is_refused_rather_than_printed_with_an_empty_box(
    lines_template: Path,
) -> None:
    with pytest.raises(MissingGlyphs) as refused:
        typeset("lines", {"lines": ["王\U000f0001"]}, imprint=IMPRINT, archival=True)
    assert refused.value.characters == ("\U000f0001",)


def test_the_same_facts_give_the_same_bytes(lines_template: Path) -> None:
    first, second = (
        typeset("lines", {"lines": ["王伟"]}, imprint=IMPRINT, archival=True) for _ in range(2)
    )
    assert first == second


def test_a_page_cannot_read_outside_its_folder(lines_template: Path) -> None:
    secret = lines_template / "secret.txt"
    secret.write_text("secret")
    for path in (str(secret), "../secret.txt", "/etc/hostname"):
        (lines_template / "thief.typ").write_text(f'#read("{path}")')
        with pytest.raises(RuntimeError, match=r"not found|access denied|escape"):
            typeset("thief", {}, imprint=IMPRINT)


def test_the_folder_of_a_print_is_gone_afterwards(
    lines_template: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    typeset("lines", {"lines": ["王伟"]}, imprint=IMPRINT, codes=["x"])
    assert list(scratch.iterdir()) == []


def test_no_template_fetches_packages_or_builds_markup_from_text() -> None:
    for path in TEMPLATES.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"@preview|@local|\beval\(|#include|\bplugin\(", source), path.name


def test_no_template_is_a_link() -> None:
    assert not [path for path in TEMPLATES.iterdir() if path.is_symlink()]


def test_a_float_never_reaches_paper() -> None:
    with pytest.raises(UnprintableRecord, match="Decimal"):
        plain({"total": 93.25})


def test_words_become_plain_facts() -> None:
    assert plain(Words(zh="焊工", en="Welding")) == {"zh": "焊工", "en": "Welding"}
