"""Invented files to measure with: logs of any length, and a workbook as Excel writes them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Shape:
    """An invented file: what it is called, its kind, and its columns as SQL of the row `i`.

    `compared` are values that the table and a bare copy must agree on: SQL over ours, over theirs.
    """

    what: str
    kind: str
    columns: str
    compared: Mapping[str, str]


def _write_time(days: int) -> str:
    begin = f"TIMESTAMP '2024-01-01' + INTERVAL {days} DAY"
    return f"strftime({begin} + to_seconds(i * 9), '%m/%d/%Y, %I:%M:%S %p UTC')"


def _read_time(text: str) -> str:
    return f"strptime({text}, '%m/%d/%Y, %I:%M:%S %p UTC')"


SHAPES = {
    # Quoted cells, blank ones, and marks of redaction.
    "records": Shape(
        "delimited rows",
        "portal-search-log",
        """'SYN-' || lpad(i::VARCHAR, 8, '0') AS search_id,
        'acct-' || (i * 7919 % 4001) AS account,
        'Federal account ' || chr(65 + (i % 5)::INT) AS account_group,
        CASE WHEN i % 11 = 0 THEN '***' ELSE 'user ' || (i * 31 % 9973) END AS "user",
        strftime(TIMESTAMP '2024-01-01' + to_seconds(i * 3), '%Y-%m-%d %H:%M:%S') AS searched_at,
        CASE i % 3 WHEN 0 THEN 'search' WHEN 1 THEN 'lookup' ELSE 'convoy' END AS search_type,
        CASE WHEN i % 17 = 0 THEN '' WHEN i % 101 = 0 THEN 'theft, "quoted"'
            ELSE 'Investigation ' || (i * 13 % 88817) END AS reason""",
        {
            "search_id": "search_id",
            "account": "account",
            "account_group": "account_group",
            '"user"': "nullif(\"user\", '***')",
            "searched_at_utc": "searched_at",
            "search_type": "search_type",
            "reason": "nullif(reason, '')",
        },
    ),
    # Three times in each row, two of them in one cell, as a vendor exports it.
    "audit": Shape(
        "rows of a network audit",
        "flock-network-audit",
        f"""'SYN-' || lpad(i::VARCHAR, 8, '0') AS "ID", 'user ' || (i * 31 % 9973) AS "Name",
        'Sample City ' || (i % 301) || ' PD' AS "Org Name",
        (i % 5000)::VARCHAR AS "Total Networks Searched",
        {_write_time(0)} || ' to ' || {_write_time(30)} AS "Time Frame",
        'SYN' || (i * 7919 % 9999) AS "License Plate",
        CASE WHEN i % 7 = 0 THEN '[REDACTED]' ELSE 'inv ' || (i * 13 % 777) END AS "Reason",
        'C-' || (i * 17 % 88817) AS "Case #", '' AS "Filters", {_write_time(31)} AS "Search Time",
        'search' AS "Search Type", '' AS "Text Prompt", '' AS "Moderation" """,
        {
            "search_id": '"ID"',
            "org_name": '"Org Name"',
            "networks": '"Total Networks Searched"',
            "time_frame_from_utc": _read_time("split_part(\"Time Frame\", ' to ', 1)"),
            "time_frame_to_utc": _read_time("split_part(\"Time Frame\", ' to ', 2)"),
            "searched_at_utc": _read_time('"Search Time"'),
            "plate": '"License Plate"',
            "reason": "nullif(\"Reason\", '[REDACTED]')",
            "case_number": '"Case #"',
        },
    ),
}


def write_network(number: int) -> Shape:
    """Return the shape of the n-th file of a network's message log, from 0.

    Every thousandth message has the id of that of the file before, and one in 5,000 is the message
    before it under another id: `count_repeats` says how many there are.
    """
    of_file = f"CASE WHEN i % 1000 = 0 THEN 0 ELSE {number} END"
    j = "(i - (i % 5000 = 1)::BIGINT)"
    return Shape(
        "messages of a police network",
        "network-message-log",
        f"""'SYN-' || {of_file} || lpad(i::VARCHAR, 9, '0') AS message_id,
        strftime(TIMESTAMP '2025-01-01' + INTERVAL {number} MONTH + to_seconds({j} // 12),
            '%Y-%m-%d %H:%M:%S') AS sent_at,
        'terminal ' || ({j} * 7919 % 4001) AS requester,
        'Federal account ' || chr(65 + ({j} % 5)::INT) AS requester_group,
        CASE WHEN {j} % 11 = 0 THEN '***' ELSE 'user ' || ({j} * 31 % 9973) END AS "user",
        CASE WHEN {j} % 3 = 0 THEN 'QA' ELSE 'QB' END AS state,
        CASE WHEN {j} % 4 = 0 THEN 'driver' ELSE 'vehicle' END AS message_type,
        'C' AS purpose, 'SYN' || ({j} * 7919 % 9999991) AS subject, 'match' AS answer""",
        {
            "message_id": "message_id",
            "sent_at_utc": "sent_at",
            "requester": "requester",
            "requester_group": "requester_group",
            '"user"': "nullif(\"user\", '***')",
            "state": "state",
            "subject": "subject",
        },
    )


def count_repeats(files: int, rows: int) -> dict[str, int]:
    """Return how many rows of a message log repeat another, by the reason.

    >>> count_repeats(2, 5_002)
    {'same content': 4, 'same id': 6}
    """
    copies = len(range(1, rows, 5000))
    return {"same content": files * copies, "same id": (files - 1) * len(range(0, rows, 1000))}


def write_log(path: Path, shape: Shape, rows: int) -> None:
    """Write an invented log as CSV."""
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(
        f"COPY (SELECT {shape.columns} FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ',')"
    )


def describe_log(path: Path) -> dict[str, Any]:
    """Return what a descriptor says of a log."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": path.stem,
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": digest,
        "dialect": {"delimiter": ","},
        "stamps_in": "UTC",
        "count_in": "America/Los_Angeles",
    }


def write_release(folder: Path, shape: Shape, rows: int) -> Path:
    """Write a release of one invented log into a project, and return where the file is."""
    path = folder / "data" / "raw" / "made-up" / "made-up.csv"
    write_log(path, shape, rows)
    descriptor = {
        "profile": "data-package",
        "name": "made-up",
        "title": "Invented records of searches",
        "resources": [describe_log(path)],
        "plateglass": {"kind": shape.kind, "data_status": "synthetic"},
    }
    path.with_name("datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return path


HEADER = ("row_id", "requester", "requester_group", "state", "month", "queries", "zip", "share")
"""The header of the workbook: the kind network-query-counts, and two columns that it lacks."""


def write_workbook(path: Path, rows: int) -> None:
    """Write a workbook as Excel does (texts shared, numbers as numbers), of invented rows."""
    texts: dict[str, int] = {}

    def share(text: str) -> str:
        return f't="s"><v>{texts.setdefault(text, len(texts))}'

    lines = ["".join(f"<c {share(name)}</v></c>" for name in HEADER)]
    for number in range(rows):
        values = (
            share(f"SYN-{number:07}"),
            share(f"Terminal {number * 7919 % 4001}"),
            share(f"Federal requester {'ABC'[number % 3]}"),
            share("QA" if number % 5 else "QB"),
            share(f"2025-{number % 12 + 1:02}"),
            f"><v>{number * 31 % 997}",
            share(f"{number * 17 % 100_000:05}"),
            f"><v>{number % 1000 / 1000 + 0.0005:.4f}",
        )
        lines.append("".join(f"<c {value}</v></c>" for value in values))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(
        f'<row r="{number}">{line}</row>' for number, line in enumerate(_place(lines), start=1)
    )
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{media}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{media}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{media}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{kinds}"><sheets>'
        '<sheet name="Made up" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{kinds}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData>"
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _place(lines: Sequence[str]) -> list[str]:
    """Return rows whose cells say where they are, as Excel writes them."""
    placed = []
    for number, line in enumerate(lines, start=1):
        cells = line.split("<c ")[1:]
        placed.append(
            "".join(f'<c r="{"ABCDEFGH"[n]}{number}" {cell}' for n, cell in enumerate(cells))
        )
    return [line.replace('" >', '">') for line in placed]
