"""Every sentence about a problem, by its key; the two halves are by subject."""

from contest.roster.sentence import Sentence
from contest.roster.sentences_people import PEOPLE
from contest.roster.sentences_tables import TABLES

SENTENCES: dict[str, Sentence] = {**PEOPLE, **TABLES}

__all__ = ["SENTENCES", "Sentence"]
