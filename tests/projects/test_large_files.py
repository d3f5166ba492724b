"""Files of many rows: the same commands, the same answers, in whatever form they come.

What a file must give is known from how it is made. It has more rows than one row group of Parquet
(122,880), so what is odd lies in several of them.
"""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.adding import add as adding
from helpers.adding.add import add_release
from helpers.analysis.change import count_searches
from helpers.analysis.door_data import open_case
from helpers.cleaning import table as tables
from helpers.cleaning.clean import clean_release, load_table
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.ledger.ledger import Reject
from helpers.privacy.columns import check_values, collect_sensitive
from helpers.project import Project
from helpers.releases.descriptor import Resource

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"
ROWS = 130_000
AGAIN = 125_000
"""The number of the row that repeats another."""

NUMBERS = [5 if number == AGAIN else number for number in range(ROWS)]

FURNITURE = {
    1_000: (",,,,,,", "blank row"),
    60_000: (HEADER, "repeated header"),
    100_000: ("Q-x,torn", "too few cells"),
    124_000: (",,,,,,", "blank row"),
    129_000: ("Q-y,a,b,c,d,e,f,g", "too many cells"),
}
"""Lines that are no rows, by how many rows are before each, and why each is rejected."""


def write_row(number: int) -> str:
    user = "***" if number % 10 == 0 else f"jroe{number % 7}"
    at = f"2025-0{number % 3 + 1}-{number % 28 + 1:02} {number % 24:02}:00:00"
    return f"Q-{number},acct-{number % 4},Group {'AB'[number % 2]},{user},{at},driver,r {number}"


def list_lines() -> Iterator[str]:
    for number in range(ROWS):
        if number in FURNITURE:
            yield FURNITURE[number][0]
        yield write_row(NUMBERS[number])


@pytest.fixture(scope="module")
def text() -> str:
    """A log of many rows with lines that are none, under its header."""
    return "\n".join([HEADER, *list_lines()]) + "\n"


def check(table: Table, *, furniture: bool = True, files: int = 1) -> None:
    """Compare a table with what was written."""
    ledger = table.ledger
    lost = {"blank row": 2, "repeated header": 1, "too few cells": 1, "too many cells": 1}
    assert ledger.rejected == (lost if furniture else {})
    assert ledger.rows_kept == ROWS
    assert ledger.rows_read == ROWS + 5 * furniture
    assert (ledger.duplicates, ledger.problems) == ({"same id": 1}, {})
    assert ledger.withheld == {"user": sum(number % 10 == 0 for number in NUMBERS)}
    assert ledger.months == Counter(f"2025-0{number % 3 + 1}" for number in NUMBERS)
    assert len({part.path for part in ledger.files}) == files
    found = table.sql(
        "SELECT source_file, source_row, duplicate_of, duplicate_file FROM rows "
        "WHERE duplicate_of IS NOT NULL"
    )
    assert len(found) == 1
    if files == 1:
        before = sum(number <= AGAIN for number in FURNITURE) * furniture
        again = [AGAIN + 1 + before, 6]
        assert found.loc[0, ["source_row", "duplicate_of"]].tolist() == again
    counted = count_searches(table).groupby("group")["searches"].sum().to_dict()
    assert counted == Counter(f"Group {'AB'[number % 2]}" for number in set(NUMBERS))


def test_a_log_is_cleaned_loaded_and_counted(
    project: Project, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    report = add_release([path], release="big", project=project, count_in="UTC")
    assert (report.files[0].rows_read, report.files[0].rows_rejected) == (ROWS + 5, 5)
    table = clean_release("big", project)
    check(table)
    assert list(table.rejects) == [
        Reject("log.csv", None, number + 1 + before, reason)
        for before, (number, (_, reason)) in enumerate(FURNITURE.items())
    ]
    assert table.rows("search_id = 'Q-129999'")["source_row"].tolist() == [ROWS + 5]
    assert len(table.public) == ROWS
    assert "user" not in table.public
    assert {"acct-1", "jroe3", "Q-77777"} <= collect_sensitive(table)
    with pytest.raises(Problem, match="keeps back"):
        check_values(pd.DataFrame({"shown": ["Q-129999"]}), table)
    check_values(pd.DataFrame({"shown": ["Group A", "Q-130000"]}), table)
    monkeypatch.setattr(tables, "MOST_ROWS", ROWS - 1)
    other = load_table("big", project)
    for read in (lambda: other.public, lambda: other.raw("user")):
        with pytest.raises(Problem, match=r"130,000 rows, too many .*table\.sql"):
            read()
    assert other.sql("SELECT count(*) AS n FROM rows")["n"].tolist() == [ROWS]


def write_plain(text: str, folder: Path) -> list[Path]:
    return [write(folder, "log.csv", text.encode())]


def write_utf16(text: str, folder: Path) -> list[Path]:
    return [write(folder, "log.csv", text.encode("utf-16"))]


def write_windows(text: str, folder: Path) -> list[Path]:
    return [write(folder, "log.csv", text.replace(",r 8", ",café 8").encode("cp1252"))]


def write_gzip(text: str, folder: Path) -> list[Path]:
    return [write(folder, "log.csv.gz", gzip.compress(text.encode(), 1))]


def write_zip(text: str, folder: Path) -> list[Path]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a/log.csv", text)
        archive.writestr("letter.docx", b"x")
    return [write(folder, "log.zip", packed.getvalue())]


def write_below_banner(text: str, folder: Path) -> list[Path]:
    banner = "Example Licensing\nMade on,1 May 2025\n\n"
    return [write(folder, "log.csv", (banner + text).encode())]


def write_above_footer(text: str, folder: Path) -> list[Path]:
    return [write(folder, "log.csv", (text + "Generated on 5/1/2025 by Records,,,,,,\n").encode())]


def write_in_two(text: str, folder: Path) -> list[Path]:
    head, rest = text[: text.index("\nQ-70000,")], text[text.index("\nQ-70000,") :]
    return [
        write(folder, "a.csv", f"{head}\n".encode()),
        write(folder, "b.csv", f"{HEADER}{rest}".encode()),
    ]


def write(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


FORMS = [
    write_utf16,
    *(pytest.param(one, marks=pytest.mark.slow) for one in (write_windows, write_below_banner)),
    *(write_gzip, write_zip, write_in_two),
]
"""The slow ones are read as the first one is, once their encoding or their header was found."""


def name_form(form: Callable[[str, Path], list[Path]]) -> str:
    return form.__name__.removeprefix("write_")


@pytest.mark.parametrize("form", FORMS, ids=name_form)
def test_a_log_is_read_in_every_form(
    project: Project, tmp_path: Path, text: str, form: Callable[[str, Path], list[Path]]
) -> None:
    paths = form(text, tmp_path)
    add_release(paths, release="big", project=project, count_in="UTC")
    check(clean_release("big", project), files=len(paths))


def test_a_line_below_many_rows_is_no_row(project: Project, tmp_path: Path, text: str) -> None:
    paths = write_above_footer(text, tmp_path)
    add_release(paths, release="big", project=project, count_in="UTC")
    table = clean_release("big", project)
    assert table.ledger.rows_kept == ROWS
    assert table.ledger.rejected["line beside the table"] == 1
    assert table.rejects[-1] == Reject("log.csv", None, ROWS + 6, "line beside the table")


def test_headers_may_be_mapped_at_any_size(project: Project, tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "log.csv", text.replace(HEADER, "ref,acc,team,who,at,what,why").encode())
    names = dict(
        zip(["ref", "acc", "team", "who", "at", "what", "why"], HEADER.split(","), strict=True)
    )
    mapping = tmp_path / "log.toml"
    told = [f'[[columns]]\nheader = "{old}"\ncolumn = "{new}"\n' for old, new in names.items()]
    mapping.write_text('kind = "portal-search-log"\n' + "".join(told), encoding="utf-8")
    add_release([path], release="big", project=project, count_in="UTC", mapping=mapping)
    check(clean_release("big", project))


def test_adding_looks_at_a_few_rows_from_all_over(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a log is one agency's or a network's depends on how many names it holds."""
    samples: list[list[tuple[str, ...]]] = []
    take = adding._take_sample

    def keep(*given: Any) -> list[tuple[str, ...]]:
        samples.append(take(*given))
        return samples[-1]

    monkeypatch.setattr(adding, "_take_sample", keep)
    rows = [f"{n},A PD,u,9,2025-03-05 12:00:00,x" for n in range(ROWS)]
    lines = ["ID,Org Name,Name,Networks,Search Time,Reason", *rows]
    path = write(tmp_path, "audit.csv", ("\n".join(lines) + "\n").encode())
    report = add_release([path], release="audit", project=project)
    assert report.kind == "flock-organization-audit"
    (sample,) = samples
    assert len(sample) == adding.SAMPLED
    numbers = [int(row[0]) for row in sample]
    assert min(numbers) < ROWS // 10
    assert max(numbers) > ROWS * 9 // 10


def test_large_audits_are_held_against_one_another(project: Project, tmp_path: Path) -> None:
    """Of the searches in both logs each counts once in all."""
    header = "ID,Org Name,Networks,Search Time,Reason"
    for name, first in (("one", 0), ("two", 50_000)):
        rows = [
            f"{n},Sample{n % 3} PD,9,2025-03-{n % 28 + 1:02} 12:00:00,{('ICE', 'theft')[n % 2]} {n}"
            for n in range(first, first + 100_000)
        ]
        path = write(tmp_path, f"{name}.csv", ("\n".join([header, *rows]) + "\n").encode())
        told = {"custodian": f"Example{name.title()} County SO", "kind": "flock-network-audit"}
        add_release([path], release=name, project=project, **told)
        clean_release(name, project)
    marked = open_case(["one", "two"], [], project=project).mark(["ice"])
    assert len(marked) == 200_000
    assert marked["search_anywhere"].nunique() == 150_000
    assert marked.groupby("owner")["search_here"].nunique().tolist() == [100_000, 100_000]
    assert (marked["door"] == "side door").sum() == 100_000


# A new process starts with its parent's `ru_maxrss`, so Linux is asked for the peak by another way.
RUN = """\
import resource, sys
from pathlib import Path
from helpers.adding.add import add_release
from helpers.cleaning.clean import clean_release
from helpers.project import Project
project = Project(Path(sys.argv[1]))
add_release([sys.argv[2]], release="big", project=project, count_in="America/Los_Angeles")
table = clean_release("big", project)
print(table.ledger.rows_kept, table.ledger.rows_rejected, sum(table.ledger.months.values()))
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peaks = [line.split()[1] for line in lines if line.startswith("VmHWM")]
print(*peaks or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])
"""


@pytest.mark.slow
def test_six_million_rows_take_little_memory(project: Project, tmp_path: Path) -> None:
    path, rows = tmp_path / "log.csv", 6_000_000
    block = "".join(f"{write_row(n).partition(',')[2]}\n" for n in range(1_000)).splitlines()
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")
        for start in range(0, rows, 1_000):
            file.writelines(f"Q-{start + n},{block[n]}\n" for n in range(1_000))
        file.write(",,,,,,\n")
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(project.root), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *counted, peak = map(int, done.stdout.split())
    assert counted == [rows, 1, rows]
    assert peak * (1 if sys.platform == "darwin" else 1024) < 1_500_000_000


def test_a_resource_says_nothing_of_size() -> None:
    """There is one path: nothing that is pinned of a file chooses another."""
    assert not {"large", "rows"} & set(Resource.model_fields)
