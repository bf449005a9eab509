"""Records from JSON text; whatever is refused is named with its line and its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from scheduler import records
from scheduler.records import Nonsense

Record = TypeVar("Record")
DECODER = json.JSONDecoder()


class Unreadable(ValueError):
    """Text that gives no record: ``line`` from 1, ``path`` in the data, what and how to mend."""

    def __init__(self, line: int, path: str, zh: str, en: str) -> None:
        super().__init__(f"line {line}: {path}: {en}" if path else f"line {line}: {en}")
        self.line, self.path, self.zh, self.en = line, path, zh, en


def read(kind: type[Record], text: str) -> Record:
    """
    The record of ``kind`` that a JSON text describes.

    Raises
    ------
    Unreadable
        If the text is no JSON, names a field twice, or holds what ``records.from_json`` refuses.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(
            error.lineno,
            "",
            f"第 {error.colno} 列不是有效的 JSON（{error.msg}）。",
            f"column {error.colno} is not valid JSON ({error.msg}).",
        ) from None
    except _Twice:
        at, path = _twice(text, _skip(text, 0), "") or (0, "")
        raise Unreadable(
            text.count("\n", 0, at) + 1,
            path,
            "此字段写了两次，请删去一个。",
            "this field is given twice; remove one.",
        ) from None
    except (RecursionError, ValueError):
        raise Unreadable(
            1, "", "嵌套太深，或有无法表示的数字。", "nested too deeply, or a number that is none."
        ) from None
    try:
        return records.from_json(kind, data)
    except Nonsense as refusal:
        line = line_of(text, refusal.path)
        raise Unreadable(line, refusal.path, refusal.zh, refusal.en) from None


def line_of(text: str, path: str) -> int:
    """The line of what a path names in a valid JSON text, or of the nearest thing around it."""
    at = _skip(text, 0)
    for step in re.findall(r"\[\d+\]|[^.\[\]]+", path):
        inner = _inside(text, at, step)
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1


def _inside(text: str, at: int, step: str) -> int | None:
    """Where the member or item ``step`` of the value at ``at`` begins; None if there is none."""
    return next((start for name, start in _members(text, at) if name == step), None)


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Names and places of what an object (``name``) or a list (``[0]``) holds."""
    if text[at] not in "{[":
        return
    named, number = text[at] == "{", 0
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        name = f"[{number}]"
        if named:
            name, at = DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield name, at
        at, number = _skip(text, DECODER.raw_decode(text, at)[1]), number + 1
        if text[at] == ",":
            at = _skip(text, at + 1)


def _twice(text: str, at: int, path: str) -> tuple[int, str] | None:
    """Where some object gives a field a second time, and the field's path."""
    seen: set[str] = set()
    for name, start in _members(text, at):
        here = path + name if name.startswith("[") or not path else f"{path}.{name}"
        if name in seen:
            return start, here
        seen.add(name)
        inner = _twice(text, start, here)
        if inner is not None:
            return inner
    return None


def _skip(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


class _Twice(Exception):
    """An object gives a field twice; JSON would silently keep the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)
