"""Row pages: rows in their files, and sheets to check them by hand. They stay on this machine.

Both hold what the rows hold. So they are written to the project's state folder, which is neither
committed nor published, and say so at their head.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from helpers.claims.trace import RowPosition, Trace
from helpers.project import Project
from helpers.readers.neighborhood import Neighborhood
from helpers.site.pages import read_style, render


@dataclass(frozen=True)
class ShownRow:
    """One row: where it is, what we read in it, and what is around it in its file."""

    release: str
    position: RowPosition
    values: dict[str, str]
    around: Neighborhood | None = None

    @property
    def picture(self) -> str:
        """The page with the row marked, as data for a page; empty if its file is not printed."""
        if self.around is None or not self.around.picture:
            return ""
        return f"data:image/png;base64,{base64.b64encode(self.around.picture).decode('ascii')}"


def write_rows(title: str, rows: Sequence[ShownRow], project: Project) -> Path:
    """Write a page that shows rows where they are in their files, and return it."""
    return _write("rows.html.j2", "shown", title, project, rows=rows)


def write_check_sheet(trace: Trace, rows: Sequence[ShownRow], project: Project) -> Path:
    """Write a sheet to print, on which a person checks rows against their files; return it."""
    return _write("check_sheet.html.j2", "sheets", trace.id, project, rows=rows, trace=trace)


def _write(template: str, folder: str, title: str, project: Project, **facts: object) -> Path:
    # The style is ours and holds no "</style": escaping would break its quotes.
    text = render(template, title=title, style=Markup(read_style()), **facts)
    safe = "".join(one if one.isalnum() or one in "._-" else "_" for one in title)
    path = project.state / folder / f"{safe}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
    return path
