"""Executed notebooks as they are shown: what each cell says, and nothing that did not finish."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.evidence.findings import MIME as FINDING
from helpers.evidence.findings import Finding
from helpers.publishing.charts import MIME as FIGURE
from helpers.publishing.sentences import MIME as SENTENCE
from helpers.publishing.sentences import Sentence
from helpers.publishing.tables import MIME as TABLE
from helpers.publishing.tables import Shown
from helpers.statuses import DataStatus

_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN_HTML = "text/html"
_SHOWN_MARKDOWN = "text/markdown"
_SHOWN_TEXT = "text/plain"


@dataclass(frozen=True)
class Image:
    """A picture in an output, with what is said of it; `drawn` holds the numbers, if given."""

    png: bytes
    alt: str
    width: int
    height: int
    title: str = ""
    data_status: DataStatus | None = None
    drawn: Shown | None = None


@dataclass(frozen=True)
class Output:
    """One output of a cell: exactly one of its kinds is set."""

    sentence: Sentence | None = None
    table: Shown | None = None
    finding: Finding | None = None
    image: Image | None = None
    html: str = ""
    markdown: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell: Markdown, or code with its outputs."""

    markdown: str = ""
    code: str = ""
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True)
class Page:
    """An executed notebook, read and ready to be shown.

    `title` is its first heading, `lead` the first paragraph after it; neither is in `cells`.
    """

    name: str
    title: str
    lead: str
    cells: tuple[Cell, ...]

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences with numbers, in the order of the cells."""
        return [output.sentence for output in self._outputs() if output.sentence]

    @property
    def findings(self) -> list[Finding]:
        """The findings, in the order of the cells."""
        return [output.finding for output in self._outputs() if output.finding]

    def find_code(self, finding: str) -> str:
        """Return the code of the cell that shows a finding; empty if none does."""
        for cell in self.cells:
            if any(out.finding and out.finding.id == finding for out in cell.outputs):
                return cell.code
        return ""

    def _outputs(self) -> Iterator[Output]:
        return (output for cell in self.cells for output in cell.outputs)


def read_notebook(path: Path) -> Page:
    """Return an executed notebook.

    Raises Problem if the file is no notebook, if a cell did not run or failed, or if the notebook
    says of itself that it did not finish: nothing unfinished is shown as if it were a result.
    """
    try:
        content = json.loads(path.read_bytes())
        declared, cells = content["metadata"].get("plateglass", {}), list(content["cells"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(
            "The notebook cannot be read",
            file=path.name,
            remedy="Run it again with `plateglass run`, or restore it from git",
        ) from error
    _refuse_unfinished(declared, cells, path.name)
    try:
        read = [_read_cell(cell) for cell in cells]
    except (KeyError, TypeError, ValueError) as error:
        what = str(error).splitlines()[0]
        raise Problem(
            f"An output of the notebook is not as the helpers write it ({what})",
            file=path.name,
            remedy="Run it again with `plateglass run`",
        ) from error
    title, lead, body = _take_title([cell for cell in read if cell != Cell()])
    return Page(path.stem, title or path.stem, lead, tuple(body))


def _refuse_unfinished(
    declared: Mapping[str, Any], cells: list[Mapping[str, Any]], name: str
) -> None:
    remedy = f"Run `plateglass run {name.removesuffix('.ipynb')}` and look at what it reports"
    if declared.get("finished") is False or declared.get("unfinished"):
        raise Problem("The notebook did not finish, so it is not shown", file=name, remedy=remedy)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        failed = any(output["output_type"] == "error" for output in cell["outputs"])
        ran = cell.get("execution_count") is not None or not _join(cell["source"]).strip()
        if failed or not ran:
            fate = "failed" if failed else "did not run"
            raise Problem(
                f"Code cell {number} of the notebook {fate}, so it is not shown",
                file=name,
                remedy=remedy,
            )


def _read_cell(cell: Mapping[str, Any]) -> Cell:
    source = _join(cell["source"]).strip()
    if cell["cell_type"] == "markdown":
        return Cell(markdown=source)
    if cell["cell_type"] != "code":
        return Cell()
    outputs = [_read_output(output) for output in cell["outputs"]]
    return Cell(code=source, outputs=tuple(output for output in outputs if output != Output()))


def _read_output(output: Mapping[str, Any]) -> Output:
    """Return an output in its richest form that the helpers know, else as plain as possible."""
    if output["output_type"] == "stream":
        return Output(text=_join(output["text"]).strip("\n"))
    data, facts = output.get("data", {}), output.get("metadata", {})
    if SENTENCE in data:
        return Output(sentence=Sentence.from_json(data[SENTENCE]))
    if TABLE in data:
        return Output(table=Shown.from_json(data[TABLE]))
    if FINDING in data:
        return Output(finding=Finding.model_validate(data[FINDING]))
    if "image/png" in data:
        return Output(image=_read_image(data, facts.get("image/png", {})))
    if _SHOWN_HTML in data:
        return Output(html=_join(data[_SHOWN_HTML]))
    if _SHOWN_MARKDOWN in data:
        return Output(markdown=_join(data[_SHOWN_MARKDOWN]))
    return Output(text=_join(data.get(_SHOWN_TEXT, "")).strip("\n"))


def _read_image(data: Mapping[str, Any], facts: Mapping[str, Any]) -> Image:
    png = base64.b64decode(_join(data["image/png"]), validate=False)
    if not png.startswith(_PNG):
        raise ValueError("a picture is no PNG")
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
    said = data.get(FIGURE, {})
    rows = said.get("data", [])
    drawn = None
    if rows:
        columns = tuple(rows[0])
        drawn = Shown(
            caption="The numbers in the chart",
            data_status=DataStatus(said["data_status"]),
            releases=tuple(said.get("releases", [])),
            columns=columns,
            rows=tuple(tuple(row[name] for name in columns) for row in rows),
        )
    return Image(
        png=png,
        alt=str(facts.get("alt") or said.get("alt") or _join(data.get(_SHOWN_TEXT, ""))),
        width=int(facts.get("width", width)),
        height=int(facts.get("height", height)),
        title=str(said.get("title", "")),
        data_status=DataStatus(said["data_status"]) if said else None,
        drawn=drawn,
    )


def _take_title(cells: list[Cell]) -> tuple[str, str, list[Cell]]:
    """Take the first heading and the paragraph under it off the cells; they head the page."""
    if not cells or not cells[0].markdown.startswith("# "):
        return "", "", cells
    head, _, rest = cells[0].markdown.partition("\n")
    lead, _, rest = rest.strip().partition("\n\n")
    if lead.startswith(("#", "-", "*", ">", "|", "1.")):
        lead, rest = "", f"{lead}\n\n{rest}"
    left = [Cell(markdown=rest.strip())] if rest.strip() else []
    return head[2:].strip(), " ".join(lead.split()), [*left, *cells[1:]]


def _join(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
