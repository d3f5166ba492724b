"""The README's part on what is known: made from the front page's sentences, never typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.evidence.findings import Finding
from helpers.publishing.known import FRONT, Known, gather
from helpers.publishing.sentences import Segment, escape_markdown
from helpers.publishing.status import WORDS

START, END = "<!-- known:start -->", "<!-- known:end -->"
_SHEET = "notebooks/90_fact_check.ipynb"


def update_readme(
    path: Path,
    claims: Mapping[str, Any],
    verdicts: Mapping[str, Any],
    findings: Mapping[str, Finding],
    *,
    front: Path | None = None,
) -> bool:
    """Rewrite the part of a README between its two marks; return whether that changed it.

    `front` is the executed notebook 00_findings, by default the one in notebooks/ beside the
    README. Everything outside the marks stays byte for byte. Raises Problem if a mark is missing.
    """
    front = front or path.parent / "notebooks" / f"{FRONT}.ipynb"
    known = gather(front, claims, verdicts, findings)
    text = path.read_bytes().decode("utf-8")
    if text.count(START) != 1 or text.count(END) != 1 or text.index(START) > text.index(END):
        raise Problem(
            "The README has no place for what is known",
            file=path.name,
            expected=f"{START} and, below it, {END}, each once",
        )
    before, rest = text.split(START)
    after = rest.split(END)[1]
    changed = f"{before}{START}\n{write_known(known, findings)}{END}{after}"
    if changed == text:
        return False
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(changed.encode("utf-8"))
    temporary.replace(path)
    return True


def write_known(known: Known, findings: Mapping[str, Finding]) -> str:
    """Return what is known as Markdown: the sentences, then the count of verdicts."""
    lines = ["| What is known | What may be printed | Rests on |", "|---|---|---|"]
    for sentence in known.sentences:
        status = WORDS[sentence.data_status] if sentence.data_status else ""
        cells = [
            _write(sentence.segments, findings),
            _write(sentence.may_print, findings),
            status,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        f"Verdicts on {known.figures:,} printed claims (figures, dates, lists, attributions):",
        "",
        "| Verdict | Figures | What it means |",
        "|---|--:|---|",
    ]
    lines += [f"| {one.verdict} | {one.number:,} | {one.meaning} |" for one in known.tally]
    lines += ["", known.note] if known.note else []
    return "\n".join(lines) + "\n"


def _write(segments: tuple[Segment, ...], findings: Mapping[str, Finding]) -> str:
    """Return a sentence as Markdown; each number leads to the notebook that computed it."""
    made = []
    for piece in segments:
        words = escape_markdown(re.sub(r"\s+", " ", piece.text))
        if piece.id:
            notebook = findings[piece.id].notebook if piece.id in findings else ""
            words = f"[{words}]({f'notebooks/{notebook}.ipynb' if notebook else _SHEET})"
        made.append(words)
    return "".join(made).strip()
