"""Engine.IO 4 and Socket.IO 5 over a websocket, as far as screens speak them."""

import base64
import hashlib
import json
import secrets
import struct
from itertools import count
from typing import Any

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
LONGEST = 16_384
"""Bytes a screen may send in one message; it only ever says what it watches."""
PING_SECONDS = 25
PONG_SECONDS = 20
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)
"""The answer to a handshake where no screen more fits."""
TEXT, CLOSE, PING_FRAME, PONG_FRAME = 0x1, 0x8, 0x9, 0xA


class Misspoken(Exception):
    """What came over the line is not what a screen may say; the line is closed."""


def frame(payload: bytes, kind: int = TEXT) -> bytes:
    """Return a websocket frame as servers send it: whole and unmasked."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | kind, size)) + payload
    if size < 65_536:
        return struct.pack("!BBH", 0x80 | kind, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | kind, 127, size) + payload


def event(name: str, data: Any) -> bytes:
    """Return the frame of a Socket.IO event."""
    text = json.dumps([name, data], ensure_ascii=False, separators=(",", ":"))
    return frame(b"42" + text.encode())


def answer(number: bytes, data: Any) -> bytes:
    """Return the frame that answers an event which asked to be answered."""
    return frame(b"43" + number + json.dumps([data], ensure_ascii=False).encode())


_BEGUN, _COUNT = secrets.token_urlsafe(12), count(1)


def _name() -> str:
    """Return a line's name. It opens nothing, so it need not be secret, only nobody else's."""
    return f"{_BEGUN}{next(_COUNT)}"


PING = frame(b"2")
CONNECT = b"40"
LEAVE = (b"41", b"1")
PONG = b"3"


def hello() -> bytes:
    """Return Engine.IO's first frame; without a way up, because this is the top already."""
    said = {
        "sid": _name(),
        "upgrades": [],
        "pingInterval": PING_SECONDS * 1000,
        "pingTimeout": PONG_SECONDS * 1000,
        "maxPayload": LONGEST,
    }
    return frame(b"0" + json.dumps(said).encode())


def connected() -> bytes:
    """Return the frame that lets a client into the one namespace there is."""
    return frame(CONNECT + json.dumps({"sid": _name()}).encode())


def switching(key: str) -> bytes:
    """Return the HTTP answer to a websocket handshake. No extension is taken up."""
    accept = base64.b64encode(hashlib.sha1(key.encode() + GUID).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def read_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """
    Return the whole frames in `data`, as (kind, payload), and what is left over.

    A message in fragments is refused: kept together before its size is known it would hold
    any amount of memory, and no screen says more than fits in one frame.
    """
    found: list[tuple[int, bytes]] = []
    at = 0
    while len(data) - at >= 6:
        first, second = data[at], data[at + 1]
        size, start = second & 0x7F, at + 6
        if not first & 0x80 or first & 0x70 or not second & 0x80 or size == 127:
            raise Misspoken()
        if size == 126:
            if len(data) - at < 8:
                break
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 8
        if size > LONGEST:
            raise Misspoken()
        if len(data) < start + size:
            break
        mask = data[start - 4 : start] * (size // 4 + 1)
        payload = bytes(a ^ b for a, b in zip(data[start : start + size], mask, strict=False))
        found.append((first & 0x0F, payload))
        at = start + size
    return found, data[at:]


def read_event(payload: bytes) -> tuple[bytes, str, Any]:
    """Return an event's answer number, name and first argument. Raises Misspoken."""
    start = payload.find(b"[")
    number = payload[2:start]
    if not payload.startswith(b"42") or start < 0 or (number and not number.isdigit()):
        raise Misspoken()
    try:
        said = json.loads(payload[start:])
    except (ValueError, RecursionError):
        raise Misspoken() from None
    if not isinstance(said, list) or not said or not isinstance(said[0], str):
        raise Misspoken()
    return number, said[0], said[1] if len(said) > 1 else None
