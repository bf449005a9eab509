"""Every route of the application with an address that leads to it."""

from collections.abc import Iterator, Mapping

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from contest.ids import new_id


def paths(app: Flask, known: Mapping[str, str] | None = None) -> Iterator[tuple[Rule, str]]:
    """
    Yield each route but the built files', with a path; arguments not `known` lead to nothing.

    A new endpoint is among them by itself.
    """
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        arguments = {name: sample(rule, name, known or {}) for name in rule.arguments}
        yield rule, adapter.build(rule.endpoint, arguments, method=_method(rule))


def sample(rule: Rule, name: str, known: Mapping[str, str]) -> str:
    """Return a value for a route's argument."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return str(sorted(converter.items)[0])
    return known.get(name) or new_id()


def _method(rule: Rule) -> str:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})[0]
