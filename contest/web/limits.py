"""How often something may be asked: by device, account or, for strangers only, by address."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request
from limits import parse
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from contest.queries.access import enrolled_device
from contest.web.door import cookie_name, store

_ALONE = MovingWindowRateLimiter(MemoryStorage())
View = TypeVar("View", bound=Callable[..., object])


def takes(most_bytes: int) -> Callable[[View], View]:
    """Let a view read a body of this many bytes, from whoever has its permission."""

    def mark(view: View) -> View:
        vars(view)["most_bytes"] = most_bytes
        return view

    return mark


def at_most(rate: str, *key: str) -> None:
    """Count one request of this key; over the rate (`10/minute`) answer 429."""
    item = parse(rate)
    try:
        good = current_app.extensions["leitai_limiter"].hit(item, *key)
    except StorageError:
        # Redis is away: each process counts for itself. Neither open nor shut.
        good = _ALONE.hit(item, *key)
    if not good:
        raise TooManyRequests(retry_after=item.get_expiry())


def device_token() -> str:
    """Return the secret of the device's cookie, or nothing."""
    return request.cookies.get(cookie_name("lt_dev"), "")


def device_key() -> str:
    """
    Return what to count this device by.

    Forty enrolled tablets share one address in the hall and must not slow each other down;
    a cookie that is not an enrolled device's counts for nothing.
    """
    with store().reading() as tx:
        device_id = enrolled_device(tx, device_token())
    return device_id or f"address:{request.remote_addr}"
