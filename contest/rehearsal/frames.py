"""Websocket frames as a simulated screen sends and reads them."""

import struct


def masked(payload: bytes) -> bytes:
    """Return a frame as clients send it; a mask of zeros leaves the text as it is."""
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + bytes(4) + payload


def packets(data: bytes) -> tuple[list[bytes], bytes]:
    """Split what a server sent into its whole Engine.IO packets and what is left over."""
    found, at = [], 0
    while len(data) - at >= 2:
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
        if len(data) < start + size:
            break
        found.append(data[start : start + size])
        at = start + size
    return found, data[at:]
