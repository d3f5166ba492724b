"""The made-up workbook holds what its truth says."""

from __future__ import annotations

import importlib
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from python_calamine import CalamineWorkbook

from helpers.errors import Problem
from helpers.synthetic.network_counts import COLUMNS, write_network_counts, write_sheets


def _read(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize(("seed", "scale"), [(1, 1.0), (2, 0.1), (3, 5.0)])
def test_sheets_hold_what_the_truth_says(tmp_path: Path, seed: int, scale: float) -> None:
    truth = write_network_counts(tmp_path / "counts.xlsx", seed=seed, scale=scale)
    sheets = _read(tmp_path / "counts.xlsx")
    assert list(sheets) == ["State QA", "State QB", "State QC"]
    queries: Counter[str] = Counter()
    without: Counter[object] = Counter()
    for name, (header, *rows) in sheets.items():
        assert tuple(header) == COLUMNS
        *counted, blank, total = rows
        assert set(blank) == {""}
        assert total[0] == "Total"
        assert total[-1] == truth.printed_totals[name[-2:]]
        shown = 0
        for row in counted:
            assert str(row[0]).startswith("SYN-")
            if isinstance(row[-1], float):
                queries[str(row[2])] += int(row[-1])
                shown += int(row[-1])
            else:
                without[row[-1]] += 1
        assert total[-1] >= shown
    assert queries == truth.queries
    assert without == {"withheld": truth.withheld["queries"], "": truth.blank["queries"]}
    assert truth.rows == sum(len(rows) - 1 for rows in sheets.values())
    assert truth.rows - truth.rows_kept == 6


def test_no_total_is_one_that_was_published(tmp_path: Path) -> None:
    truth = write_network_counts(tmp_path / "counts.xlsx", seed=9)
    published = {292_114, 605_116, 897_230}
    groups = [truth.queries[name] for name in truth.queries]
    assert not published & {*groups, sum(groups), sum(sorted(groups)[:2])}
    assert truth.queries.total() < 290_000_000
    assert truth.withheld["queries"] > 0
    assert truth.blank["queries"] > 0


def test_nothing_in_the_file_depends_on_the_clock_or_on_zlib(tmp_path: Path) -> None:
    write_network_counts(tmp_path / "counts.xlsx", seed=1)
    with zipfile.ZipFile(tmp_path / "counts.xlsx") as archive:
        members = archive.infolist()
        core = archive.read("docProps/core.xml").decode()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
    assert core.count("2026-01-01T00:00:00Z") == 2


def test_too_many_requesters_for_a_sheet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"A sheet cannot hold .*smaller scale"):
        write_network_counts(tmp_path / "counts.xlsx", seed=1, scale=20_000)
    assert not list(tmp_path.iterdir())


def test_without_openpyxl_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(Problem, match=r"openpyxl is not installed.*make setup"):
        write_sheets(tmp_path / "book.xlsx", {"Sheet": [("a",), (1,)]})
    assert not list(tmp_path.iterdir())
