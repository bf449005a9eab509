"""A place in the document: typed access that collects findings and never stops."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from contest.rulebook.findings import Finding, Findings
from contest.rulebook.tree import Tree
from judging.numbers import number, plain
from judging.refusals import BadRecord

R = TypeVar("R")
UNSTATED_WORDS = ("unstated", "未写明")
_SPAN = re.compile(r"^\s*([^.\s]*(?:\.\d+)?%?)\s*\.\.\s*(\S*)\s*$")


class Place:
    """A node of the document; every accessor records what is wrong and gives something to go on."""

    def __init__(self, tree: Tree, path: str, findings: Findings) -> None:
        self.tree, self.path, self.findings = tree, path, findings
        self.line = tree.line

    def error(self, zh: str, en: str, *, key: str = "", severity: str = "error") -> None:
        """Record a finding here, or at one of the keys."""
        line = self.tree.key_lines.get(key, self.line)
        path = f"{self.path}/{key}" if key else self.path or "/"
        self.findings.append(Finding(line=line, path=path, severity=severity, zh=zh, en=en))

    def stands(self, name: str) -> None:
        """Remember that ``name`` is written here, for findings that come later."""
        self.findings.places.setdefault(name, (self.line, self.path or "/"))

    def made(self, make: Callable[[], R]) -> R | None:
        """A record, or None with a finding where the record refuses to be born."""
        try:
            return make()
        except BadRecord as bad:
            self.error(bad.zh, bad.en)
            return None

    def known(self, keys: Sequence[str]) -> None:
        """Every key that is not in the list is an error, with the nearest known key."""
        for key in self.tree.pairs or {}:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"，是否指“{near[0]}”？" if near else "。"
                hint_en = f"; did you mean “{near[0]}”?" if near else "."
                self.error(
                    f"这里没有“{key}”这个键{hint}",
                    f"There is no key “{key}” here{hint_en}",
                    key=key,
                )

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in (self.tree.pairs or {})

    def at(self, key: str) -> "Place":
        """The place under a key; an empty text where the key is not written."""
        tree = (self.tree.pairs or {}).get(key) or Tree(line=self.line, text="")
        return Place(tree, f"{self.path}/{key}", self.findings)

    def items(self) -> Iterator["Place"]:
        """The places of a list; a lone value counts as a list of one, an empty text as none."""
        if self.tree.items is not None:
            for i, tree in enumerate(self.tree.items):
                yield Place(tree, f"{self.path}/{i}", self.findings)
        elif self.tree.text != "":
            yield self

    def pairs(self) -> Iterator[tuple[str, "Place"]]:
        """Keys and places of a map; anything else but an empty text is an error."""
        if self.tree.pairs is None and self.tree.text != "":
            self.error("这里应是“键: 值”的形式。", "“key: value” lines are expected here.")
        for key in self.tree.pairs or {}:
            yield key, self.at(key)

    @property
    def is_map(self) -> bool:
        """Whether keys are written here."""
        return self.tree.pairs is not None

    @property
    def unstated(self) -> bool:
        """Whether the document says that the text leaves this open."""
        return self.tree.text in UNSTATED_WORDS

    def text(self, key: str = "", default: str = "") -> str:
        """The text here, or under ``key``."""
        place = self.at(key) if key else self
        if key and not self.has(key):
            return default
        if place.tree.text is None:
            place.error("这里应是一个词或一句话。", "A text is expected here.")
            return default
        return place.tree.text

    def need(self, key: str) -> str:
        """The text under a key that must be there."""
        value = self.text(key)
        if not value and self.at(key).tree.text is not None:
            self.error(f"缺少“{key}”。", f"“{key}” is missing.")
        return value

    def word(self, key: str, options: Sequence[str], default: str) -> str:
        """One of the options."""
        value = self.text(key, default) or default
        if value not in options:
            listed = ", ".join(options)
            self.error(
                f"“{value}”不在可选之列：{listed}。", f"“{value}” is none of: {listed}.", key=key
            )
            return default
        return value

    def number(self, key: str = "") -> Decimal | None:
        """The number here or under ``key``; None where there is none or it is unstated."""
        if key:
            return self.at(key).number() if self.has(key) else None
        text = self.tree.text
        if text is None or self.unstated:
            if text is None:
                self.error("这里应是一个数。", "A number is expected here.")
            return None
        value = number(text)
        if value is None:
            self.error(
                f"“{text}”不是数：小数点用“.”，不用“,”。",
                f"“{text}” is no number: use a point for decimals, no comma.",
            )
        return value

    def whole(self, key: str = "") -> int | None:
        """The whole number here or under ``key``, None where it is not written."""
        value = self.number(key)
        if value is None:
            return None
        if value != value.to_integral_value() or value < 0:
            place = self.at(key) if key else self
            place.error(f"“{plain(value)}”须是整数。", f"“{plain(value)}” must be a whole number.")
            return None
        return int(value)

    def span(self, text: str) -> tuple[Decimal | None, Decimal | None]:
        """``2..3`` as two ends, either of them open; a lone number is both."""
        match = _SPAN.match(text)
        sides = (match[1], match[2]) if match else (text, text)
        ends = tuple(number(s) if s else None for s in sides)
        if any(s and e is None for s, e in zip(sides, ends, strict=True)) or not text.strip():
            self.error(f"“{text}”不是范围：写成“2..3”。", f"“{text}” is no range: write “2..3”.")
        return ends[0], ends[1]
