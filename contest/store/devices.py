"""Devices and the windows in which they may ask to be enrolled."""

from sqlmodel import Session, col, select

from contest.clock import now
from contest.errors import NotFound
from contest.store.tables.access import Device, Enrolment, SignIn


def add_enrolment(tx: Session, **facts: object) -> Enrolment:
    """Open a window."""
    enrolment = Enrolment.model_validate(facts)
    tx.add(enrolment)
    tx.flush()
    return enrolment


def open_enrolment(tx: Session, contest_id: str | None = None) -> Enrolment | None:
    """Return the window open now, of one contest or the latest of any."""
    statement = (
        select(Enrolment)
        .where(col(Enrolment.closed_at).is_(None), col(Enrolment.ends_at) > now())
        .order_by(col(Enrolment.ends_at).desc())
    )
    if contest_id is not None:
        statement = statement.where(Enrolment.contest_id == contest_id)
    return tx.exec(statement).first()


def get_enrolment(tx: Session, enrolment_id: str) -> Enrolment:
    """Return a window or refuse with NotFound."""
    found = tx.get(Enrolment, enrolment_id)
    if found is None:
        raise NotFound()
    return found


def add_device(tx: Session, **facts: object) -> Device:
    """Add a device."""
    device = Device.model_validate(facts)
    tx.add(device)
    tx.flush()
    return device


def get_device(tx: Session, device_id: str, *, lock: bool = False) -> Device:
    """Return a device or refuse with NotFound; `lock` holds it until the commit."""
    found = tx.get(Device, device_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound()
    return found


def device_of(tx: Session, secret_hash: str) -> Device | None:
    """Return the device whose secret has this hash, whatever its state."""
    return tx.exec(select(Device).where(Device.secret_hash == secret_hash)).first()


def devices_of(tx: Session, contest_id: str) -> list[Device]:
    """Return a contest's devices by name, also those waiting and revoked."""
    statement = select(Device).where(Device.contest_id == contest_id)
    return list(tx.exec(statement.order_by(col(Device.name), col(Device.asked_at))))


def devices_of_window(tx: Session, enrolment_id: str) -> list[Device]:
    """Return the devices that asked during a window, in the order of asking."""
    statement = select(Device).where(Device.enrolment_id == enrolment_id)
    return list(tx.exec(statement.order_by(col(Device.asked_at))))


def enrolled_in(tx: Session, enrolment_id: str) -> int:
    """Return how many devices a window has let in."""
    return sum(device.state == "enrolled" for device in devices_of_window(tx, enrolment_id))


def sign_ins_by_device(tx: Session, contest_id: str) -> dict[str, SignIn]:
    """Return who is signed in on which of a contest's devices."""
    statement = (
        select(SignIn)
        .join(Device, col(Device.id) == col(SignIn.device_id))
        .where(Device.contest_id == contest_id, col(SignIn.ended_at).is_(None))
        .order_by(col(SignIn.started_at))
    )
    return {found.device_id or "": found for found in tx.exec(statement)}
