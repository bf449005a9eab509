"""
One process wrote something: the relays of the others look at once instead of at their next look.

Only a hint goes over Redis, never a frame and never a mark: each relay reads the journal itself.
Without Redis, or while it is away, relays find out at their next look, a quarter second later.
"""

import logging
import threading

from redis import Redis, RedisError
from redis.client import PubSub

from contest.ids import new_id
from contest.store.engine import Store

log = logging.getLogger(__name__)
CHANNEL = "leitai:written"
REST_SECONDS = 0.02
"""Rings of one process are at least so far apart: who was rung looks at most 5 times a second."""
PATIENCE_SECONDS = 1.0


class Bell:
    """Tells the other processes after each commit of this one, and hears theirs."""

    def __init__(self, url: str, store: Store) -> None:
        self._redis = Redis.from_url(
            url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        )
        self._store = store
        self._me = new_id()
        self._stop = threading.Event()
        self._to_tell = store.tell_too()
        self.heard = threading.Event()
        """Set once the others can be heard."""

    def start(self) -> None:
        """Start both threads; neither ever keeps a request or the relay waiting."""
        for work in (self._ring, self._listen):
            threading.Thread(target=work, name="bell", daemon=True).start()

    def stop(self) -> None:
        """Stop ringing and hearing."""
        self._stop.set()
        self._to_tell.set()

    def _ring(self) -> None:
        away = False
        while not self._stop.wait(REST_SECONDS):
            self._to_tell.wait()
            self._to_tell.clear()
            try:
                self._redis.publish(CHANNEL, self._me)
                away = False
            except RedisError as error:
                if not away:
                    log.warning("bell: other processes are not told for now: %s", error)
                away = True

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as line:
                    line.subscribe(CHANNEL)
                    self._hear(line)
            except RedisError as error:
                self.heard.clear()
                log.warning("bell: other processes are not heard for now: %s", error)
                self._stop.wait(PATIENCE_SECONDS)

    def _hear(self, line: PubSub) -> None:
        # What was written while nobody listened is found by looking.
        self._store.written.set()
        while not self._stop.is_set():
            told = line.get_message(timeout=PATIENCE_SECONDS)
            self.heard.set()
            if told is not None and told["data"] != self._me.encode():
                self._store.written.set()
