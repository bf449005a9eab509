"""Signing organisers in with a user name and a password."""

from dataclasses import dataclass

from sqlmodel import Session

from contest.errors import Refusal
from contest.ids import token_hash
from contest.keys import Keys
from contest.operations import sessions
from contest.operations.hashing import QUEUE
from contest.operations.patience import FREE_FAILURES, Patience
from contest.operations.sessions import SignedIn
from contest.queries.access import enrolled_device
from contest.secrets import verify_password
from contest.security import ORGANISER
from contest.store import access, devices, journal, people
from contest.store.engine import Store


class WrongNameOrPassword(Refusal):
    """The same answer whether the name or the password is wrong."""

    key = "wrong_name_or_password"
    status = 401
    zh = "用户名或密码不正确。请检查大小写和输入法后再试。"
    en = "The user name or the password is not right. Check capital letters and the keyboard."


class WaitBeforeTrying(Refusal):
    """After five failures in a row each further try has to wait; nobody is locked out."""

    key = "wait_before_trying"
    status = 429
    zh = "失败次数较多，请等 {seconds} 秒再试。"
    en = "There were several failures. Wait {seconds} s before the next try."

    @property
    def retry_after(self) -> int:
        """Whole seconds to wait."""
        return int(str(self.facts["seconds"]))


def sign_in_with_password(
    store: Store,
    *,
    keys: Keys,
    patience: Patience,
    device_token: str,
    user_name: str,
    password: str,
) -> SignedIn:
    """
    Sign an organiser in.

    A name that does not exist costs the same comparison and gets the same answer.

    Raises
    ------
    WaitBeforeTrying, WrongNameOrPassword, TooManySignIns
    """
    account = token_hash(user_name.lower())
    with QUEUE.place():
        with store.reading() as tx:
            claim = _claim(tx, user_name)
            device_id = enrolled_device(tx, device_token)
        left, failures = patience.begin(account, device_id or "unknown")
        if left > 0:
            raise WaitBeforeTrying(seconds=max(1, round(left)))
        right = QUEUE.compare(lambda: verify_password(keys, claim.staff_id, claim.stored, password))
    if not right:
        if failures == FREE_FAILURES + 1 and claim.stored:
            _tell_of_failures(store, staff_id=claim.staff_id)
        raise WrongNameOrPassword()
    patience.succeeded(account, device_id or "unknown")
    with store.transaction() as tx:
        staff = people.get_staff(tx, claim.staff_id)
        journal.take(tx, [staff.contest_id])
        # Between the comparison and now the password may have been replaced, the person stopped.
        if _claim(tx, user_name) != claim:
            raise WrongNameOrPassword()
        device = devices.get_device(tx, device_id) if device_id else None
        # Another contest's device is only known to be careful with; it is not this contest's.
        own = device_id if device is not None and device.contest_id == staff.contest_id else None
        return sessions.start(
            tx, staff_id=staff.id, device_id=own, takeover=False, proof="password"
        )


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Who a user name says he is, and the hash his password must fit; None fits nothing."""

    staff_id: str = ""
    stored: str | None = None


def _claim(tx: Session, user_name: str) -> Claim:
    credential = access.credential_of_user(tx, user_name)
    staff = people.get_staff(tx, credential.staff_id) if credential else None
    if credential is None or staff is None or not staff.active or staff.role != ORGANISER:
        return Claim()
    return Claim(staff_id=staff.id, stored=credential.password_hash)


def _tell_of_failures(store: Store, *, staff_id: str) -> None:
    # Other organisers see in the journal that somebody is guessing.
    with store.transaction() as tx:
        staff = people.get_staff(tx, staff_id)
        journal.append(
            tx,
            contest_id=staff.contest_id,
            stream=staff.contest_id,
            kind="contest:signin:delay",
            actor_id=None,
            role="audience",
            body={"staff_id": staff.id},
        )
