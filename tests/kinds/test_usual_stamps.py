"""Usual stamps: the form of a sample is told, and whether it is the only one."""

from __future__ import annotations

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from helpers.kinds.usual_stamps import PLAIN, find_usual

FLOCK = "05/08/2025, 03:05:11 PM UTC"
LOOSE = "5/8/2025, 3:05:11 PM UTC"


@pytest.mark.parametrize(
    ("texts", "two", "form", "alone"),
    [
        (["2025-05-08 15:05:11"] * 2, False, PLAIN.form, True),
        (["2026-03-10T04:31:52.901Z", "", None], False, "%Y-%m-%dT%H:%M:%S.%gZ", True),
        ([FLOCK, FLOCK, "2025-05-08 15:05:11"], False, "%m/%d/%Y, %I:%M:%S %p UTC", False),
        ([FLOCK, "x"], False, "%m/%d/%Y, %I:%M:%S %p UTC", False),
        (["", None, "x"], False, PLAIN.form, False),
        ([], False, PLAIN.form, False),
        ([f"{FLOCK}\n{FLOCK}", f"{FLOCK} to {FLOCK}"], True, "%m/%d/%Y, %I:%M:%S %p UTC", True),
        ([f"{FLOCK}\n{FLOCK}", f"{FLOCK}  {FLOCK}"], True, "%m/%d/%Y, %I:%M:%S %p UTC", False),
        ([f"{LOOSE} {LOOSE}"], True, "%-m/%-d/%Y, %-I:%M:%S %p UTC", False),
    ],
)
def test_the_form_of_a_sample(texts: list[str | None], two: bool, form: str, alone: bool) -> None:
    frame = pd.DataFrame({"at": pd.Series(texts, dtype="str")})
    lazy = nw.from_native(duckdb.connect().from_df(frame))
    usual = find_usual(lazy, {"at": two})["at"]
    assert (usual.form, usual.alone) == (form, alone)
    assert usual.in_utc == usual.form.endswith(("Z", "UTC"))
