"""Every sentence a person sees exists in Chinese and in English."""

import importlib
import re
import string

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from contest.errors import Refusal
from contest.journal import KINDS
from contest.security import PERMISSIONS, ROLE_WORDS
from tests.house.reading import ROOT, below, files, modules

CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
METHODS = [("contest/web/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}


def english() -> Catalog:
    with (ROOT / "contest/locale/en/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="en")


def said() -> dict[str, str]:
    """Every sentence of pages and of the views behind them, with the first place it is said."""
    found: dict[str, str] = {}
    for folder in ("contest", "templates"):
        for name, line, message, *_ in extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), how) for pattern, how in METHODS],
            keywords=KEYWORDS,
        ):
            text = message if isinstance(message, str) else message[0]
            found.setdefault(text, f"{folder}/{name}:{line}")
    return found


def fields(sentence: str) -> set[str]:
    """Places to be filled in, as `{name}` or as `%(name)s`."""
    return set(re.findall(r"%\((\w+)\)", sentence)) | {
        name.split(".")[0].split("[")[0]
        for _, name, _, _ in string.Formatter().parse(re.sub(r"%(?!\()", "%%", sentence))
        if name
    }


def refusals(kind: type[Refusal] = Refusal) -> list[type[Refusal]]:
    below = [inner for sub in kind.__subclasses__() for inner in refusals(sub)]
    return [kind, *below]


@pytest.fixture(scope="module")
def all_refusals() -> list[type[Refusal]]:
    for name in modules():
        # Those two run when they are loaded.
        if below(name, ("contest",)) and "__main__" not in name and ".migrations" not in name:
            importlib.import_module(name)
    return list(dict.fromkeys(refusals()))


def test_every_sentence_of_a_page_has_its_english() -> None:
    catalogue = english()
    sentences = said()
    assert sentences
    missing = {}
    for sentence, where in sentences.items():
        message = catalogue.get(sentence)
        if message is None or not message.string or message.fuzzy:
            missing[where] = sentence
    assert missing == {}


def test_english_is_english_and_fills_in_the_same_places() -> None:
    wrong = {}
    for message in english():
        if not message.id:
            continue
        text = message.string if isinstance(message.string, str) else " ".join(message.string or ())
        original = message.id if isinstance(message.id, str) else message.id[0]
        if CHINESE.search(text.replace("中文", "")) or fields(text) != fields(original):
            wrong[original] = text
    assert wrong == {}


def test_the_catalogue_keeps_no_sentence_that_nobody_says() -> None:
    said_now = said()
    left = [
        message.id
        for message in english()
        if message.id
        and (message.id if isinstance(message.id, str) else message.id[0]) not in said_now
    ]
    assert left == []


def test_every_refusal_says_the_same_in_both_languages(all_refusals: list[type[Refusal]]) -> None:
    wrong = []
    for kind in all_refusals:
        own = "zh" in vars(kind) or "en" in vars(kind)
        passes_on = kind.zh == "{zh}" and kind.en == "{en}"
        if not own or passes_on:
            continue
        good = (
            CHINESE.search(kind.zh)
            and not CHINESE.search(kind.en)
            and fields(kind.zh) - {"zh"}
            == {name.removesuffix("_en") for name in fields(kind.en)} - {"en"}
        )
        if not good:
            wrong.append(kind.__name__)
    assert wrong == []


def test_no_two_refusals_share_a_key(all_refusals: list[type[Refusal]]) -> None:
    keys: dict[str, list[str]] = {}
    for kind in all_refusals:
        if "key" in vars(kind):
            keys.setdefault(kind.key, []).append(kind.__qualname__)
    assert {key: names for key, names in keys.items() if len(names) > 1} == {}


def test_every_kind_of_the_journal_has_its_sentence_in_both_languages() -> None:
    for kind, (zh, en) in KINDS.items():
        assert re.fullmatch(r"[a-z]+:[a-z_]+:[a-z_]+", kind), kind
        assert CHINESE.search(zh), kind
        assert en, kind
        assert not CHINESE.search(en), kind


def test_every_kind_that_is_written_is_in_the_list_and_every_listed_one_is_written() -> None:
    pattern = re.compile(r"[\"']((?:contest|trade):[a-z_]+:[a-z_]+)[\"']")
    written = {
        kind
        for path in files()
        if path.is_relative_to(ROOT / "contest") and path.name != "journal.py"
        for kind in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert written - set(KINDS) == set()
    assert set(KINDS) - written == set()


def test_every_role_has_a_word_in_both_languages() -> None:
    assert {role for roles in PERMISSIONS.values() for role in roles} == set(ROLE_WORDS)
    for zh, en in ROLE_WORDS.values():
        assert CHINESE.search(zh)
        assert not CHINESE.search(en)
