"""What commands print: no cell of a row, and nothing that moves a cursor or turns words around."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.quoting import UNSEEN, show_unseen

Command = Callable[..., tuple[str, int]]

HEADER = ["ID", "User ID", "Org Name", "License Plate", "Reason", "Case #", "Search Time"]
CELLS = ("qzebra", "Quagga Okapi", "QXZABC", "QXZ 4711", "stole a quokka", "quokkacase", "Okapi, Q")
"""Words that stand in rows alone, without a digit or with."""


def make_rows(count: int = 12) -> list[list[str]]:
    """Return rows in whose cells nothing may be shown."""
    return [
        ["qzebra", "Quagga Okapi", "Sample PD", ("QXZABC", "QXZ 4711")[n % 2], "stole a quokka",
         "quokkacase", f"03/{n % 27 + 1:02}/2025, 12:00:00 PM UTC"]
        for n in range(count)
    ]  # fmt: skip


def write_rows(rows: list[list[str]], delimiter: str = ",") -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_book(rows: list[list[str]]) -> bytes:
    """Return rows as a workbook."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def write_zip(files: dict[str, str]) -> bytes:
    """Return files in an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def mangle() -> dict[str, bytes]:
    """Return files in which something is wrong; the name of each says what."""
    rows, head = make_rows(), [HEADER]
    sound = write_rows(head + rows)
    names = [row[:3] + row[4:6] for row in rows]
    objects = [dict(zip(HEADER, row, strict=True)) for row in rows]
    torn = sound.splitlines()
    torn[4] = torn[4][:20]
    torn[6] += ',"more, and' + ",".join(CELLS)
    texts = {
        "headless.csv": write_rows(rows),
        "headless-names.csv": write_rows(names),
        "headless-names.tsv": write_rows(names, "\t"),
        "headless-one.csv": write_rows([[row[4]] for row in rows]),
        "headless-mixed.csv": write_rows([["Case closed", *row[:2], "State"] for row in rows]),
        "letter.txt": "Dear Quagga Okapi,\n\nqzebra stole a quokka in QXZABC.\n" * 5,
        "unnamed-columns.csv": write_rows([["", "", "x", *HEADER[3:]], *rows]),
        "no-time.csv": write_rows([HEADER[:6], *(row[:6] for row in rows)]),
        "torn.csv": "\n".join(torn) + "\n",
        "open-quote.csv": sound.replace("stole a quokka", '"stole a quokka', 1),
        "wide.csv": write_rows([*head, *rows[:3], rows[3] * 3, *rows[4:]]),
        "days-first.csv": sound.replace("03/13/2025", "13/03/2025"),
        "no-days.csv": sound.replace("/2025,", "/okapi,"),
        "twice.csv": write_rows([*head, *rows, ["Sheet of Quagga"], ["Plate", *CELLS], *rows]),
        "footer.csv": sound + "Total for Quagga Okapi,12\n",
        "broken.json": json.dumps(objects)[:-40],
        "keys.json": json.dumps([dict.fromkeys(CELLS, n) for n in range(9)]),
        "one-bad.ndjson": "\n".join(map(json.dumps, objects)) + '\n{"ID": "qzebra", "User',
        "list.json": json.dumps(rows),
        "nested.json": json.dumps({"Quagga Okapi": {"qzebra": rows}}),
        "table.html": "<table>"
        + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
        + "</table>",
    }  # fmt: skip
    files = {name: text.encode() for name, text in texts.items()}
    return files | {
        "headless.xlsx": write_book(rows),
        "headless-names.xlsx": write_book(names),
        "wrong-encoding.csv": sound.replace("quokka", "quökka").encode("cp1252"),
        "nul.csv": sound.encode().replace(b"qzebra", b"qze\0bra", 1),
        "two-kinds.zip": write_zip({"a.csv": sound, "b.csv": write_rows(names)}),
        "headless.zip": write_zip({"a.csv": write_rows(names), "b.csv": write_rows(rows)}),
    }


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if number % 2 else [])
        for number, name in enumerate(sorted(mangle()))
    ],
)
def test_no_message_and_no_template_holds_a_cell(
    command: Command, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.write_bytes(mangle()[name])
    said = [command("add", str(path), "--release", "a")[0]]
    said.append(command("add", str(path), "--release", "b", "--kind", "flock-network-audit")[0])
    said += [command(what, one)[0] for one in "ab" for what in ("clean", "ledger")]
    said += [one.read_text("utf-8") for one in tmp_path.glob("*.mapping.toml")]
    assert all(said)
    for text in said:
        shown = " ".join(text.split())
        assert [cell for cell in CELLS if cell.casefold() in shown.casefold()] == []


EVIL = (
    *("\x1b]0;owned\x07", "\x1b[2J\x1b[31m", "\x9b31m", "\u202egnp.exe", "\u2066a\u2069"),
    *("a\rb", "\x08\x08", "\u200bz"),
)


def test_nothing_that_is_printed_moves_a_cursor_or_turns_words_around(
    command: Command, tmp_path: Path
) -> None:
    """Headers, names of files, of agencies and of a custodian, as text and as JSON."""
    rows = make_rows(len(EVIL) * 6)
    for number, row in enumerate(rows):
        row[2] = f"Sample {EVIL[number % len(EVIL)]} PD"
    path = tmp_path / "lo\x1b]0;owned\x07g\u202e.csv"
    path.write_text(write_rows([[*HEADER, *EVIL], *([*row, *EVIL] for row in rows)]), "utf-8")
    known = ("--custodian", f"Sample{EVIL[0]} PD", "--request", f"R-1{EVIL[3]}")
    commands = (
        ("add", str(path), "--release", "evil", "--kind", "flock-network-audit", *known),
        *(("clean", "evil"), ("clean", "evil", "--json")),
        *(("ledger", "evil"), ("ledger", "evil", "--json")),
        ("trace", "--from", f"{path.name}:2"),
        *(("trace", "--from", EVIL[0]), ("trace", EVIL[3]), ("ledger", EVIL[0])),
        ("add", str(path), "--release", "other", "--kind", "portal-search-log"),
    )
    for number, words in enumerate(commands):
        said, status = command(*words)
        assert said
        assert number > 5 or status == 0, said
        assert re.findall(f"(?![\n\t]){UNSEEN}", said) == [], words


def test_what_is_named_so_in_json_is_the_same_json() -> None:
    written = json.dumps({"a": list(EVIL)}, ensure_ascii=False, indent=1)
    assert json.loads(show_unseen(written)) == {"a": list(EVIL)}
