"""All columns of a table, for tests that compare what was read with what was written."""

from __future__ import annotations

import pandas as pd

from helpers.cleaning.table import Table, list_dtypes


def read_all(table: Table) -> pd.DataFrame:
    """Return all rows of a table with all columns, as the files have them."""
    return table.raw(*list_dtypes(table.schema))
