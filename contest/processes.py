"""What the kernel and the interpreter are asked for when a process starts."""

import ctypes
import gc
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal when its parent dies, also if that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)


def hold_many_sockets() -> None:
    """Prepare this process for ten thousand watchers and judges beside them."""
    # Each watcher is an open file.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # The default thresholds stall the process for seconds once thousands of sockets are open.
    gc.set_threshold(50_000, 20, 1000)
    # A judge's answer must not wait 5 ms, time and again, for the thread that computes a board.
    sys.setswitchinterval(0.001)
