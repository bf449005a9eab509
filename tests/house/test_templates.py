"""What pages may not contain: unescaped text, inline scripts and styles, pictures as letters."""

import re

import pytest

from tests.house.reading import ROOT, files, shown

PAGES = [path for path in files() if path.suffix == ".html"]
NEVER = {
    "text that is not escaped": re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false"),
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a script in an attribute": re.compile(r"\son[a-z]+\s*=|javascript:", re.IGNORECASE),
    # Debian has no colour emoji: they show as empty boxes. Icons come from the sprite.
    "an emoji": re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]"),
    "a foreign address": re.compile(r"(?:src|href)\s*=\s*\"(?:https?:)?//", re.IGNORECASE),
}
ICON = re.compile(r"""\b(?:icon\(|picture=|picture:\s)["']([a-z0-9-]+)["']""")
# The glyphs of states, which every font has: colour alone would tell a colour-blind person little.
GLYPHS = "●◆✓❄⚠■▲▼★☆✕✗"


@pytest.mark.parametrize("what", NEVER)
def test_pages_never_contain(what: str) -> None:
    assert PAGES
    found = [
        f"{shown(path, number)}: {line.strip()}"
        for path in PAGES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if NEVER[what].search(re.sub(f"[{GLYPHS}]", "", line))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("text that is not escaped", "{{ name|safe }}"),
        ("an inline script", "<script>alert(1)</script>"),
        ("an inline style", '<p style="color:red">'),
        ("a script in an attribute", '<a onclick="go()">'),
        ("an emoji", "<b>\U0001f512</b>"),
        ("a foreign address", '<link href="https://fonts.example/a.css">'),
    ],
)
def test_what_pages_never_contain_is_found(what: str, line: str) -> None:
    assert NEVER[what].search(line)


def test_scripts_of_pages_build_no_markup_from_text() -> None:
    never = re.compile(r"\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    found = [
        f"{shown(path, number)}: {line.strip()}"
        for path in files()
        if path.is_relative_to(ROOT / "static" / "ts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if never.search(line)
    ]
    assert found == []


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    listed = set((ROOT / "static" / "icons.txt").read_text().split())
    named = {
        name
        for path in files()
        if path.suffix in (".html", ".ts", ".tsx")
        for name in ICON.findall(path.read_text(encoding="utf-8"))
    }
    assert named
    assert named - listed == set()
