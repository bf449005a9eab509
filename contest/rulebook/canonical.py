"""The canonical form of a document and its two hashes: all of it, and its meaning alone."""

import hashlib
import json
import unicodedata

from contest.rulebook.tree import Tree, grow
from judging.numbers import exact, number, plain

#: Words for people: a corrected typo in them leaves the rules the same.
WORDING = frozenset(
    {"name", "name_en", "title", "title_en", "trade_en", "honour_en", "by_en", "hint", "hint_en"}
    | {"clause", "source", "what", "notes", "facts"}
)

Plain = str | list["Plain"] | dict[str, "Plain"]


def canonical(text: str, *, meaning: bool = False) -> str:
    """NFC text, English keys sorted, shortest decimals, lists in order, no comments."""
    with exact():
        tree = _plain(grow(text), meaning=meaning)
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hashes(text: str) -> tuple[str, str]:
    """SHA-256 of the whole document and of its meaning, both of the canonical form, in hex."""
    whole, meaning = (canonical(text, meaning=m).encode() for m in (False, True))
    return hashlib.sha256(whole).hexdigest(), hashlib.sha256(meaning).hexdigest()


def _plain(tree: Tree, *, meaning: bool) -> Plain:
    if tree.pairs is not None:
        return {
            unicodedata.normalize("NFC", key): _plain(inner, meaning=meaning)
            for key, inner in tree.pairs.items()
            if not (meaning and key in WORDING)
        }
    if tree.items is not None:
        return [_plain(item, meaning=meaning) for item in tree.items]
    text = tree.text or ""
    value = number(text)
    return unicodedata.normalize("NFC", text) if value is None else plain(value)
