"""
Every kind of job and the function that does it.

The address is loaded only in the child that runs the job, so that neither the worker nor a child
that reads a roster carries OR-Tools. The function takes a `JobContext`, names its one permission
with `@needs(...)` like a view, and returns the job's result as JSON-able data or None.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from contest.jobs.context import JobContext

Kind = Callable[[JobContext], dict[str, Any] | None]

KINDS: dict[str, str] = {
    "print_document": "contest.jobs.print_documents:print_document",
    "read_roster": "contest.jobs.read_roster:read_roster",
    "solve_timetable": "contest.jobs.solve_timetable:solve_timetable",
}
"""Kind -> `module:function`."""

HEAVY = frozenset({"solve_timetable"})
"""A worker runs one of these at a time, so that a badge is printed while a timetable is solved."""


def load(kind: str) -> Kind:
    """Return the function of a kind. Raises KeyError for a kind nobody registered."""
    module, _, name = KINDS[kind].partition(":")
    function: Kind = getattr(import_module(module), name)
    return function
