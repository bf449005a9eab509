"""Closing the sockets of sign-ins that have ended: signed out, revoked, taken over, stopped."""

from flask_socketio import SocketIO
from sqlmodel import Session

from contest.live.rooms import SIGN_IN, sign_in_room
from contest.store.access import ended_among


def close_ended(socketio: SocketIO, tx: Session) -> int:
    """Close every socket whose sign-in has ended; return how many were closed."""
    manager = socketio.server.manager
    rooms = [room for room in manager.rooms.get("/", {}) if str(room).startswith(SIGN_IN)]
    closed = 0
    for sign_in_id in ended_among(tx, [room.removeprefix(SIGN_IN) for room in rooms]):
        for sid, _ in list(manager.get_participants("/", sign_in_room(sign_in_id))):
            socketio.server.disconnect(sid)
            closed += 1
    return closed
