"""Files: a release's files to rows of text, each by the reader of its format."""

from __future__ import annotations

from pathlib import Path

from helpers.errors import Problem
from helpers.intake.delimited import read_delimited
from helpers.intake.excel import read_workbook
from helpers.intake.rows import Rows
from helpers.releases import Release, Resource

DELIMITED = ("csv", "tsv", "txt")
WORKBOOKS = ("xlsx",)


def read_release(release: Release) -> list[tuple[Resource, list[Rows]]]:
    """Return the rows of each file of an opened release, one entry a part, in its order."""
    resources = release.descriptor.resources
    return [(r, read_file(release.path(r), r, shown=r.path)) for r in resources]


def read_file(path: Path, resource: Resource, *, shown: str) -> list[Rows]:
    """Return the rows of one file; a Problem says which formats can be read."""
    if resource.format in DELIMITED:
        return read_delimited(path, resource, shown=shown)
    if resource.format in WORKBOOKS:
        return read_workbook(path, shown=shown)
    raise Problem(
        f"Files of the format {resource.format or 'without a name'} cannot be read",
        file=shown,
        expected=" or ".join((*DELIMITED, *WORKBOOKS)),
        remedy="Save it in one of these, and add that copy",
    )
