"""The form of a sentence about a problem."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """
    A kind of problem: its title for a group, its sentence for one cell.

    The sentences are format strings over `cell`, `value` and the facts of the finding, and say
    what is wrong, where, and how to mend it. An `error` keeps the row out, a `warning` does not.
    """

    severity: str
    title: str
    title_en: str
    zh: str
    en: str
