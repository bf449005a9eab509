"""
Two models at a time: they are solved outside of Python, so that this takes both cores.

```
names, what to do for each  ->  by name what came of it, as far as there was time
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

AT_ONCE = 2
POLL_SECONDS = 0.1

Found = TypeVar("Found")


def at_once(
    names: Iterable[str], one: Callable[[str], Found], stop: Callable[[], bool]
) -> dict[str, Found]:
    """
    ``one`` is called for each name, in threads; none is begun any more after ``stop``, asked all
    the while in the caller's thread, said that there is no time.
    """
    if stop():
        return {}
    ended = Event()
    found: dict[str, Found] = {}

    def begin(name: str) -> None:
        if not ended.is_set():
            found[name] = one(name)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        begun = [threads.submit(begin, name) for name in names]
        while not all(each.done() for each in begun):
            if stop():
                ended.set()
            wait(begun, timeout=POLL_SECONDS)
    for each in begun:
        each.result()
    return found
