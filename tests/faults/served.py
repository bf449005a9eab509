"""The server's side of a fault history: real operations in a process that can be killed."""

import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from contest.operations.marking import Operation, enter_operations
from contest.security import Actor
from contest.store.engine import Store


def serve(path: Path, seats: list[tuple[Actor, Connection]]) -> None:
    """Answer every tablet in a thread of its own, as the web server does, until killed."""
    store = Store(f"sqlite:///{path}")

    def answer(actor: Actor, line: Connection) -> None:
        while True:
            try:
                batch: list[dict[str, Any]] = line.recv()
            except EOFError:
                return
            operations = [Operation(**operation) for operation in batch]
            line.send(enter_operations(store, actor=actor, operations=operations))

    threads = [threading.Thread(target=answer, args=seat) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
