"""
Imported once by the process that servers are forked from: what is slow at first use is done.

Without it each restart of a server reads the rulebook and maps the tables anew, and two hundred
histories take six minutes instead of one.
"""

import tempfile
from pathlib import Path

from contest.store.engine import Store
from tests.contest.factories import make_world
from tests.contest.hands import fill_sheet, work_of

with tempfile.TemporaryDirectory(prefix="leitai-warm-") as folder:
    store = Store(f"sqlite:///{Path(folder) / 'warm.db'}")
    store.migrate()
    judge = make_world(store, entries=1).judges["lamian"][0]
    fill_sheet(store, judge, work_of(store, judge)[0])
    store.close()
