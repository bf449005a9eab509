"""Reading and writing sign-ins, devices, credentials."""

from sqlmodel import Session, select

from contest.store.tables.access import SignIn
from contest.store.tables.people import Person, Staff


def live_sign_in(tx: Session, hashed: str) -> tuple[SignIn, Staff, Person] | None:
    """Return the sign-in of a cookie's hash with its official, unless it was ended."""
    statement = (
        select(SignIn, Staff, Person)
        .join(Staff, Staff.id == SignIn.staff_id)  # type: ignore[arg-type]  # SQLModel columns type as values
        .join(Person, Person.id == Staff.person_id)  # type: ignore[arg-type]  # as above
        .where(SignIn.token_hash == hashed, SignIn.ended_at == None)  # noqa: E711  # SQL needs ==
    )
    return tx.exec(statement).first()
