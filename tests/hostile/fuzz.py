"""Invented files of every format, and ways to damage them: seeded, so that a finding comes back."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

HEADER = ["search_id", "account", "account_group", "user", "searched_at", "search_type", "reason"]
ROWS = [
    [f"T-{n}", "EX-1", "Example County SO", "u", f"2025-01-{n:02} 10:00:00", "plate", "theft, 2"]
    for n in range(1, 13)
]
OLD = Path(__file__).parents[1] / "readers" / "invented_counts.xls"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_csv() -> bytes:
    lines = [",".join(HEADER)]
    lines += [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS]
    return ("\r\n".join(lines) + "\r\n").encode()


def write_json() -> bytes:
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS]).encode()


def write_lines() -> bytes:
    records = (json.dumps(dict(zip(HEADER, row, strict=True))) for row in ROWS)
    return "\n".join(records).encode()


def write_page() -> bytes:
    searches = write_csv().decode().replace("\r\n", "%0A").replace('"', "%22")
    return (
        "<html><head><title>Example SO Transparency Portal</title></head><body>"
        "<h2>Number of owned cameras</h2><p>12</p><h2>Searches in the last 30 days</h2><p>1,204</p>"
        "<h2>External organizations with access</h2><p>A PD, B SO, University of C</p>"
        f"<a href='data:text/csv;charset=utf-8,{searches}'>Download CSV</a></body></html>"
    ).encode()


def write_snapshot() -> bytes:
    page = {
        "crawled_name": "Example SO", "archived_date": "2026-04-26", "searches_30d": 3,
        "camera_count": 12, "data_retention_days": "30", "sharing_outbound": ["A PD", "B SO"],
        "search_audit_csv": [{"id": "1", "reason": "theft"}, {"id": "2", "reason": "x"}],
    }  # fmt: skip
    return json.dumps(page).encode()


def write_sheet(rows: Sequence[Sequence[str]], *, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet; `before` and `after` are put around its last row."""
    written = [
        f'<row r="{n}">'
        + "".join(
            f'<c r="{chr(65 + place)}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for place, cell in enumerate(row)
        )
        + "</row>"
        for n, row in enumerate(rows, 1)
    ]
    data = "".join(written)
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}{after}</sheetData></worksheet>'


def write_book(*sheets: str, strings: str = "", styles: str = "") -> bytes:
    """Return a workbook with these sheets, each given as XML."""
    named = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(sheets) + 1)
    )
    parts = {f"worksheets/sheet{n}.xml": ("worksheet", n, xml) for n, xml in enumerate(sheets, 1)}
    if strings:
        parts["sharedStrings.xml"] = ("sharedStrings", 9_998, strings)
    if styles:
        parts["styles.xml"] = ("styles", 9_999, styles)
    linked = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{name}"/>'
        for name, (kind, n, _) in parts.items()
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{named}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{linked}'
        "</Relationships>",
        **{f"xl/{name}": xml for name, (_, _, xml) in parts.items()},
    }
    return pack({name: text.encode() for name, text in members.items()})


def pack(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def write_pdf(objects: dict[int, bytes | str], trailer: str = "") -> bytes:
    """Return a PDF of numbered objects; the first is its root."""
    out, places = b"%PDF-1.4\n", dict[int, int]()
    for number, body in objects.items():
        places[number] = len(out)
        content = body if isinstance(body, bytes) else body.encode()
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size, table = max(objects) + 1, len(out)
    lines = [b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size)]
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(lines)
    end = f"trailer <</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{table}\n%%EOF"
    return out + end.encode()


def stream(content: bytes, entries: str = "", *, packed: bool = False) -> bytes:
    """Return an object of a PDF that holds bytes."""
    if packed:
        content, entries = zlib.compress(content, 9), entries + "/Filter/FlateDecode"
    return f"<<{entries}/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


FONT = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"


def write_page_of(content: bytes, *, packed: bool = False, kids: str = "[3 0 R]") -> bytes:
    """Return a PDF of one page that draws `content`."""
    return write_pdf(
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: f"<</Type/Pages/Kids{kids}/Count 1>>",
            3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1200 800]/Contents 4 0 R/Resources"
            "<</Font<</F 5 0 R>>>>>>",
            4: stream(content, packed=packed),
            5: FONT,
        }
    )


def write_print() -> bytes:
    places = (20, 90, 170, 330, 390, 560, 640)
    lines = [
        f"1 0 0 1 {x} {780 - 14 * n} Tm ({cell}) Tj"
        for n, row in enumerate([HEADER, *ROWS])
        for x, cell in zip(places, row, strict=True)
    ]
    return write_page_of(("BT /F 8 Tf " + "\n".join(lines) + " ET").encode())


STORY = "<w:p><w:r><w:t>ICE ran 540 searches in 2025.</w:t></w:r></w:p>"


def write_word(body: str = STORY) -> bytes:
    text = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    types = f'<Types xmlns="{PACKAGE}/content-types"/>'
    return pack({"[Content_Types].xml": types.encode(), "word/document.xml": text.encode()})


def write_open() -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        f'<o:document-content xmlns:o="{name}:office:1.0" xmlns:text="{name}:text:1.0"><o:body>'
        '<text:h text:outline-level="2">Head</text:h><text:p>ICE ran <text:span>540</text:span> '
        "searches.</text:p></o:body></o:document-content>"
    )
    return pack({"content.xml": text.encode()})


FILES: dict[str, Callable[[], bytes]] = {
    "log.csv": write_csv,
    "log.csv.gz": lambda: gzip.compress(write_csv(), mtime=0),
    "log.json": write_json,
    "log.ndjson": write_lines,
    "page.html": write_page,
    "page.json": write_snapshot,
    "log.xlsx": lambda: write_book(write_sheet([HEADER, *ROWS]), write_sheet([["Cover"]])),
    "log.xls": OLD.read_bytes,
    "log.pdf": write_print,
    "log.zip": lambda: pack({"a.csv": write_csv(), "b/c.json": write_json()}),
}
"""A file of each format that holds the same rows; `log.xls` holds others."""

DRAFTS: dict[str, Callable[[], bytes]] = {
    "a.md": lambda: b"# Head\n\nICE ran ~~300~~ *540* searches <!-- x --> in 2025, or 12.5%.\n",
    "a.docx": write_word,
    "a.odt": write_open,
    "a.rtf": lambda: b"{\\rtf1\\ansi ICE ran \\b 540\\b0 searches\\par in \\u8212? 2025\\'e9.}",
    "a.html": lambda: b"<html><body><h1>Head</h1><p>ICE ran <del>3</del>540 searches.</p></body>",
}

LIES = [b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"9" * 20, b"1e999"]
ODD = [b"\0", b"\xff", b"\xed\xa0\x80", b'"', b"'", b"<", b">", b"[", b"]", b"{", b"(", b")", b"\n",
       b"\\", b"%", b"&", b";", b",", b"/", b"<!--", b"<![CDATA[", b"\xf0\x9f\x98\x80"]  # fmt: skip


def damage(data: bytes, dice: random.Random) -> bytes:
    """Return a file with one to four faults: bytes flipped, cut out, doubled, moved, or numbers."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        if not made:
            break
        at = dice.randrange(len(made))
        size = min(dice.choice((1, 2, 8, 64, 512)), len(made) - at)
        sort = dice.randrange(7)
        if sort == 0:
            made[at] ^= 1 << dice.randrange(8)
        elif sort == 1:
            del made[at : at + size]
        elif sort == 2:
            made[at:at] = made[at : at + size] * dice.choice((1, 2, 30))
        elif sort == 3:
            made[at : at + size] = bytes(dice.randrange(256) for _ in range(size))
        elif sort == 4:
            made[at:at] = dice.choice(ODD) * dice.choice((1, 1, 3, 200))
        elif sort == 5:
            del made[at:]
        else:
            numbers = [*re.finditer(rb"\d+", bytes(made))]
            if numbers:
                start, stop = dice.choice(numbers).span()
                made[start:stop] = dice.choice(LIES)
    return bytes(made)


def damage_inside(data: bytes, dice: random.Random) -> bytes:
    """Return a zipped file of which one part is damaged, and packed again as it should be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(members))
    return pack(members | {name: damage(members[name], dice)})


def make(name: str, data: bytes, seed: int) -> bytes:
    """Return the damaged file of a seed; zipped ones are damaged inside three times of four."""
    dice = random.Random(f"{name} {seed}")
    packed = data.startswith(b"PK\x03\x04") and dice.random() < 0.75
    return damage_inside(data, dice) if packed else damage(data, dice)
