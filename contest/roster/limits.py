"""How much of a strange file is looked at, and what it is by its content, never by its name."""

import io
import struct
import zipfile
import zlib

MAX_BYTES = 10_000_000
MAX_MEMBERS = 500
MAX_UNPACKED = 100_000_000
MAX_RATIO = 100
# Below this, a ratio says nothing: a sheet of a thousand equal rows packs two hundred times.
RATIO_COUNTS_FROM = 5_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# A parsed cell takes about 200 bytes in the worker that checks it.
MAX_CELLS = 600_000
# One stray blank or note far away is a slip; more rows than this is data that would be lost.
MAX_FAR_ROWS = 20
CHILD_MEMORY = 2**30
CHILD_CPU_SECONDS = 30

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")


class Unreadable(Exception):
    """Carries the key of the refusal (`contest.roster.refusals`) out of the reading child."""


def file_format(data: bytes) -> str:
    """
    Return `xlsx`, `ods` or `xls` after the container was found within the limits.

    Raises
    ------
    Unreadable
        With the key of the refusal.
    """
    if not data:
        raise Unreadable("workbook_empty_file")
    if len(data) > MAX_BYTES:
        raise Unreadable("workbook_too_big")
    if data.startswith(b"PK"):
        return zip_format(data)
    if data.startswith(OLE):
        return ole_format(data)
    if data.startswith((b"%PDF", b"{\\rtf")):
        raise Unreadable("workbook_is_document")
    if data.startswith(PICTURES):
        raise Unreadable("workbook_is_picture")
    if data.startswith(ARCHIVES):
        raise Unreadable("workbook_is_archive")
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Unreadable("workbook_is_web_page")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in data:
        raise Unreadable("workbook_is_text")
    raise Unreadable("workbook_unreadable")


def ole_format(data: bytes) -> str:
    """Tell the old binary formats apart by the names of their streams."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Unreadable("workbook_locked")
    if holds("WordDocument") or holds("PowerPoint Document"):
        raise Unreadable("workbook_is_document")
    return "xls"


def zip_format(data: bytes) -> str:
    """Tell what a zip holds, having counted what it unpacks to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            count_unpacked(archive, len(data))
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "xl/workbook.bin" in names:
                return "xlsb"
            if any(name.startswith(("word/", "ppt/")) for name in names):
                raise Unreadable("workbook_is_document")
            if "mimetype" in names and b"spreadsheet" in archive.read("mimetype"):
                return "ods"
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, KeyError) as error:
        raise Unreadable("workbook_unreadable") from error
    except NotImplementedError as error:  # a packing method that no office program writes
        raise Unreadable("workbook_unreadable") from error
    raise Unreadable("workbook_is_archive")


def count_unpacked(archive: zipfile.ZipFile, packed: int) -> None:
    """Inflate every member in pieces and stop at the limits: a header's size may lie."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("workbook_unpacks_too_big")
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise Unreadable("workbook_locked")
        with archive.open(member) as stream:
            while piece := stream.read(65536):
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED:
                    raise Unreadable("workbook_unpacks_too_big")
                if unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * packed:
                    raise Unreadable("workbook_unpacks_too_big")
