"""The made-up releases, written afresh with their truth and read by the pipeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_up import MadeUp, MadeUpDoors, make_up, make_up_doors

from helpers.cleaning.table import Table


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """The log that is shipped (same seed, same size), beside its truth."""
    return make_up("portal-search-log", tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="session")
def table(log: MadeUp) -> Table:
    return log.load()


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """The workbook that is shipped, beside its truth."""
    return make_up("network-query-counts", tmp_path_factory.mktemp("workbook"))


@pytest.fixture(scope="session")
def made_up_doors(load_shipped: Callable[[str], Table]) -> MadeUpDoors:
    """The audits and lists of the five invented agencies that are shipped, beside their truth."""
    return make_up_doors(load_shipped)
