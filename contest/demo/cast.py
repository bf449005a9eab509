"""The people of the demo at their screens: each signs in as a real person would."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from contest.demo.credentials import Credentials, Official
from contest.demo.visitor import Refused, Visitor


@dataclass
class Cast:
    """
    Everybody who is signed in.

    `seed` makes the same contest give the same marks; `visitors` are by official number.
    """

    base: str
    credentials: Credentials
    seed: int = 7
    organiser: Visitor = field(init=False)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organiser = Visitor(self.base)

    def organiser_comes(self) -> None:
        """Sign the organiser in with name and password."""
        fields = {"user_name": self.credentials.user_name, "password": self.credentials.password}
        self.organiser.post_form("/sign-in", "/sign-in", fields)

    def come(self, officials: Iterable[Official]) -> None:
        """Enrol a tablet for each of these officials and sign each in with badge and PIN."""
        for _ in self.coming(officials):
            pass

    def coming(self, officials: Iterable[Official]) -> Iterator[Official]:
        """The same one by one: each is given out as soon as he is there."""
        wanted = []
        for official in officials:
            if official.number in self.visitors:
                yield official
            else:
                wanted.append(official)
        if wanted:
            fields = {"minutes": "30", "most": str(len(wanted))}
            self.organiser.post_form("/desk/devices", "/desk/devices/window", fields)
        for official in wanted:
            visitor = Visitor(self.base)
            name = f"T-{official.number}"
            visitor.post_json("/devices/enrol", {"name": name})
            self._accept()
            answer = visitor.post_json("/sign-in/badge", {"badge": official.badge})
            pin = {"challenge": answer["challenge"], "pin": official.pin, "takeover": True}
            visitor.post_json("/sign-in/pin", pin)
            self.visitors[official.number] = visitor
            yield official

    def _accept(self) -> None:
        """Let the organiser accept every device that is waiting."""
        for change in self.organiser.json("/desk/devices.json")["changes"]:
            device_id, _, state = change.partition(":")
            if state == "waiting":
                path = f"/desk/devices/{device_id}"
                self.organiser.post_form("/desk/devices", path, {"accept": "1"})


def wait_until_ready(base: str, seconds: float = 60) -> None:
    """Return once marks can be taken at this address."""
    visitor, deadline = Visitor(base), time.monotonic() + seconds
    while True:
        try:
            visitor.json("/health/ready")
            return
        except (Refused, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
