"""The beginning: a contest and its first organiser, from the server's console only."""

from dataclasses import dataclass
from datetime import date

from contest.errors import BadInput
from contest.keys import Keys
from contest.operations import credentials
from contest.operations.placing import NewOfficial, place_official
from contest.proofs import check_password
from contest.secrets import hash_password
from contest.security import ORGANISER
from contest.store import contests, journal
from contest.store.engine import Store


@dataclass(frozen=True, kw_only=True)
class NewContest:
    """What is known of a contest on its first day; `days` counts the day it starts on."""

    name: str
    name_en: str = ""
    host: str = ""
    host_en: str = ""
    starts_on: date
    days: int = 1
    timezone: str = "Asia/Shanghai"
    is_rehearsal: bool = False


@dataclass(frozen=True, kw_only=True)
class Founded:
    """Ids of what was made."""

    contest_id: str
    organiser_id: str


def found_contest(
    store: Store,
    *,
    keys: Keys,
    contest: NewContest,
    organiser: str,
    user_name: str,
    password: str,
) -> Founded:
    """
    Make a contest and its first organiser.

    There is nobody yet who could be asked for a permission: whoever sits at the console of the
    server may do this, and nobody else.
    """
    if not contest.name.strip() or not 1 <= contest.days <= 60:
        raise BadInput(
            zh="大赛需要名称，天数为 1 到 60。", en="A contest needs a name, and 1 to 60 days."
        )
    check_password(password, words=[user_name, organiser, contest.name, *contest.name_en.split()])
    with store.transaction() as tx:
        made = contests.add_contest(
            tx,
            name=contest.name.strip(),
            name_en=contest.name_en.strip(),
            host=contest.host.strip(),
            host_en=contest.host_en.strip(),
            starts_on=contest.starts_on,
            days=contest.days,
            timezone=contest.timezone,
            is_rehearsal=contest.is_rehearsal,
        )
        staff_id = place_official(
            tx,
            keys=keys,
            contest_id=made.id,
            official=NewOfficial(name=organiser, role=ORGANISER),
        )
        hashed = hash_password(keys, staff_id, password)
        credentials.keep_password(tx, staff_id=staff_id, user_name=user_name, hashed=hashed)
        journal.append(
            tx,
            contest_id=made.id,
            stream=made.id,
            kind="contest:contest:create",
            actor_id=staff_id,
            role=ORGANISER,
            body={"staff_id": staff_id},
        )
        return Founded(contest_id=made.id, organiser_id=staff_id)
