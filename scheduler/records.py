"""Frozen records to plain JSON data and back, and the one way in which nonsense is refused."""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Any, TypeVar

Record = TypeVar("Record")


class Nonsense(ValueError):
    """
    A record that cannot mean anything, refused when it is made.

    ``path`` says where (``trades[2].stages[0].places``); ``zh`` and ``en`` say what is wrong and
    how to mend it, without the path.
    """

    def __init__(self, path: str, zh: str, en: str) -> None:
        super().__init__(f"{path}: {en}" if path else en)
        self.path = path
        self.zh = zh
        self.en = en

    def under(self, parent: str) -> Nonsense:
        """The same refusal seen from one level further out."""
        glue = "" if not self.path or self.path.startswith("[") else "."
        return Nonsense(f"{parent}{glue}{self.path}", self.zh, self.en)


def need(truth: bool, path: str, zh: str, en: str) -> None:
    """
    Refuse unless ``truth`` holds.

    Raises
    ------
    Nonsense
        With ``path`` and both sentences.
    """
    if not truth:
        raise Nonsense(path, zh, en)


def to_json(record: Any) -> Any:
    """Plain data (dict, list, str, int, float, bool, None); sets sorted so that text repeats."""
    if dataclasses.is_dataclass(record):
        return {f.name: to_json(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, frozenset):
        return sorted(record)
    if isinstance(record, tuple):
        return [to_json(item) for item in record]
    return record


def from_json(kind: type[Record], data: object) -> Record:
    """
    The record of ``kind`` that ``data`` describes; fields with a default may be left out.

    Raises
    ------
    Nonsense
        With the path of the first thing that is missing, unknown, of the wrong type or refused.
    """
    return typing.cast(Record, _read(kind, data))


def _read(kind: Any, data: Any) -> Any:
    if dataclasses.is_dataclass(kind):
        return _read_record(kind, data)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (tuple, frozenset):
        if not isinstance(data, list):
            raise Nonsense("", f"应为列表，现为 {data!r}。", f"expected a list, not {data!r}.")
        return origin(_read_at(f"[{i}]", inside[0], item) for i, item in enumerate(data))
    if origin is types.UnionType:
        return None if data is None else _read(inside[0], data)
    if origin is typing.Literal:
        choices = ", ".join(inside)
        need(
            data in inside,
            "",
            f"应为 {choices} 之一，现为 {data!r}。",
            f"expected one of {choices}, not {data!r}.",
        )
        return data
    wanted = (int, float) if kind is float else kind
    # bool is an int to Python, but true is no number of minutes.
    if not isinstance(data, wanted) or (kind is not bool and isinstance(data, bool)):
        raise Nonsense(
            "",
            f"应为 {kind.__name__} 类型，现为 {data!r}。",
            f"expected {kind.__name__}, not {data!r}.",
        )
    return data


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a record's fields: worked out once, as a timetable has tens of thousands."""
    return typing.get_type_hints(kind)


def _read_at(path: str, kind: Any, data: Any) -> Any:
    try:
        return _read(kind, data)
    except Nonsense as refusal:
        raise refusal.under(path) from None


def _read_record(kind: Any, data: Any) -> Any:
    if not isinstance(data, dict):
        raise Nonsense("", f"应为对象，现为 {data!r}。", f"expected an object, not {data!r}.")
    hints, fields = _hints(kind), {f.name: f for f in dataclasses.fields(kind)}
    for name in data:
        need(
            name in fields,
            str(name),
            "没有这个字段，请核对拼写。",
            "there is no such field; check the spelling.",
        )
    for name, field in fields.items():
        optional = field.default is not dataclasses.MISSING
        need(
            name in data or optional, name, "缺少此字段，请补上。", "this field is missing; add it."
        )
    return kind(**{name: _read_at(name, hints[name], data[name]) for name in data})


def schema(kind: Any) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a record: what ``from_json`` reads and ``to_json`` writes."""
    definitions: dict[str, Any] = {}
    top = _shape(kind, definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}


def _shape(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    plain = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if kind in plain:
        return {"type": plain[kind]}
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return {"enum": list(inside)}
    if origin is types.UnionType:
        return {"anyOf": [_shape(inside[0], definitions), {"type": "null"}]}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _shape(inside[0], definitions)}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        hints = _hints(kind)
        fields = dataclasses.fields(kind)
        definitions[kind.__name__] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {f.name: _shape(hints[f.name], definitions) for f in fields},
            "required": [f.name for f in fields if f.default is dataclasses.MISSING],
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
