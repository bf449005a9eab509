"""What officials prove themselves with: PINs and passwords, of which only hashes are kept."""

from collections.abc import Sequence

from sqlmodel import Session

from contest.errors import NotFound, Refusal
from contest.ids import token_hash
from contest.keys import Keys
from contest.operations import lockout
from contest.operations.hashing import QUEUE
from contest.operations.telling import tell
from contest.proofs import check_password, check_pin, random_pin
from contest.secrets import hash_password, hash_pin, verify_pin
from contest.security import ORGANISER, Actor
from contest.store import access, contests, devices, journal, people
from contest.store.engine import Store


class OrganiserHasPassword(Refusal):
    """Six digits are too little for the role that may change everything."""

    key = "organiser_has_password"
    zh = "组委会人员用用户名和密码登录，不使用 PIN。"
    en = "Organisers sign in with a user name and a password, not with a PIN."


class UserNameTaken(Refusal):
    """User names are one list for the whole installation."""

    key = "user_name_taken"
    zh = "用户名“{user_name}”已被使用，请换一个。"
    en = "The user name “{user_name}” is in use. Choose another."


class PinNotConfirmed(Refusal):
    """Whoever changes a PIN shows first that he knows the present one."""

    key = "pin_not_confirmed"
    status = 422
    zh = "当前 PIN 不正确，没有更改。"
    en = "The present PIN is not right; nothing was changed."


def set_pin(store: Store, *, keys: Keys, actor: Actor, staff_id: str, pin: str) -> None:
    """Give an official this PIN; his sign-ins end, so that he notices."""
    with store.reading() as tx:
        staff, person = people.staff_with_person(tx, staff_id)
        actor.must("staff.write", contest_id=staff.contest_id)
        check_pin(pin, born_on=person.born_on, phone=person.phone)
    _keep_pins(store, keys=keys, actor=actor, pins={staff_id: pin})


def issue_pins(
    store: Store, *, keys: Keys, actor: Actor, staff_ids: Sequence[str]
) -> dict[str, str]:
    """
    Give these officials random PINs; return them by official, to be shown once on slips.

    Organisers are refused: they have passwords.
    """
    pins = {}
    with store.reading() as tx:
        for staff, person in people.staff_by_ids(tx, staff_ids):
            actor.must("staff.write", contest_id=staff.contest_id)
            pins[staff.id] = random_pin(born_on=person.born_on, phone=person.phone)
    _keep_pins(store, keys=keys, actor=actor, pins=pins)
    return pins


def _keep_pins(store: Store, *, keys: Keys, actor: Actor, pins: dict[str, str]) -> None:
    # Hashing before the transaction: 24 PINs take a second, during which nobody could mark.
    hashes = {staff_id: hash_pin(keys, staff_id, pin) for staff_id, pin in pins.items()}
    with store.transaction() as tx:
        journal.take(tx, [actor.contest_id or ""])
        for staff, _ in people.staff_by_ids(tx, list(pins)):
            actor.must("staff.write", contest_id=staff.contest_id)
            if staff.role == ORGANISER:
                raise OrganiserHasPassword()
            credential = access.lock_credential(tx, staff.id)
            credential.pin_hash = hashes[staff.id]
            access.end_sign_ins(tx, access.open_sign_ins(tx, staff_id=staff.id), "pin_set")
        tell(tx, actor, "contest:pin:set", {"staff_ids": list(pins)})


def change_own_pin(
    store: Store, *, keys: Keys, actor: Actor, device_token: str, present: str, pin: str
) -> None:
    """
    Let an official choose his own PIN.

    The present PIN is asked and counted like at sign-in: a tablet left open on a table is no
    place to guess it.
    """
    actor.must("signin.own")
    staff_id = actor.staff_id or ""
    with store.reading() as tx:
        person = people.staff_with_person(tx, staff_id)[1]
        check_pin(pin, born_on=person.born_on, phone=person.phone)
    with QUEUE.place():
        with store.transaction() as tx:
            device = devices.device_of(tx, token_hash(device_token)) if device_token else None
            if device is None or device.id != actor.device_id:
                raise NotFound()
            device_id = device.id
            stored = lockout.count_try(tx, staff_id, device_id)
        right = QUEUE.compare(lambda: verify_pin(keys, staff_id, stored, present))
    if not right:
        raise PinNotConfirmed()
    hashed = hash_pin(keys, staff_id, pin)
    with store.transaction() as tx:
        journal.take(tx, [actor.contest_id or ""])
        credential = access.lock_credential(tx, staff_id)
        if credential.pin_hash != stored:
            raise PinNotConfirmed()
        lockout.forgive_try(tx, staff_id, device_id)
        credential.pin_hash = hashed
        tell(tx, actor, "contest:pin:set", {"staff_ids": [staff_id], "own": True})


def set_password(
    store: Store, *, keys: Keys, actor: Actor, staff_id: str, user_name: str, password: str
) -> None:
    """Give an organiser a user name and a password; his sign-ins end."""
    with store.reading() as tx:
        actor.must("staff.write", contest_id=people.get_staff(tx, staff_id).contest_id)
        words = words_of(tx, staff_id, user_name)
    check_password(password, words=words)
    hashed = hash_password(keys, staff_id, password)
    with store.transaction() as tx:
        journal.take(tx, [actor.contest_id or ""])
        keep_password(tx, staff_id=staff_id, user_name=user_name, hashed=hashed)
        tell(tx, actor, "contest:password:set", {"staff_id": staff_id})


def keep_password(tx: Session, *, staff_id: str, user_name: str, hashed: str) -> None:
    """Store a password's hash in the caller's transaction, who has checked the right to it."""
    user_name = " ".join(user_name.split())
    if people.get_staff(tx, staff_id).role != ORGANISER:
        raise NotFound()
    other = access.credential_of_user(tx, user_name)
    if not user_name or (other is not None and other.staff_id != staff_id):
        raise UserNameTaken(user_name=user_name)
    credential = access.lock_credential(tx, staff_id)
    credential.user_name, credential.password_hash = user_name, hashed
    access.end_sign_ins(tx, access.open_sign_ins(tx, staff_id=staff_id), "password_set")


def words_of(tx: Session, staff_id: str, user_name: str) -> list[str]:
    """Return the words that add nothing to a password of this organiser."""
    staff, person = people.staff_with_person(tx, staff_id)
    contest = contests.get_contest(tx, staff.contest_id)
    return [user_name, person.name, person.phone, contest.name, *contest.name_en.split()]
