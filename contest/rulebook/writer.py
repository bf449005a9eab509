"""Rulebooks written by the house itself: plain YAML, figures as figures, keys in given order."""

from decimal import Decimal
from typing import Any

import yaml

from judging.numbers import plain


class _Writer(yaml.SafeDumper):
    """Writes a Decimal as it would be written by hand."""


def _figure(writer: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    kind = "int" if value == value.to_integral_value() else "float"
    return writer.represent_scalar(f"tag:yaml.org,2002:{kind}", plain(value))


_Writer.add_representer(Decimal, _figure)


def dump(book: dict[str, Any]) -> str:
    """Return a document's YAML."""
    return str(yaml.dump(book, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100))
