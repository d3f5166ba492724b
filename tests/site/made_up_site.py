"""A small made-up project with executed notebooks, hostile texts in it, and real outputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.claims.claim import COLUMNS, Claims, read_claim
from helpers.claims.finding import Finding, Scope, finding
from helpers.claims.verdicts import judge
from helpers.cleaning.clean import load_table
from helpers.project import Project
from helpers.site import charts
from helpers.site.sentences import say
from helpers.site.tables import show

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    '"><svg onload=alert(1)>',
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "<a href=\"javascript:alert(1)\" onclick='alert(1)'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe><object data=x></object><embed src=x>",
    "<form action=http://evil.example><input name=a autofocus onfocus=alert(1)></form>",
    "<base href=http://evil.example><meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<style>*{background:url(http://evil.example/x)}</style><link rel=x href=//evil.example>",
    "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "`<b>`<http://evil.example/x.png><details open ontoggle=alert(1)>",
    "$\\href{javascript:alert(1)}{x}$ \\input{/etc/passwd}",
    "\u202egnp.exe \u2066turned\u2069 \x1b]0;owned\x07 \x9b31m",
]
"""What a stranger may write into a record, a claim or an output."""

RELEASE = "made-up-log"
LOG = """search_id,account,account_group,user,searched_at,search_type,reason
SYN-00001,acct-9971,Federal account A,jdoe_secret,2024-11-02 10:00:00,driver,wants to know <b>
SYN-00002,acct-9971,Federal account A,jdoe_secret,2024-11-03 10:00:00,vehicle,theft
SYN-00003,acct-9972,Federal account B,***,2025-05-04 10:00:00,driver,
"""
PRIVATE = ["SYN-00001", "acct-9971", "jdoe_secret", "wants to know <b>"]


def add_release(project: Project) -> None:
    """Write a release of a made-up portal log."""
    folder = project.raw / RELEASE
    folder.mkdir(parents=True)
    data = LOG.encode()
    (folder / "log.csv").write_bytes(data)
    descriptor = {
        "profile": "data-package",
        "name": RELEASE,
        "title": "Made-up log <script>alert(1)</script>",
        "licenses": [{"name": "CC0-1.0", "path": "javascript:alert(1)"}],
        "resources": [
            {
                "name": "log",
                "path": "log.csv",
                "bytes": len(data),
                "hash": hashlib.sha256(data).hexdigest(),
                "dialect": {"delimiter": ","},
                "stamps_in": "UTC",
                "count_in": "America/Los_Angeles",
            }
        ],
        "plateglass": {
            "kind": "portal-search-log",
            "data_status": "synthetic",
            "agrees_with": ["T001"],
            "note": "Made up for a test. <img src=x onerror=alert(1)>",
        },
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor))


BRIEF = {
    "as_of": date(2025, 11, 28),
    "searched": date(2025, 11, 27),
    "states_as_of": date(2025, 1, 12),
    "byline": "The made-up desk",
    "headline": "Nothing here is real",
    "bottom_line": "We made up the {T001|290} queries.",
    "read_in_part": "We read nothing.",
    "cards": [
        {
            "title": "The pair",
            "print": "ICE made {nlets.pair} queries of {T001}, Office of Example reported.",
            "dont": [
                {
                    "words": "{T002|310} queries",
                    "who": "Paper of Example",
                    "claims": ["T002"],
                    "label": "Wrong number",
                }
            ],
            "why": "It says {T001}. " + HOSTILE[0],
            "claims": ["T001", "T002"],
            "notebook": "10_how_many",
        },
        {
            "title": "What is missing",
            "print": "It needs {nobody.counted}.",
            "dont": [],
            "why": "Nobody counted.",
            "claims": [],
            "notebook": "10_how_many",
        },
    ],
    "wrong": [
        {
            "published": HOSTILE[1],
            "who": "Paper of Example",
            "claims": ["T002"],
            "holds": "{T001}, it says.",
        }
    ],
    "they_say": "They say nothing.",
    "article": "It has {page:10_how_many|11 updates}.",
    "terms": "ICE: a made-up agency.",
}
PAGES = [
    {"notebook": "00_findings", "short": "The brief"},
    {
        "notebook": "10_how_many",
        "short": "How many",
        "basis": "Made up.",
        "print": ["It was {T001}."],
        "dont": [{"words": "It was {T002|310}.", "claims": ["T002"], "why": HOSTILE[5]}],
    },
]


def add_words(project: Project) -> None:
    """Write the words of a made-up brief and of its notebooks' pages."""
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True)
    for name, words in (("brief.yml", BRIEF), ("pages.yml", PAGES)):
        (folder / name).write_text(yaml.safe_dump(words), encoding="utf-8")


def make_claims() -> Claims:
    """Return claims: two that clash, one that nothing bears on, and one full of hostile texts."""
    base = dict.fromkeys(COLUMNS, "") | {
        "type": "quantity",
        "topic": "nlets",
        "unit": "queries",
        "qualifier": "exact",
        "rank": "primary",
        "source_org": "Office of Example",
        "source_url": "https://example.org/letter",
        "source_date": "2025-11-12",
    }
    rows = [
        {
            "claim_id": "T001",
            "statement": "Queries in a year",
            "value": "290",
            "origin": "a",
            "counted_by": "Office of Example",
            "read": "full",
        },
        {
            "claim_id": "T002",
            "statement": "The same, misread",
            "value": "310",
            "origin": "a",
            "repeats": "T001",
            "source_org": "Paper of Example",
        },
        {
            "claim_id": "T003",
            "statement": " ".join(HOSTILE),
            "value": "5",
            "origin": HOSTILE[0],
            "source_org": HOSTILE[1],
            "source_title": HOSTILE[4],
            "source_url": "javascript:alert(1)",
            "notes": HOSTILE[5],
            "topic": "<b>odd</b> topic",
        },
    ]
    return Claims(read_claim(base | row) for row in rows)


def run_cell(source: str, *shown: Any) -> Any:
    """Return a code cell as it stands after a kernel has run it and displayed `shown`."""
    outputs = []
    for one in shown:
        bundle = one if isinstance(one, dict) else one._repr_mimebundle_()
        data, facts = bundle if isinstance(bundle, tuple) else (bundle, {})
        outputs.append(new_output("display_data", data=data, metadata=facts))
    return new_code_cell(source, outputs=outputs, execution_count=1)


def write_notebook(folder: Path, name: str, cells: Sequence[Any], **facts: Any) -> Path:
    """Write a notebook and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=list(cells), metadata={"plateglass": facts}), path)
    return path


def make_site(project: Project) -> dict[str, Any]:
    """Return what pages.build_site takes, for a made-up project."""
    add_release(project)
    add_words(project)
    table, claims = load_table(RELEASE, project), make_claims()
    made: dict[str, Finding] = {}

    def find(name: str, value: float, unit: str, **more: Any) -> Finding:
        made[name] = finding(name, value, unit=unit, scope=Scope(who="ICE"), **more)
        return made[name]

    log = find("log.rise", 188.0, "percent increase", rows=table)
    pair = find("nlets.pair", 897230, "queries", of=claims)
    counts = pd.DataFrame(
        {"account_group": ["Federal account A", HOSTILE[0]], "searches": [1600, 540]}
    )
    folder = project.root / "notebooks"
    front = [
        new_markdown_cell("# What is known?\n\nThe front page."),
        run_cell("pair", pair),
        run_cell(
            "say(...)",
            say(
                "ICE made {nlets.pair} queries of {T001}.",
                made,
                claims,
                may_print="{nlets.pair}, with its source",
            ),
        ),
        run_cell("say(...)", say("The log rose by {log.rise}.", made, may_print="Nothing.")),
    ]
    sheets = charts.start(150)
    for axes in sheets:
        axes.bar(["A", "B"], [1600, 540])
    picture = charts.finish(
        sheets,
        title="Two accounts",
        alt="Bars: A 1,600 & B 540 <b>",
        source="made-up log",
        data=counts,
        from_=table,
    )
    body = "# How many?\n\nAn [inner](00_findings.ipynb) link.\n\n## Counted T001\n\n"
    hostile = [
        new_markdown_cell(body + "\n\n".join(HOSTILE)),
        run_cell("log_rise = 188  # code", log),
        run_cell("show(counts)", show(counts, caption=HOSTILE[1], from_=table, notes=HOSTILE[3])),
        run_cell("picture", picture),
        run_cell("html", {"text/html": "<p>kept</p><h1>no</h1>" + "".join(HOSTILE)}),
        run_cell("markdown", {"text/markdown": "\n\n".join(HOSTILE)}),
        run_cell("latex", {"text/latex": "\n".join(HOSTILE), "text/plain": "latex"}),
        run_cell("script", {"application/javascript": "alert(1)", "text/plain": "script"}),
        run_cell("drawing", {"image/svg+xml": HOSTILE[12], "text/plain": "drawing"}),
        run_cell("widget", {"application/vnd.jupyter.widget-view+json": {"model_id": HOSTILE[0]}}),
        run_cell("plain", {"text/plain": "\n".join(HOSTILE)}),
        new_code_cell(
            "print()", execution_count=7, outputs=[new_output("stream", text=HOSTILE[0])]
        ),
    ]
    notebooks = [
        write_notebook(folder, "00_findings", front),
        write_notebook(folder, "10_how_many", hostile),
    ]
    findings = {
        "nlets.pair": pair.model_copy(update={"notebook": "00_findings"}),
        "log.rise": log.model_copy(
            update={
                "notebook": "10_how_many",
                "parameters": {"month": "2024-11"},
                "inputs": {RELEASE: "ab" * 32},
            }
        ),
    }
    return {
        "notebooks": notebooks,
        "claims": claims,
        "verdicts": judge(claims, [], findings),
        "findings": findings,
        "ledgers": {RELEASE: table.ledger},
    }
