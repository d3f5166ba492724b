"""Outputs: several drafts at once, what was ticked off, and a Word draft with comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from helpers.drafts.check import check_draft, load_checker
from helpers.drafts.report import (
    DraftReport,
    name_flag,
    read_accepted,
    say_row,
    write_accepted,
)
from helpers.drafts.word import Comment, add_comments
from helpers.errors import Misuse, Problem
from helpers.progress import count
from helpers.project import Project


def check_drafts(
    paths: Sequence[Path],
    project: Project,
    *,
    html: Path | None = None,
    docx: Path | None = None,
    accept: Path | None = None,
) -> list[DraftReport]:
    """Return the reports on drafts; write a Word draft with comments, and the list of flags.

    Raises Misuse for what cannot be asked together, Problem for what cannot be read or written.
    """
    if len(paths) > 1 and (html or docx):
        raise Misuse(
            "One page and one Word file hold one story",
            expected="a single draft with --html or --docx",
            remedy="Check the stories one by one",
        )
    if docx is not None:
        check_comment_path(paths[0], docx)
    checker = load_checker(project)
    accepted = read_accepted(accept) if accept else {}
    reports = []
    for done, path in enumerate(paths):
        count(done, len(paths), "stories")
        reports.append(check_draft(path, checker))
    reports = [tick_off(report, accepted) for report in reports]
    if accept is not None:
        added = write_accepted(accept, reports)
        note = (
            f"{accept} lists {added} more flag{'s' * (added != 1)}. Fill in reason and initials "
            "to tick one off."
        )
        last = reports[-1]
        reports[-1] = replace(last, notes=(*last.notes, note)) if added else last
    if docx is not None:
        write_comments(reports[0], paths[0], docx)
    return reports


def tick_off(report: DraftReport, accepted: dict[tuple[str, str, str, str], str]) -> DraftReport:
    """Return a report whose flags are ticked off where an editor has said so before."""
    rows = tuple(
        replace(row, accepted=accepted.get(name_flag(row), ""))
        if row.decision.answer.is_flag else row
        for row in report.rows
    )  # fmt: skip
    return replace(report, rows=rows)


def check_comment_path(draft: Path, out: Path) -> None:
    """Raise Misuse unless a Word draft with comments can be made there."""
    if draft.suffix.lower() != ".docx":
        raise Misuse(
            f"{draft.name} is no Word document, so comments can't be added to it",
            expected="a draft that ends in .docx",
            remedy="Use --html, or save the story as .docx and check that",
        )
    same = out.exists() and draft.exists() and out.samefile(draft)
    if out.suffix.lower() != ".docx" or out.is_dir() or same:
        raise Misuse(
            f"The comments cannot be written to {out}",
            expected="a file that ends in .docx and is not the draft",
            remedy="Give another name after --docx",
        )


def write_comments(report: DraftReport, draft: Path, out: Path) -> Path:
    """Write a copy of a Word draft with a comment on each number that differs or is to be checked.

    Raises Problem if it cannot be read or written.
    """
    comments = []
    for row in report.rows:
        if row.is_trouble:
            paragraph = report.draft.paragraphs[row.paragraph]
            start, end = row.start - paragraph.start, row.end - paragraph.start
            label = f" ({row.label})" if row.label else ""
            text = f"{row.answer.capitalize()}{label}. {say_row(row)}"
            comments.append(Comment(paragraph.line, start, end, text))
    made = add_comments(draft.read_bytes(), comments, draft.name)
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(made)
        temporary.replace(out)
    except OSError as error:
        raise Problem(
            f"The file cannot be written: {error.strerror or 'no access'}",
            file=str(out),
            remedy="Choose a folder that you may write to",
        ) from error
    return out
