"""Rulebooks as documents: read, check, hash; the engine itself is ``judging``."""

from contest.rulebook.canonical import canonical, hashes
from contest.rulebook.findings import Finding, RulebookInvalid
from contest.rulebook.read import read_rulebook

__all__ = ["Finding", "RulebookInvalid", "canonical", "hashes", "read_rulebook"]
