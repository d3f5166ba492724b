"""The report: one file to mail, with everything in it, that runs nothing and asks for nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from helpers.evidence.sign_offs import count_standings
from helpers.publishing.addresses import FileAddresses
from helpers.publishing.content import Content
from helpers.publishing.known import FRONT, UNDECIDED
from helpers.publishing.rendering import read_style, render
from helpers.publishing.views import group_claims, group_findings


def build_report(content: Content, out: Path) -> Path:
    """Write the report to the file `out`, by rename, and return it.

    What stood there stays if anything is wrong. The same content gives the same bytes.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.tmp")
    temporary.write_text(write_report(content), encoding="utf-8", newline="\n")
    temporary.replace(out)
    return out


def write_report(content: Content) -> str:
    """Return the report.

    A claim has a place of its own in it if a sentence names it, if its verdict says something, if a
    person signed it off, or if no table of a notebook lists it; so nothing is missing, and little
    stands in it twice.
    """
    claims = _choose_claims(content)
    return render(
        "report.html.j2",
        to=FileAddresses(replace(content.names, claims=frozenset(claims))),
        known=content.known,
        notebooks=[page for page in content.pages if page.name != FRONT],
        topics=group_claims(claims, content.verdicts),
        verdicts=content.verdicts,
        signed=count_standings(content.sign_offs.values()),
        sign_offs=content.sign_offs,
        groups=group_findings(content.findings, {page.name: page.title for page in content.pages}),
        # The style is ours and holds no "</style": escaping would break its quotes.
        style=Markup(read_style()),
    )


def _choose_claims(content: Content) -> dict[str, Any]:
    outputs = [out for page in content.pages for cell in page.cells for out in cell.outputs]
    tables = [output.table for output in outputs if output.table]
    listed = {str(row[0]) for table in tables for row in table.rows if row}
    named = {name for page in content.pages for one in page.sentences for name in one.ids}
    return {
        name: claim
        for name, claim in content.claims.items()
        if name in named
        or name not in listed
        or str(content.verdicts[name].verdict) != UNDECIDED
        or content.sign_offs[name].history
    }
