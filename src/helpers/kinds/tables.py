"""Tables: one cleaned, typed table a release, with the account of how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.kinds.cleaning import Source
from helpers.kinds.contracts import ORIGIN_COLUMNS, REMARK_COLUMNS, Column, Contract, table_columns
from helpers.kinds.headers import make_header_test
from helpers.kinds.ledgers import FileLedger, Ledger, Step, make_ledger
from helpers.kinds.printed import list_layouts
from helpers.kinds.registry import find_kind
from helpers.kinds.rejects import Reject, list_rejects
from helpers.project import Project, find_project
from helpers.releases.release import Release, open_release
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FileLedger",
    "Ledger",
    "Step",
    "Table",
    "build_table",
    "finish",
    "list_dtypes",
    "load_frame",
    "load_table",
]


@dataclass(frozen=True)
class Table:
    """One cleaned table of one kind.

    `frame` holds the contract's columns (text as str, integer as Int64, decimal as Float64, date
    and month as ISO text; a time `c` as `c_utc`, `c_local` and `c_flag`; `c_state` where a column
    can be withheld), then source_file, source_part, source_row, data_status, duplicate_of,
    duplicate_file, duplicate_reason and problems. `rejects` are the rows that are not in it.
    It is a pandas frame; of one large file, a DuckDB relation of the same columns, which is read
    when it is used, in no order.
    """

    release: str
    kind: str
    data_status: DataStatus
    contract: Contract
    frame: Any
    ledger: Ledger
    rejects: tuple[Reject, ...] = ()


def load_table(release: str, project: Project | None = None) -> Table:
    """Return a release's table: the one in data/processed if it is current, else cleaned anew.

    Writes nothing. Raises Problem if the release does not open or does not fit its kind, and if it
    is one large file that has not been cleaned: in memory that would take minutes and gigabytes.
    """
    from helpers.kinds.cache import read_cache
    from helpers.kinds.large import takes_large

    opened = open_release(release, project or find_project())
    found = read_cache(opened)
    if found is None and takes_large(opened):
        raise Problem(
            f"The release {release} is large, and has not been cleaned with this version",
            file=opened.resources[0].path,
            expected="a table on disk, to be read from there",
            remedy=f"Clean it first: plateglass clean {release}",
        )
    return found or build_table(opened)


def load_frame(table: Table) -> pd.DataFrame:
    """Return the rows of a table as a pandas frame, those of a large file in memory too."""
    import pandas as pd

    if isinstance(table.frame, pd.DataFrame):
        return table.frame
    dtypes = list_dtypes(table.contract)
    frame: pd.DataFrame = table.frame.order("source_row").to_arrow_table().to_pandas()
    return frame[list(dtypes)].astype(dtypes)


def build_table(release: Release) -> Table:
    """Read and clean a release in memory."""
    from helpers.intake.files import read_release
    from helpers.kinds.memory import check_memory

    check_memory(release)
    kind = find_kind(release.descriptor.plateglass.kind)
    contract: Contract = kind.CONTRACT
    sources = [
        Source(rows, resource.stamps_in, resource.count_in)
        for resource, parts in read_release(
            release, make_header_test([contract]), list_layouts(contract.kind)
        )
        for rows in parts
    ]
    known = release.data_status is DataStatus.SYNTHETIC
    marked = not known and any(source.rows.has_mark for source in sources)
    status, notes = note_status(release.data_status, marked=marked)
    cleaned = kind.clean(sources)
    frame = finish(cleaned.frame, contract, status)
    received = release.descriptor.plateglass.received
    ledger = make_ledger(release.name, sources, cleaned, frame, contract, status, notes, received)
    rejects = tuple(list_rejects(source.rows for source in sources))
    return Table(release.name, contract.kind, status, contract, frame, ledger, rejects)


def note_status(status: DataStatus, *, marked: bool) -> tuple[DataStatus, list[str]]:
    """Return the status of a table, and what is to be said of it.

    `marked` says that its rows bear the mark of generated ones, whatever the descriptor says.
    """
    if status is DataStatus.SYNTHETIC or not marked:
        return status, []
    note = f"Its rows are marked as made up; the descriptor called it {status.value}"
    return DataStatus.SYNTHETIC, [note]


def finish(frame: Any, contract: Contract, status: DataStatus) -> pd.DataFrame:
    """Return a cleaned frame of any engine as the pandas frame that `Table` describes."""
    import narwhals as nw

    from helpers.engines import to_pandas

    dtypes = list_dtypes(contract)
    marked = nw.from_native(frame).with_columns(nw.lit(status.value).alias("data_status"))
    finished: pd.DataFrame = to_pandas(marked.select(*dtypes)).astype(dtypes)
    return finished.reset_index(drop=True)


def list_dtypes(contract: Contract) -> dict[str, str]:
    """Return the columns of a kind's table, in their order, with their pandas types."""
    dtypes = {}
    for column in contract.columns:
        for name in table_columns(column):
            dtypes[name] = _dtype(column, name)
    dtypes |= dict.fromkeys((*ORIGIN_COLUMNS, *REMARK_COLUMNS), "str")
    return dtypes | {"source_row": "Int64", "duplicate_of": "Int64"}


def _dtype(column: Column, name: str) -> str:
    if name.endswith(("_utc", "_local")) and column.type == "time":
        return "datetime64[us]"
    numbers = {"integer": "Int64", "decimal": "Float64"}
    return numbers.get(column.type, "str") if name == column.name else "str"
