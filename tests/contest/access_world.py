"""A contest with one official of each role, a second contest, and ways to sign in."""

import secrets
from dataclasses import dataclass
from datetime import date

from contest.keys import Keys
from contest.operations import access, badges, credentials, devices
from contest.operations.sessions import SignedIn
from contest.security import ORGANISER, STAFF, Actor
from contest.store import contests, people
from contest.store.engine import Store

PIN = "294816"
PASSWORD = "blaue Kutsche, sieben Nudeln"
KEYS = Keys(
    cookies=secrets.token_bytes(32),
    pepper=secrets.token_bytes(32),
    personal=secrets.token_bytes(32),
    lookup=secrets.token_bytes(32),
)


@dataclass(frozen=True)
class World:
    """Ids of a contest: its trades by code, its officials by role (the second judge is judge_2)."""

    contest_id: str
    trades: dict[str, str]
    staff: dict[str, str]

    def actor(self, role: str) -> Actor:
        """Return an official as an operation sees him."""
        name = role.removesuffix("_2")
        return Actor(
            role=name,
            staff_id=self.staff[role],
            contest_id=self.contest_id,
            trade_id=self.trades["lamian"] if name == "chief_judge" else None,
            name=role,
        )


def build(store: Store, *, name: str = "技能大赛") -> World:
    """Add a contest with two trades and its officials, without badges or PINs."""
    with store.transaction() as tx:
        contest = contests.add_contest(
            tx,
            name=name,
            name_en="Skills contest",
            host="总工会",
            host_en="Union",
            starts_on=date(2026, 12, 1),
        )
        trades = {
            code: contests.add_trade(
                tx,
                contest_id=contest.id,
                code=code,
                prefix=code[0].upper(),
                name=zh,
                name_en=code,
                position=position,
            ).id
            for position, (code, zh) in enumerate([("lamian", "拉面"), ("welder", "焊工")])
        }
        staff = {}
        for number, role in enumerate([*STAFF, "judge_2"]):
            person = people.add_person(tx, contest_id=contest.id, name=f"王{role}·{number}")
            staff[role] = people.add_staff(
                tx,
                contest_id=contest.id,
                person_id=person.id,
                role=role.removesuffix("_2"),
                trade_id=trades["lamian"] if role == "chief_judge" else None,
                number=f"X-{number:02d}",
            ).id
    return World(contest_id=contest.id, trades=trades, staff=staff)


def enrolled(store: Store, world: World, name: str = "T-01") -> str:
    """Enrol a device and return its secret."""
    return devices.enrol_here(store, actor=world.actor(ORGANISER), name=name)


def equip(store: Store, world: World, role: str, *, pin: str = PIN) -> str:
    """Give an official a PIN and a badge; return the badge's token."""
    organiser, staff_id = world.actor(ORGANISER), world.staff[role]
    credentials.set_pin(store, keys=KEYS, actor=organiser, staff_id=staff_id, pin=pin)
    return equip_badge(store, world, role)


def equip_badge(store: Store, world: World, role: str) -> str:
    """Give an official a new badge; return its token."""
    organiser, staff_id = world.actor(ORGANISER), world.staff[role]
    issued = badges.issue_staff_badges(store, keys=KEYS, actor=organiser, staff_ids=[staff_id])
    return issued[staff_id]


def sign_in(
    store: Store, device: str, badge: str, *, pin: str = PIN, takeover: bool = False
) -> SignedIn:
    """Show a badge on a device and type a PIN."""
    shown = access.show_badge(store, device_token=device, badge=badge)
    return access.sign_in_with_pin(
        store,
        keys=KEYS,
        device_token=device,
        challenge=shown.challenge,
        pin=pin,
        takeover=takeover,
    )
