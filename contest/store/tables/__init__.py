"""Every table, so that whoever needs the metadata imports one name."""

from contest.store.tables import (
    access,
    contest,
    jobs,
    journal,
    marking,
    people,
    results,
    review,
    timetable,
)

__all__ = [
    "access",
    "contest",
    "jobs",
    "journal",
    "marking",
    "people",
    "results",
    "review",
    "timetable",
]
