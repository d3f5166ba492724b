"""Tables: every shipped release loads as its contract says, to the type."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.kinds.contracts import ORIGIN_COLUMNS, REMARK_COLUMNS, table_columns
from helpers.kinds.tables import Table, list_dtypes
from helpers.project import HOME, Project
from helpers.releases.release import list_releases

SHIPPED = list_releases(Project(HOME))


@pytest.mark.parametrize("release", SHIPPED)
def test_a_shipped_release_has_the_columns_of_its_contract(
    release: str, load_shipped: Callable[[str], Table]
) -> None:
    table = load_shipped(release)
    names = [name for column in table.contract.columns for name in table_columns(column)]
    assert list(table.frame.columns) == [*names, *ORIGIN_COLUMNS, *REMARK_COLUMNS]
    found = {name: str(dtype) for name, dtype in table.frame.dtypes.items()}
    assert found == list_dtypes(table.contract)
    assert isinstance(table.frame.index, pd.RangeIndex)
    assert len(table.frame) == table.ledger.rows_kept
    assert table.ledger.unread_columns == ()


@pytest.mark.parametrize("release", SHIPPED)
def test_every_row_names_its_place_and_no_other_has_it(
    release: str, load_shipped: Callable[[str], Table]
) -> None:
    frame = load_shipped(release).frame
    assert frame["source_row"].ge(1).all()
    assert not frame.duplicated(["source_file", "source_part", "source_row"]).any()
