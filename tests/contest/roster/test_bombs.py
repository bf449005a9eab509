"""Files that mean harm, or are something else: each gives a sentence, none a crash."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import pytest

from contest.roster import WorkbookRefused, read_workbook
from contest.roster.limits import MAX_BYTES, MAX_MEMBERS
from tests.contest.roster.making import DATA, HEADERS, book, data_of, found, number, person, read


def sound() -> bytes:
    return data_of(book({"选手": [HEADERS, person()]}))


def with_part(name: str, text: bytes, base: bytes | None = None) -> bytes:
    """A workbook with one part replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or sound())) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for other in source.namelist():
            if other != name:
                target.writestr(other, source.read(other))
        target.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_of(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def lying_size() -> bytes:
    """A bomb whose directory claims that its big part is ten bytes long."""
    data = bytearray(with_part("xl/media/big.bin", bytes(120_000_000)))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/media/big.bin"))
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


def overlapping() -> bytes:
    """Many names in the directory for one and the same packed part."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(bytes(9_000_000)) + packed.flush()
    head = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0x21, zlib.crc32(bytes(9_000_000)), len(kernel),
        9_000_000, 1, 0,
    )  # fmt: skip
    local = head + b"a" + kernel
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0x21, zlib.crc32(bytes(9_000_000)),
        len(kernel), 9_000_000, 1, 0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    directory = (entry + b"a") * 60
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 60, 60, len(directory), len(local), 0)
    return local + directory + end


def laughs(kind: str) -> bytes:
    """XML that grows a billion times when its entities are followed, or reads a file."""
    if kind == "external":
        head = '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    else:
        lines = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        head = f'<!DOCTYPE s [<!ENTITY a "ha">{lines}]>'
    name = "&a;" if kind == "external" else "&j;"
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{name}</t></is></c></row>'
    return with_part("xl/worksheets/sheet1.xml", head.encode() + sheet_of(row))


def encrypted() -> bytes:
    data = bytearray(sound())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


GALLERY: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "workbook_empty_file"),
    "eleven megabytes": (lambda: b"PK" + bytes(MAX_BYTES), "workbook_too_big"),
    "a zip bomb": (
        lambda: with_part("xl/media/big.bin", bytes(120_000_000)),
        "workbook_unpacks_too_big",
    ),
    "a ratio above 100": (
        lambda: with_part("xl/media/big.bin", bytes(20_000_000)),
        "workbook_unpacks_too_big",
    ),
    "a lying size": (lying_size, "workbook_unreadable"),
    "overlapping parts": (overlapping, "workbook_unpacks_too_big"),
    "too many parts": (
        lambda: zip_of(**{f"part{n}": b"" for n in range(MAX_MEMBERS + 1)}),
        "workbook_unpacks_too_big",
    ),
    "encrypted parts": (encrypted, "workbook_locked"),
    "half a workbook": (lambda: sound()[: len(sound()) // 2], "workbook_unreadable"),
    "a workbook without its sheet": (
        lambda: zip_of(xl__workbook=b"x", **{"xl/workbook.xml": b"<workbook/>"}),
        "workbook_unreadable",
    ),
    "markup that is none": (
        lambda: with_part("xl/workbook.xml", b"<workbook><sheets"),
        "workbook_unreadable",
    ),
    "rows without end": (
        lambda: with_part(
            "xl/worksheets/sheet1.xml",
            sheet_of(
                "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 20_101))
            ),
        ),
        "workbook_too_many_rows",
    ),
    "more cells than a roster has": (
        lambda: with_part(
            "xl/worksheets/sheet1.xml",
            sheet_of(
                "".join(
                    f'<row r="{r}">'
                    + "".join(f"<c><v>{r * c * 7919 % 99991}</v></c>" for c in range(1, 201))
                    + "</row>"
                    for r in range(1, 3_100)
                )
            ),
        ),
        "workbook_too_many_rows",
    ),
    "a csv": (lambda: "姓名,身份证号\n王伟,1\n".encode(), "workbook_is_text"),
    "a csv in gb18030": (lambda: "姓名,身份证号\n王伟,1\n".encode("gb18030"), "workbook_is_text"),
    "a csv in utf-16": (lambda: "姓名,身份证号\n".encode("utf-16"), "workbook_is_text"),
    "a web page called xls": (lambda: b"<html><table><tr><td>1", "workbook_is_web_page"),
    "a Word document": (lambda: zip_of(word__document=b"<w/>"), "workbook_is_document"),
    "a PDF": (lambda: b"%PDF-1.7\n", "workbook_is_document"),
    "a photograph": (lambda: b"\xff\xd8\xff\xe0" + bytes(100), "workbook_is_picture"),
    "a zip of workbooks": (lambda: zip_of(one=b"1"), "workbook_is_archive"),
    "a rar": (lambda: b"Rar!\x1a\x07" + bytes(20), "workbook_is_archive"),
    "noise": (lambda: bytes(range(256)) * 10, "workbook_unreadable"),
    "an old xls cut short": (
        lambda: (DATA / "old.xls").read_bytes()[:2000],
        "workbook_unreadable",
    ),
    "a locked workbook": (
        lambda: (
            (DATA / "old.xls").read_bytes()[:512]
            + "EncryptedPackage".encode("utf-16-le")
            + bytes(1000)
        ),
        "workbook_locked",
    ),
}


@pytest.mark.parametrize("name", GALLERY)
def test_a_hostile_or_wrong_file_gives_its_sentence(name: str) -> None:
    make, key = GALLERY[name]

    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(make())

    assert refused.value.key == key
    said = refused.value.as_json()
    assert "。" in said["zh"]
    assert said["en"].endswith(".")


def test_the_workbook_that_makes_calamine_ask_for_half_a_terabyte_is_read() -> None:
    made = book({"选手": [HEADERS, person()]})
    made["选手"]["XFD1048576"] = "x"

    preview = read(data_of(made))

    assert [row.name for row in preview.contestants] == ["王伟"]
    assert found(preview) == [("far_cell", "XFD1048576")]


def test_a_far_cell_that_hides_from_our_own_search_kills_only_the_child() -> None:
    # Single quotes are legal markup that the quick search for far cells does not look for.
    rows = (
        "<row r='1'><c r='A1' t='inlineStr'><is><t>姓名</t></is></c></row>"
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    )
    read_book = read_workbook(with_part("xl/worksheets/sheet1.xml", sheet_of(rows)))

    assert read_book.sheets[0].rows[0][0] is not None
    assert read_book.sheets[0].rows[0][0].text == "姓名"


@pytest.mark.parametrize("kind", ["grows", "external"])
def test_entities_are_never_followed(kind: str) -> None:
    try:
        read_book = read_workbook(laughs(kind))
    except WorkbookRefused:
        return
    texts = [cell.text for sheet in read_book.sheets for row in sheet.rows for cell in row if cell]
    assert all(len(text) < 10 and "root" not in text for text in texts)


def test_hidden_sheets_are_not_read() -> None:
    made = book({"选手": [HEADERS, person()], "裁判": [["姓名"]]})
    made["裁判"].sheet_state = "hidden"

    assert [sheet.name for sheet in read_workbook(data_of(made)).sheets] == ["选手"]


def test_an_old_xls_is_read_like_an_xlsx() -> None:
    preview = read(DATA / "old.xls", "old.xls")

    assert [(row.name, row.delegation, row.trades) for row in preview.contestants] == [
        ("马小军", "北屏县总工会", ("lamian",)),
        ("石玉", "青砚县总工会", ("welding",)),
    ]
    assert found(preview) == [("phone_mended", "D4")]


def test_both_reading_libraries_say_the_same() -> None:
    made = openpyxl.load_workbook(io.BytesIO(data_of(book({"选手": [HEADERS, person()]}))))
    sheet = made["选手"]
    sheet["A3"], sheet["B3"], sheet["E3"] = "李 娜", number("19910101"), "=E2"
    sheet["F1"], sheet["F2"], sheet["F3"] = "入职", 13800000001, 1.5
    plain = read_workbook(data_of(made))
    sheet["XFD9"] = 1

    far = read_workbook(data_of(made))

    assert far.sheets[0].rows == plain.sheets[0].rows
    assert far.sheets[0].far == ("XFD9",)
