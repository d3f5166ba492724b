"""Mangled files, made from a seed: each says what must survive it, and what is lost by name.

The table underneath is made up. What a file must give back is known because it is what was
written, not because a reader said so.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

HEADER = ["id", "userId", "searchDate", "networkCount", "reason", "caseNumber", "offenseType"]

OTHER_WORDS = [
    *("search_id", "user", "searched_at", "networks", "reason", "case_number", "offense_type"),
]
"""The same columns as the kind itself names them."""

HARD = [
    *("02134", "1e5", "007", "TRUE", "false", "9223372036854775807", "=1+1", "+1", "@x", "-0.0"),
    *("NA", "null", "None", "N/A", "#N/A", "nan", "1,000", "0x1F", "1_000", "", "***", "O'Brien"),
    *(
        " padded ",
        "  two",
        "a,b;c|d\te",
        'say "hi"',
        '"',
        "line\nbreak",
        "a\r\nb",
        "50%",
        "\\n",
        "é",
    ),
    *(
        "naïve – “quoted” café",
        "Señor Zoë Müller",
        "2025-05-01",
        "1/2/2025",
        "12:30",
        "id",
    ),
]
"""Values that software likes to change. All can be written in Windows-1252."""

BEYOND = ["漢字", "Ж", "\u200b", "🚗"]
"""Values that only an encoding of Unicode can write."""

TEXT = ["stolen vehicle", "welfare check", "theft, shoplifting", "traffic stop", "warrant"]

DELIMITERS = {",": "csv", "|": "psv", "\t": "tsv", ";": "csv"}
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


@dataclass
class Style:
    """How a delimited file is written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    end: str = "\n"
    quoting: int = csv.QUOTE_MINIMAL
    final: bool = True

    def write(self, records: list[list[str]]) -> bytes:
        """Write records; each is quoted as the style says."""
        lines = []
        for record in records:
            out = io.StringIO()
            # csv quotes the line ends that it writes itself: every one that a cell may hold.
            writer = csv.writer(
                out, delimiter=self.delimiter, lineterminator="\r\n", quoting=self.quoting
            )
            writer.writerow(record)
            lines.append(out.getvalue().removesuffix("\r\n") + self.end)
        text = "".join(lines)
        return (text if self.final else text.removesuffix(self.end)).encode(self.encoding)


@dataclass
class Mangled:
    """One file: its bytes, the records that must come back, and those rejected, by reason.

    `refusal` is part of the sentence with which the whole file must be refused.
    """

    name: str
    data: bytes
    rows: list[list[str]]
    rejected: Counter[str] = field(default_factory=Counter)
    refusal: str | None = None
    parts: int = 1


Mangle = Callable[[Random, list[list[str]], Style], Mangled]
LOSSLESS: dict[str, Mangle] = {}
LOSSY: dict[str, Mangle] = {}


def lossless(mangle: Mangle) -> Mangle:
    """List a mangle after which every row and value must be there."""
    LOSSLESS[mangle.__name__] = mangle
    return mangle


def lossy(mangle: Mangle) -> Mangle:
    """List a mangle that destroys something, and says what."""
    LOSSY[mangle.__name__] = mangle
    return mangle


def make(name: str, number: int) -> Mangled:
    """Return the `number`-th file of a mangle, the same whenever it is made."""
    random = Random(f"plateglass {name} {number}")
    style = Style(
        delimiter=random.choice(list(DELIMITERS)),
        encoding=random.choice([*UNICODE, "utf-8", "cp1252"]),
        end=random.choice(["\n", "\r\n", "\n", "\r"]),
        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        final=random.random() < 0.7,
    )
    values = HARD if style.encoding == "cp1252" else HARD + BEYOND
    rows = [make_row(random, values) for _ in range(random.randint(5, 40))]
    mangled = {**LOSSLESS, **LOSSY}[name](random, rows, style)
    if "." not in mangled.name:
        mangled.name += f".{DELIMITERS[style.delimiter]}"
    return mangled


def make_row(random: Random, values: list[str]) -> list[str]:
    """Return one record that answers its kind, with values that are hard to keep."""
    day, hour = random.randint(1, 28), random.randint(0, 23)
    return [
        str(random.randint(10**18, 9 * 10**18)),
        random.choice(["***", f"u{random.randint(1, 99):03}", "0042"]),
        f"2025-{random.randint(1, 12):02}-{day:02}T{hour:02}:{random.randint(0, 59):02}:00.000Z",
        str(random.randint(0, 9000)),
        random.choice(values + TEXT),
        random.choice(values),
        random.choice([*values, "theft", "other"]),
    ]


def blank(random: Random) -> list[str]:
    """Return a record without a value: no cell, or all of them blank."""
    return random.choice([[], [""] * len(HEADER), [" "] + [""] * (len(HEADER) - 1)])


def insert(random: Random, records: list[list[str]], extra: list[list[str]]) -> list[list[str]]:
    """Put records in anywhere after the first."""
    for record in extra:
        records.insert(random.randint(1, len(records)), record)
    return records


def shuffle(random: Random, rows: list[list[str]]) -> list[list[str]]:
    """Return header and rows with the columns in another order."""
    order = random.sample(range(len(HEADER)), len(HEADER))
    return [[record[place] for place in order] for record in [HEADER, *rows]]


@lossless
def written_otherwise(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    return Mangled("log", style.write([HEADER, *rows]), rows)


@lossless
def bytes_that_windows_lacks(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.encoding = "cp1252"
    lacking = random.choice("\x81\x8d\x8f\x90\x9d")
    plain = [[*row[:4], random.choice(["naïve ‰", "‰", "déjà vu‰"]), *TEXT[:2]] for row in rows]
    rows = [[cell.replace("‰", lacking) for cell in row] for row in plain]
    data = style.write([HEADER, *plain]).replace("‰".encode("cp1252"), lacking.encode("latin-1"))
    return Mangled("log", data, rows)


@lossless
def header_in_other_letters(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    change = random.choice([str.upper, str.lower, str.title])
    return Mangled("log", style.write([[change(name) for name in HEADER], *rows]), rows)


@lossless
def header_with_blanks(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    header = [random.choice([f" {name}", f"{name} ", f"  {name}\t"]) for name in HEADER]
    return Mangled("log", style.write([[HEADER[0], *header[1:]], *rows]), rows)


@lossless
def columns_in_another_order(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    return Mangled("log", style.write(shuffle(random, rows)), rows)


@lossless
def lines_before_the_header(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    wide = [""] * (len(HEADER) - 1)
    lines = [["Search Audit"], ["Search Audit", *wide], ["Made on", "1 May"], [], ["a\nb"], wide]
    banner = [random.choice(lines) for _ in range(random.randint(1, 5))]
    return Mangled("log", style.write([["Example County SO"], *banner, HEADER, *rows]), rows)


@lossless
def no_header(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    return Mangled("log", style.write(rows), rows)


@lossless
def blank_rows(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.final = True
    extra = [blank(random) for _ in range(random.randint(1, 6))]
    records = insert(random, [HEADER, *rows], extra)
    return Mangled("log", style.write(records), rows, Counter({"blank row": len(extra)}))


@lossless
def blank_tail(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    count = random.randint(1, 30)
    records = [HEADER, *rows, *([[""] * len(HEADER)] * count)]
    return Mangled("log", style.write(records), rows, Counter({"blank row": count}))


@lossless
def blank_columns(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    records = [list(record) for record in [HEADER, *rows]]
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(records[0]))
        for record in records:
            record.insert(place, "")
    return Mangled("log", style.write(records), rows)


@lossless
def columns_that_nobody_reads(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    place = random.randint(0, len(HEADER))
    records = [[*r[:place], f"x{n}", *r[place:]] for n, r in enumerate([HEADER, *rows])]
    records[0][place] = random.choice(["Moderation", ""])
    return Mangled("log", style.write(records), rows)


@lossless
def rows_shifted_right(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    header = random.choice([HEADER, [*HEADER, ""]])
    return Mangled("log", style.write([header, *(["", *row] for row in rows)]), rows)


@lossless
def rows_blank_at_both_ends(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    rows = [[*row[:-1], ""] for row in rows]
    header = random.choice([HEADER, [*HEADER, ""]])
    return Mangled("log", style.write([header, *(["", *row] for row in rows)]), rows)


@lossless
def rows_named_total(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    named = ["Total", "***", rows[0][2], "7", "total loss", "007", "other"]
    rows = [*rows, named]
    return Mangled("log", style.write([HEADER, *rows]), rows)


@lossless
def delimiter_after_every_row(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    extra = [""] * random.randint(1, 3)
    return Mangled("log", style.write([HEADER, *([*row, *extra] for row in rows)]), rows)


@lossless
def blank_names_over_nothing(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    header = random.choice([["", *HEADER], [*HEADER, ""], [*HEADER, "", ""]])
    return Mangled("log", style.write([header, *rows]), rows)


@lossless
def header_repeated(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    extra = [HEADER] * random.randint(1, 4)
    records = insert(random, [HEADER, *rows], extra)
    return Mangled("log", style.write(records), rows, Counter({"repeated header": len(extra)}))


@lossless
def exports_stacked(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    cut = random.randint(1, len(rows) - 1)
    second = shuffle(random, rows[cut:])
    while second[0] == HEADER:
        second = shuffle(random, rows[cut:])
    if random.random() < 0.5:
        second = [[*r, "cameras" if not n else str(n)] for n, r in enumerate(second)]
    records = [HEADER, *rows[:cut], *second]
    return Mangled("log", style.write(records), rows, Counter({"repeated header": 1}), parts=2)


@lossless
def exports_stacked_in_other_words(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    cut = random.randint(1, len(rows) - 1)
    order = random.sample(range(len(HEADER)), len(HEADER))
    words = [random.choice([str, str.upper])(name) for name in OTHER_WORDS]
    below = [[record[place] for place in order] for record in [words, *rows[cut:]]]
    data = style.write([HEADER, *rows[:cut], *below])
    return Mangled("log", data, rows, Counter({"repeated header": 1}), parts=2)


@lossless
def rows_of_totals(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    total = [random.choice(["Total", "TOTALS", "Grand total:"]), "", "", "99", "", "", ""]
    return Mangled("log", style.write([HEADER, *rows, total]), rows, Counter({"row of totals": 1}))


@lossless
def summary_below(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    blank, *lines = random.choice(
        [
            [[], ["Summary"], ["Total searches", "179"], ["Made by", "Records"]],
            [[], ["Org", "Count"], ["A PD", "12"], ["B PD", "8"]],
            [[], ["Generated on 5/1/2025 by Records"]],
            [["Generated on 5/1/2025", "by Records"]],
        ]
    )
    below = [[*line, *[""] * (len(HEADER) - len(line))] for line in [blank, *lines]]
    reasons = Counter({"blank row": 1} if not blank else {})
    reasons["line beside the table"] = len(below) - reasons.total()
    return Mangled("log", style.write([HEADER, *rows, *below]), rows, reasons)


@lossless
def rows_after_gaps(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    gap = [[""] * len(HEADER)] * random.randint(1, 3)
    cuts = sorted(random.sample(range(1, len(rows)), random.randint(1, min(4, len(rows) - 1))))
    bare = [[*row[:4], *random.choice([row[4:], ["", "", ""]])] for row in rows]
    records = [*bare[: cuts[0]]]
    for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        records += [*gap, *bare[start:end]]
    lost = Counter({"blank row": len(gap) * len(cuts)})
    return Mangled("log", style.write([HEADER, *records]), bare, lost)


@lossless
def lines_that_end_in_several_ways(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.encoding, style.final = "utf-8", True
    pieces = []
    for record in [HEADER, *rows]:
        style.end = random.choice(["\n", "\r\n", "\r"])
        pieces.append(style.write([record]))
    # A line that ends in a lone "\r" before a blank one would end in "\r\n".
    return Mangled("log", b"".join(pieces), rows)


@lossless
def compressed(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    data = gzip.compress(style.write([HEADER, *rows]), mtime=0)
    return Mangled(f"log.{DELIMITERS[style.delimiter]}.gz", data, rows)


@lossless
def packed(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    cut = random.randint(1, len(rows) - 1)
    return Mangled(
        "log.zip",
        pack(
            {
                "__MACOSX/._a.csv": b"\0",
                f"b/2025-01.{DELIMITERS[style.delimiter]}": style.write([HEADER, *rows[:cut]]),
                "a/two.ndjson": write_lines(random, rows[cut:]),
            }
        ),
        rows,
        parts=2,
    )


@lossless
def json_lines(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    data = write_lines(random, rows)
    if random.random() < 0.5:
        return Mangled("log.ndjson.gz", gzip.compress(data, mtime=0), rows)
    return Mangled(random.choice(["log.ndjson", "log.jsonl", "log.json"]), data, rows)


@lossless
def json_array(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    objects = [write_object(random, row) for row in rows]
    text = "[" + random.choice([", ", ",\n "]).join(objects) + "]"
    if random.random() < 0.5:
        text = f'{{"page": {{"a": [1]}}, "names": ["x", "[{{"], "rows": {text}, "more": [1, 2]}}'
    return Mangled("log.json", text.encode(random.choice(["utf-8", "utf-8-sig", "utf-16"])), rows)


@lossless
def workbook(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    import openpyxl

    # A workbook holds one sort of line end, and no cell of blanks alone is told from none.
    rows = [[cell.replace("\r\n", "\n") for cell in row] for row in rows]
    book = openpyxl.Workbook()
    book.remove(book.active)
    cut = random.choice([0, random.randint(1, len(rows) - 1)])
    sheets = [rows[:cut], rows[cut:]] if cut else [rows]
    for sheet_rows in sheets:
        sheet = book.create_sheet()
        records = [HEADER, *sheet_rows]
        if random.random() < 0.3:
            records = [["Search Audit"], [], *records]
        for number, record in enumerate(records, start=1):
            for place, text in enumerate(record, start=1):
                if text:
                    cell = sheet.cell(number, place)
                    cell.value, cell.data_type, cell.number_format = text, "s", "@"
        if random.random() < 0.5:
            sheet.cell(len(records) + random.randint(1, 50), 1).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    return Mangled("log.xlsx", out.getvalue(), rows, parts=len(sheets))


@lossless
def header_alone(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    return Mangled("log", style.write([HEADER]), [])


@lossy
def rows_cut_short(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    bad = set(random.sample(range(len(rows)), random.randint(1, len(rows) // 3)))
    short = [r[: random.randint(1, 6)] if n in bad else r for n, r in enumerate(rows)]
    kept = [row for n, row in enumerate(rows) if n not in bad]
    data = style.write([HEADER, *short])
    return Mangled("log", data, kept, Counter({"too few cells": len(bad)}))


@lossy
def rows_grown_long(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    bad = set(random.sample(range(len(rows)), random.randint(1, len(rows) // 3)))
    long = [[*r, "more"] if n in bad else r for n, r in enumerate(rows)]
    kept = [row for n, row in enumerate(rows) if n not in bad]
    return Mangled("log", style.write([HEADER, *long]), kept, Counter({"too many cells": len(bad)}))


@lossy
def bytes_of_another_encoding(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.encoding, style.final = "utf-8", True
    bad = random.randrange(len(rows))
    letters = ["é", *"üñßø"]
    rows = [[*row[:4], random.choice(letters) * 3, *row[5:]] for row in rows]
    lines = [style.write([record]) for record in [HEADER, *rows]]
    lines[bad + 1] = lines[bad + 1].replace(rows[bad][4].encode(), b"\xff\xfe")
    kept = rows[:bad] + rows[bad + 1 :]
    lost = Counter({"bytes that are not of its encoding": 1})
    return Mangled("log", b"".join(lines), kept, lost)


@lossy
def quote_within_a_quoted_cell(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.encoding, style.final = "utf-8", True
    rows = [[*row[:4], "x", "y", "z"] for row in rows]
    bad = random.randrange(len(rows))
    lines = [style.write([record]) for record in [HEADER, *rows]]
    line = style.delimiter.join([*rows[bad][:4], '"a"b', "c", "d"]) + style.end
    lines[bad + 1] = line.encode()
    kept = rows[:bad] + rows[bad + 1 :]
    return Mangled("log", b"".join(lines), kept, Counter({"broken quotes": 1}))


@lossy
def quote_never_closed(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.quoting, style.encoding = csv.QUOTE_MINIMAL, "utf-8"
    rows = [[*row[:4], "x", "y", "z"] for row in rows]
    bad = random.randrange(len(rows) - 1)
    records = [HEADER, *rows]
    data = style.write(records[: bad + 1])
    if not style.final:
        data += style.end.encode()
    data += style.delimiter.join([*rows[bad][:4], '"x', "y", "z"]).encode() + style.end.encode()
    return Mangled("log", data + style.write(rows[bad + 1 :]), [], refusal="never closed")


@lossy
def file_cut_off(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    style.final = True
    data = style.write([HEADER, *rows])
    last = style.delimiter.join(rows[0][:3]).encode(style.encoding.replace("-sig", ""))
    last = last.removeprefix(b"\xff\xfe") if style.encoding == "utf-16" else last
    return Mangled("log", data + last, rows, Counter({"too few cells": 1}))


@lossy
def compressed_and_cut_off(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    data = gzip.compress(style.write([HEADER, *rows]), mtime=0)
    cut = random.randint(len(data) // 2, len(data) - 1)
    return Mangled("log.csv.gz", data[:cut], [], refusal="damaged or cut off")


@lossy
def packed_and_cut_off(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    data = pack({"a.csv": style.write([HEADER, *rows])})
    cut = random.randint(len(data) // 2, len(data) - 1)
    return Mangled("log.zip", data[:cut], [], refusal="archive is damaged")


@lossy
def packed_with_tricks(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    data = style.write([HEADER, *rows])
    name, said = random.choice(
        [
            ("../log.csv", "a path outside"),
            ("/etc/log.csv", "a path outside"),
            ("C:\\log.csv", "a path outside"),
            ("..\\log.csv", "a path outside"),
            ("more.zip", "is an archive itself"),
            ("letter.docx", "No file in the archive"),
        ]
    )
    return Mangled("log.zip", pack({name: data}), [], refusal=said)


@lossy
def json_lines_broken(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    lines = write_lines(random, rows).splitlines(keepends=True)
    bad = {b'{"id": 1, "userId"\n': "broken JSON", b"[1, 2]\n": "not a record"}
    bad |= {b"\n": "blank row", b'{"id": "1", "id": "2"}\n': "a key stands twice"}
    chosen = random.sample(list(bad), random.randint(1, 4))
    for line in chosen:
        lines.insert(random.randrange(len(lines)), line)
    lost = Counter(bad[line] for line in chosen)
    return Mangled("log.ndjson", b"".join(lines), rows, lost)


@lossy
def json_cut_off(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    text = "[" + ", ".join(write_object(random, row) for row in rows) + "]"
    cut = random.randint(len(text) // 2, len(text) - 1)
    return Mangled("log.json", text[:cut].encode(), [], refusal="broken or cut off")


@lossy
def no_table(random: Random, rows: list[list[str]], style: Style) -> Mangled:
    name, data, said = random.choice(
        [
            ("log.csv", b"", "is empty"),
            ("log.csv", b"\r\n  \r\n", "no header"),
            ("log.csv", b"%PDF-1.7\n", "is a PDF"),
            ("log.csv", pack({"a.csv": b"x"}), "a workbook or an archive"),
            ("log.csv", b"<!DOCTYPE html><html>", "is a web page"),
            ("log.json", b'{"error": "denied"}', "no list of records"),
            ("log.ndjson", b"not json\nat all\n", "None of the 2 lines"),
            ("log.zip", b"PK\x03\x04 not at all", "archive is damaged"),
            ("log.xlsx", b"id,userId\n", "is plain text"),
            ("log.csv.gz", b"id,userId\n", "damaged or cut off"),
        ]
    )
    return Mangled(name, data, [], refusal=said)


def pack(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            # A name given as text loses its backslashes on some systems.
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, data)
    return out.getvalue()


def write_lines(random: Random, rows: list[list[str]]) -> bytes:
    """Return rows as NDJSON; blank values are left out now and then."""
    text = "\n".join(write_object(random, row, omit=n > 0) for n, row in enumerate(rows))
    return (text + random.choice(["", "\n"])).encode()


def write_object(random: Random, row: list[str], *, omit: bool = False) -> str:
    """Return a row as a JSON object; what is a number as JSON writes one may stand as one."""
    pairs = []
    for name, value in zip(HEADER, row, strict=True):
        if value == "" and omit and random.random() < 0.5:
            continue
        plain = value in ("1e5", "false", "-0.0") or (
            value.isdecimal() and str(int(value)) == value
        )
        bare = plain and random.random() < 0.5
        text = value if bare else json.dumps(value, ensure_ascii=random.random() < 0.5)
        pairs.append(f"{json.dumps(name)}:{text}")
    return "{" + ",".join(pairs) + "}"
