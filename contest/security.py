"""Who may do what: one table, asked at the door and again in the operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from contest.errors import NotAllowed, NotFound, SeatTaken, SignInNeeded

ORGANISER = "organiser"
REGISTRAR = "registrar"
CODING_JUDGE = "coding_judge"
JUDGE = "judge"
CHIEF_JUDGE = "chief_judge"
SUPERVISOR = "supervisor"
AUDIENCE = "audience"

STAFF = (ORGANISER, REGISTRAR, CODING_JUDGE, JUDGE, CHIEF_JUDGE, SUPERVISOR)
ALL = (*STAFF, AUDIENCE)
ROLE_WORDS = {
    ORGANISER: ("组委会", "organiser"),
    REGISTRAR: ("检录", "registrar"),
    CODING_JUDGE: ("加密裁判", "coding judge"),
    JUDGE: ("裁判", "judge"),
    CHIEF_JUDGE: ("裁判长", "chief judge"),
    SUPERVISOR: ("监督", "supervisor"),
    AUDIENCE: ("观众", "audience"),
}
DESK = (ORGANISER, CHIEF_JUDGE, SUPERVISOR)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    # open to everybody
    "public.read": ALL,
    "board.read": ALL,
    "signin.try": ALL,
    "device.ask": ALL,
    # every official
    "signin.own": STAFF,
    # the organiser's desk
    "desk.read": DESK,
    "contest.write": (ORGANISER,),
    "roster.read": (ORGANISER, SUPERVISOR),
    "roster.write": (ORGANISER,),
    "staff.read": (ORGANISER, SUPERVISOR),
    "staff.write": (ORGANISER,),
    "device.read": (ORGANISER, REGISTRAR, CHIEF_JUDGE, SUPERVISOR),
    "device.write": (ORGANISER,),
    "device.revoke": (ORGANISER, REGISTRAR, CHIEF_JUDGE),
    "badge.open": (ORGANISER, REGISTRAR, CHIEF_JUDGE),
    "rulebook.read": (ORGANISER, JUDGE, CHIEF_JUDGE, SUPERVISOR),
    "rulebook.write": (ORGANISER,),
    "rulebook.agree": DESK,
    "timetable.read": DESK,
    "timetable.write": (ORGANISER,),
    "document.write": (ORGANISER,),
    "job.write": (ORGANISER,),
    "journal.read": DESK,
    # the day
    "checkin.read": (ORGANISER, REGISTRAR, CHIEF_JUDGE, SUPERVISOR),
    "checkin.write": (ORGANISER, REGISTRAR),
    "draw.read": ALL,
    "draw.watch": (*DESK, CODING_JUDGE),
    "draw.commit": (ORGANISER,),
    "draw.run": (SUPERVISOR,),
    "mark.enter": (JUDGE, CHIEF_JUDGE),
    "mark.read": (CHIEF_JUDGE, SUPERVISOR),
    "sheet.sign": (CHIEF_JUDGE,),
    "incident.write": (CHIEF_JUDGE,),
    "ruling.read": DESK,
    "ruling.write": (CHIEF_JUDGE,),
    "ruling.confirm": (SUPERVISOR,),
    "recheck.read": DESK,
    "recheck.write": (CHIEF_JUDGE,),
    "appeal.read": DESK,
    "appeal.file": (ORGANISER,),
    "appeal.rule": (CHIEF_JUDGE,),
    "appeal.confirm": (SUPERVISOR,),
    "statistics.read": DESK,
    # results
    "board.write": (ORGANISER, CHIEF_JUDGE),
    "final.fill": (ORGANISER, CHIEF_JUDGE),
    "result.sign": (CHIEF_JUDGE,),
    "result.notice": (ORGANISER, CHIEF_JUDGE),
    "honour.read": DESK,
    "honour.approve": (ORGANISER, CHIEF_JUDGE),
    "honour.revoke": (ORGANISER,),
}
"""Permission -> roles. Everything not named here is refused; section 4 of the security design."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """
    Who asks, read from the database at every request and every socket event.

    An official answers for one contest; `trade_id` is set for a chief judge, whose rights end
    at that trade's border. The audience has no ids at all.
    """

    role: str = AUDIENCE
    staff_id: str | None = None
    contest_id: str | None = None
    trade_id: str | None = None
    name: str = ""
    number: str = ""
    sign_in_id: str | None = None
    device_id: str | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        """Tell whether the role has this permission at all."""
        return self.role in PERMISSIONS[permission]

    def must(
        self, permission: str, *, contest_id: str | None = None, trade_id: str | None = None
    ) -> None:
        """
        Refuse unless this actor may do this to an object of that contest and trade.

        Another contest's object is answered like a missing one, so that ids cannot be probed.
        A chief judge acts on his own trade only.
        """
        if not self.may(permission):
            if "seat_taken_by" in self.facts:
                raise SeatTaken(device=self.facts["seat_taken_by"])
            raise SignInNeeded() if self.role == AUDIENCE else NotAllowed()
        if self.role == AUDIENCE:
            return
        if contest_id is not None and contest_id != self.contest_id:
            raise NotFound()
        if trade_id is not None and self.role == CHIEF_JUDGE and trade_id != self.trade_id:
            raise NotFound()


Door = TypeVar("Door", bound=Callable[..., object])


def needs(permission: str) -> Callable[[Door], Door]:
    """Name the one permission of a view or socket event; the start-up refuses one without."""
    if permission not in PERMISSIONS:
        raise KeyError(f"no such permission: {permission}")

    def mark(door: Door) -> Door:
        vars(door)["permission"] = permission
        return door

    return mark


def permission_of(door: object) -> str | None:
    """Return the permission that a view or event names, if it names one."""
    return getattr(door, "permission", None)
