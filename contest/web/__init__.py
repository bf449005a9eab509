"""Pages and the requests behind them."""

from flask import Blueprint

from contest.web.checkin import checkin
from contest.web.chief import chief
from contest.web.devices import auth
from contest.web.draw import draw
from contest.web.health import health
from contest.web.jobs import jobs
from contest.web.language import language
from contest.web.numbers import numbers
from contest.web.organiser.ceremony import ceremony
from contest.web.organiser.desk import desk, marking, results_desk
from contest.web.organiser.devices import devices
from contest.web.organiser.documents import documents
from contest.web.organiser.honours import honours
from contest.web.organiser.journal import journal
from contest.web.organiser.judges import judges
from contest.web.organiser.people import people
from contest.web.organiser.review import review
from contest.web.organiser.roster import roster
from contest.web.organiser.rulebooks import rulebooks
from contest.web.organiser.rulings import rulings
from contest.web.organiser.status import status
from contest.web.organiser.timetable import timetable
from contest.web.public.pages import public
from contest.web.public.verify import verify
from contest.web.tablet import tablet


def blueprints() -> tuple[Blueprint, ...]:
    """Return every group of pages, in the order of a contest day."""
    return (
        health,
        numbers,
        language,
        public,
        auth,
        desk,
        people,
        devices,
        journal,
        status,
        jobs,
        roster,
        rulebooks,
        timetable,
        documents,
        checkin,
        draw,
        tablet,
        chief,
        rulings,
        review,
        judges,
        marking,
        results_desk,
        honours,
        ceremony,
        verify,
    )
