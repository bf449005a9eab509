"""
The JSON Schema of a rulebook document, drawn from the operators' own argument lists.

Editors complete and underline by it. What it cannot say (names that exist, weights that add up)
is the reader's and the check's work.
"""

from collections.abc import Iterable

from contest.rulebook.rules import RUNG_KEYS
from contest.rulebook.scheme import KEYS as NODE_KEYS
from contest.rulebook.teams import TEAM_KEYS
from judging.joins import OPERATORS as JOINS
from judging.joins import PREFERENCES
from judging.rankrules import SCALINGS, TAILS
from judging.rulebook import CAUSES, CUTS, KINDS, SIZES
from judging.scheme import ABSENCES, LEVELS
from judging.steps import GATES, ROUNDINGS
from judging.steps import OPERATORS as STEPS
from judging.teamrules import SHORTS

Schema = dict[str, object]

NUMBER: Schema = {"type": ["number", "string"]}
TEXT: Schema = {"type": ["string", "number", "boolean"]}
UNSTATED: Schema = {"const": "unstated"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
EFFECTS = (*ABSENCES, "ask", "unstated")


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _words(*words: Iterable[str]) -> Schema:
    return {"enum": [w for group in words for w in group]}


def _closed(properties: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def schema() -> Schema:
    """The schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Leitai rulebook",
        **_closed(
            {
                "rulebook": TEXT,
                **dict.fromkeys(
                    ("trade", "trade_en", "title", "title_en", "source", "notes"), TEXT
                ),
                "scheme": _either(_ref("node"), _list(_ref("node"))),
                "stages": _list(_ref("stage")),
                "rankings": _map(_ref("ranking")),
                "ladder": _list(_ref("rung")),
                "conduct": _list(_ref("conduct")),
                "absence": _closed({cause: _words(EFFECTS) for cause in CAUSES}),
                "scales": _map(_list(TEXT)),
                "facts": _map(
                    _closed(
                        {"name": TEXT, "name_en": TEXT, "unit": _words(("yes_no", "text"))},
                        ("name",),
                    )
                ),
                "appeals": _closed({"within": NUMBER, "clause": TEXT}),
                "entry_conditions": _list(CONDITION),
                "teams": _map(_ref("team")),
                "review": _closed(dict.fromkeys(("top", "share", "errors_above"), NUMBER)),
            },
            ("rulebook", "trade", "scheme"),
        ),
        "$defs": {
            "condition": _either(
                {"type": "string"}, _list(CONDITION), {"type": "object", "maxProperties": 1}
            ),
            "node": _node(),
            "join": _join(),
            "step": _step(),
            "scale": _scale(),
            "quota": _quota(),
            "stage": _closed(
                {
                    **dict.fromkeys(("id", "name", "name_en", "node", "ranking"), TEXT),
                    "go_on": _either(
                        _ref("quota"),
                        _closed({"first": _ref("quota"), "tie_at_cut": _words(CUTS)}),
                    ),
                },
                ("id", "node"),
            ),
            "ranking": _closed(
                {
                    "by": _list({"type": "string", "pattern": " (high|low)$"}),
                    "tail": _words(TAILS),
                    "gaps": {"enum": ["1224", "1223", 1224, 1223, "unstated"]},
                    "within": NUMBER,
                    "only_at_cuts": TEXT,
                    "scale_median_700": _closed(
                        {
                            "method": _words(SCALINGS),
                            "per": NUMBER,
                            "places": NUMBER,
                            "mode": _words(ROUNDINGS),
                        },
                        ("method", "places", "mode"),
                    ),
                    **dict.fromkeys(("name", "name_en", "clause"), TEXT),
                },
                ("by",),
            ),
            "team": _team(),
            "rung": _rung(),
            "conduct": _conduct(),
        },
    }


def _node() -> Schema:
    special: dict[str, Schema] = {
        "level": _words(LEVELS),
        "kind": _words(("theory", "practical")),
        "absent": _closed({cause: _words(EFFECTS) for cause in CAUSES}),
        "choices": _list(_closed({"value": NUMBER, "name": TEXT, "name_en": TEXT})),
        "combine": _either(_ref("join"), UNSTATED),
        "then": _list(_ref("step")),
        "panel": _closed(
            {"join": _ref("join"), **dict.fromkeys(("judges", "each", "least", "spread"), NUMBER)}
        ),
        "reads": _map(_either({"type": "string"}, _ref("scale"))),
        "parts": _list(_ref("node")),
    }
    numbers = ("minutes", "judges", "max", "least", "step", "weight", "starts_at")
    plain = {k: NUMBER if k in numbers else TEXT for k in NODE_KEYS}
    return _closed({**plain, **special}, ("id",))


def _join() -> Schema:
    ways: list[Schema] = [_words(JOINS)]
    for name, op in JOINS.items():
        args = dict.fromkeys(op.args, NUMBER) | {w: _words(PREFERENCES) for w in op.words}
        if name == "weighted":
            args["weigh"] = _words(("as_is", "of_hundred", "unstated"))
        ways.append(_closed({"join": {"const": name}, **args}, ("join",)))
    return _either(*ways)


def _step() -> Schema:
    ops: dict[str, Schema] = {"zero_when": CONDITION, "silent_when": CONDITION}
    gate = {"at_least": NUMBER, "else": _words(GATES, ("unstated",))}
    ops["gate"] = _closed(gate, gate)
    for name, op in STEPS.items():
        args: dict[str, Schema] = {"clause": TEXT}
        for arg in (*op.needs, *op.may):
            options = (op.options or {}).get(arg)
            args[arg] = _words(options, ("unstated",)) if options else NUMBER
        if "rows" in args:
            row = _closed({"from_to": TEXT, "gives": NUMBER})
            args["rows"] = _either(_map(NUMBER), _list(row))
        if "table" in args:
            args["table"] = _map(NUMBER)
        shapes = [_closed(args, op.needs), UNSTATED, *([NUMBER] if op.short else [])]
        ops[name] = _either(*shapes)
    return _closed({**ops, "when": CONDITION, "clause": TEXT})


def _scale() -> Schema:
    return _closed(
        {
            **dict.fromkeys(("unit", "name", "name_en"), TEXT),
            **dict.fromkeys(("least", "most", "step"), NUMBER),
            "choices": _list(_closed({"value": NUMBER, "name": TEXT, "name_en": TEXT})),
        }
    )


def _quota() -> Schema:
    table = _closed({"from_to": TEXT, "gives": NUMBER})
    return _either(
        NUMBER,
        _closed(
            {
                **dict.fromkeys(("count", "percent", "at_least", "at_most"), NUMBER),
                "by_size": _list(table),
                "of": _words(SIZES, ("unstated",)),
                "round": _words(("up", "down", "nearest", "unstated")),
                "tie_at_cut": _words(CUTS),
            }
        ),
    )


def _rung() -> Schema:
    special: dict[str, Schema] = {
        "kind": _words(KINDS),
        "in": _either(TEXT, _list(TEXT)),
        "ranks": _either(TEXT, {"type": "array"}),
        "first": _either(_ref("quota"), _words(("rest",))),
        "tie_at_cut": _words(CUTS),
        "needs": CONDITION,
        "readings": _map(CONDITION),
        "act": _words(("grant", "recommend")),
        "not_with": _list(TEXT),
        "when_unfit": _words(("next", "vacant", "unstated")),
    }
    return _closed({**dict.fromkeys(RUNG_KEYS, TEXT), **special}, ("honour", "in"))


def _team() -> Schema:
    value = _either(
        _closed({"node": TEXT}),
        _closed({"by_rank": _map(NUMBER), "rest": NUMBER}),
        _closed({"by_prize": _map(NUMBER), "rest": NUMBER}),
    )
    special: dict[str, Schema] = {
        "value": value,
        "join": _ref("join"),
        "short": _words((*SHORTS, "unstated")),
        "by": _list({"type": "string", "pattern": "( (high|low)|^countback)$"}),
        "tail": _words(TAILS),
    }
    return _closed({**dict.fromkeys(TEAM_KEYS, TEXT), **special}, ("of", "in", "value", "by"))


def _conduct() -> Schema:
    where = _either(TEXT, _list(TEXT))
    return _closed(
        {
            **dict.fromkeys(("id", "name", "what", "name_en", "out", "clause"), TEXT),
            "take": NUMBER,
            "most": NUMBER,
            "from": where,
            "zero": where,
            "each": _words(("time", "次")),
            "escalate": _list(TEXT),
            "effect": UNSTATED,
        },
        ("id",),
    )
