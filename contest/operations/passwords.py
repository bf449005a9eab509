"""Signing organisers in with a user name and a password."""

from contest.errors import Refusal
from contest.ids import token_hash
from contest.keys import Keys
from contest.operations import sessions
from contest.operations.hashing import QUEUE
from contest.operations.patience import FREE_FAILURES, Patience
from contest.operations.sessions import SignedIn
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
    with QUEUE.place():
        with store.reading() as tx:
            device = devices.device_of(tx, token_hash(device_token)) if device_token else None
            credential = access.credential_of_user(tx, user_name)
            staff = people.get_staff(tx, credential.staff_id) if credential else None
        known = device is not None and device.state == "enrolled"
        device_id = device.id if device is not None and known else None
        left, failures = patience.begin(token_hash(user_name.lower()), device_id or "unknown")
        if left > 0:
            raise WaitBeforeTrying(seconds=max(1, round(left)))
        usable = staff is not None and staff.active and staff.role == ORGANISER
        stored = credential.password_hash if credential and usable else None
        owner = staff.id if staff else ""
        right = QUEUE.compare(lambda: verify_password(keys, owner, stored, password))
    if staff is not None and failures == FREE_FAILURES + 1 and not right:
        _tell_of_failures(store, staff_id=staff.id)
    if not right or staff is None:
        raise WrongNameOrPassword()
    patience.succeeded(token_hash(user_name.lower()), device_id or "unknown")
    with store.transaction() as tx:
        own = device_id if device is not None and device.contest_id == staff.contest_id else None
        return sessions.start(
            tx, staff_id=staff.id, device_id=own, takeover=False, proof="password"
        )


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
