"""Pages of an application in a real browser, without a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from playwright.sync_api import BrowserContext
from werkzeug.serving import make_server

from contest.operations import sessions
from contest.security import Actor
from contest.store.engine import Store


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application to this machine's browsers; gives its address."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def come_in(context: BrowserContext, base: str, store: Store, actor: Actor) -> None:
    """Sign an official in, without any proof."""
    with store.transaction() as tx:
        started = sessions.start(
            tx, staff_id=actor.staff_id or "", device_id=None, takeover=True, proof="password"
        )
    context.add_cookies([{"name": "lt", "value": started.token, "url": base}])
