"""Pages and the requests behind them."""

from flask import Blueprint

from contest.web.checkin import checkin
from contest.web.devices import auth
from contest.web.health import health
from contest.web.jobs import jobs
from contest.web.language import language
from contest.web.organiser.devices import devices
from contest.web.organiser.documents import documents
from contest.web.organiser.honours import honours
from contest.web.organiser.journal import journal
from contest.web.organiser.people import people
from contest.web.organiser.roster import roster
from contest.web.organiser.timetable import timetable
from contest.web.public.verify import verify


def blueprints() -> tuple[Blueprint, ...]:
    """Return every group of pages, in the order of a contest day."""
    return (
        health,
        language,
        auth,
        jobs,
        people,
        roster,
        devices,
        journal,
        timetable,
        checkin,
        honours,
        documents,
        verify,
    )
