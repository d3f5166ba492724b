"""The command line: `plateglass`, also `python -m helpers`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.errors import Misuse, Problem, explain_error, explain_memory
from helpers.progress import (
    INTERRUPTED,
    STOPPED,
    Interruptions,
    is_interruption,
    show_progress,
    work_at,
)
from helpers.project import Project, find_project, remove_own_scratch, work_on
from helpers.quoting import show_unseen

if TYPE_CHECKING:
    from helpers.claims.lineage import Lineage
    from helpers.claims.trace import RowPosition
    from helpers.runner.graph import RunReport
    from helpers.site.row_pages import ShownRow

# Printing: what a command reports, for people or as JSON.

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print no progress.")]


def print_report(
    data: Mapping[str, Any] | Sequence[Any], as_json: bool, lines: Sequence[str]
) -> None:
    """Print `data` as one JSON document, or `lines`."""
    if as_json:
        _say(json.dumps(data, indent=1, ensure_ascii=False))
    else:
        _say("\n".join(lines))


def _say(text: str, *, err: bool = False) -> None:
    """Print a text; what strangers wrote in it can't move the cursor or turn words around."""
    typer.echo(show_unseen(text), err=err)


# The command `claims`: list, filter and export them, and take in what a desk has signed.

_MANY = list[str] | None
MOST_LEFT_OUT = 3
"""So many rows that name no claim are named; the others are counted."""


def claims(
    context: typer.Context,
    quotation: Annotated[
        _MANY, typer.Option(help="Only claims with this quotation verdict. You can repeat it.")
    ] = None,
    standing: Annotated[_MANY, typer.Option(help="Only claims with this standing.")] = None,
    advice: Annotated[_MANY, typer.Option(help="Only claims with this advice.")] = None,
    verdict: Annotated[
        _MANY, typer.Option(help="The same as --standing; the next version drops it.")
    ] = None,
    topic: Annotated[_MANY, typer.Option(help="Only these topics.")] = None,
    kind: Annotated[_MANY, typer.Option("--type", help="Only these types of claim.")] = None,
    status: Annotated[_MANY, typer.Option(help="Only these data statuses.")] = None,
    badge: Annotated[
        _MANY, typer.Option(help="Only claims with this badge: method-shown or moved.")
    ] = None,
    name: Annotated[_MANY, typer.Option("--id", help="Only these claims.")] = None,
    sign_off: Annotated[
        _MANY, typer.Option(help="Only claims whose sign-off is none, holds (current) or outdated.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write a sheet for editors to sign: .csv or .xlsx.")
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--import-sign-offs", help="Read a sheet that editors have signed."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List what was published, both verdicts on each, and whether a person has signed off."""
    from datetime import date

    from helpers.claims.relations import list_unknown
    from helpers.claims.review import (
        choose_rows,
        lay_out_sheet,
        list_open,
        open_desk,
        say_claim_row,
    )
    from helpers.claims.sign_offs import count_signed

    wanted = {"quotation": quotation, "standing": standing, "advice": advice, "verdict": verdict}
    wanted |= {"topic": topic, "type": kind, "status": status}
    wanted |= {"badge": badge, "id": name, "sign-off": sign_off}
    if filled is not None:
        if export is not None or any(wanted.values()):
            raise Misuse(
                "A filled sheet is taken in whole", remedy="Give --import-sign-offs by itself"
            )
        from helpers.runner.signed_sheet import take_sign_offs

        taken = take_sign_offs(filled, context.obj)
        print_report(taken.as_json(), as_json, taken.lines())
        return
    desk = open_desk(context.obj)
    left_out = list_unknown(desk.claims, context.obj)
    for line in left_out[:MOST_LEFT_OUT]:
        _say(f"{line}.", err=True)
    if len(left_out) > MOST_LEFT_OUT:
        _say(f"Left out likewise: {len(left_out) - MOST_LEFT_OUT:,} more rows.", err=True)
    rows = choose_rows(desk.rows(), {key: values or [] for key, values in wanted.items()})
    signed = count_signed([desk.signed[row["id"]] for row in rows])
    if export is None:
        lines = [*map(say_claim_row, rows), *list_open(desk, date.today()), signed]
        lines = lines if rows else ["No claim is all of that."]
        print_report(rows, as_json, lines)
        return
    from helpers.site.review_sheet import write_desk_sheet

    written = write_desk_sheet(lay_out_sheet(rows), export)
    line = f"Claims written to {written}, to be signed: {len(rows):,}. {signed}"
    print_report({"file": str(written), "claims": len(rows)}, as_json, [line])


# The command line: `plateglass`, also `python -m helpers`.
#
# Each command is a thin one: it calls the room that does the work and prints what came out, as a
# table for people or, with --json, as the stable fields of docs/machine-readable-output.md.

app = typer.Typer(
    name="plateglass",
    help="How drivers' records reach federal immigration authorities: rerun, recount, check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "-p",
        "--parameter",
        metavar="NAME=VALUE",
        help="Set a parameter: -p name=value. You can repeat it.",
    ),
]


_CHOSEN: list[Project] = []
"""The project of this command, once it is known."""


@app.callback()
def choose_project(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option("--project", metavar="DIR", help="The project to work on; default: here."),
    ] = None,
) -> None:
    """Work on the project in DIR. An empty folder is a valid project."""
    lack = explain_memory()
    if lack and context.invoked_subcommand != "doctor":
        raise lack
    if project is not None and not project.is_dir():
        raise Misuse(f"There is no folder {project}", remedy="Make it first; it may be empty")
    chosen = Project(project.resolve()) if project else find_project(otherwise=_find_here())
    try:
        str(chosen.root).encode()
    except UnicodeEncodeError as error:
        raise Misuse(
            "The path of the project's folder is not valid Unicode",
            file=str(chosen.root),
            remedy="Rename that folder, or the one around it whose name is odd",
        ) from error
    context.obj = context.with_resource(work_on(chosen))
    _CHOSEN[:] = [chosen]


def _find_here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise Misuse(
            "The folder that you are in was deleted",
            remedy="Change to a folder that exists, or name the project: --project DIR",
        ) from error


@app.command()
def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="The files, as you received them.")],
    release: Annotated[
        str, typer.Option(help="The name to give the release, such as eugene-2025.")
    ],
    kind: Annotated[
        str | None, typer.Option(help="The kind of file, if we don't recognize it.")
    ] = None,
    custodian: Annotated[str | None, typer.Option(help="The agency that handed them over.")] = None,
    request: Annotated[str | None, typer.Option(help="The number of the records request.")] = None,
    received: Annotated[
        str | None, typer.Option(help="The day you received them, YYYY-MM-DD.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="The web address where anyone can find them.")
    ] = None,
    stamps_in: Annotated[
        str | None, typer.Option(help="The time zone of times that name none.")
    ] = None,
    count_in: Annotated[
        str | None, typer.Option(help="The time zone in which to count days and months.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day that a list or a page is from, YYYY-MM-DD.")
    ] = None,
    license: Annotated[str | None, typer.Option(help="The license of the files.")] = None,  # noqa: A002
    mapping: Annotated[
        Path | None, typer.Option(help="A mapping file: which column each header is.")
    ] = None,
    only: Annotated[
        _MANY,
        typer.Option(help="Read only files with this name, such as '*.csv'. You can repeat it."),
    ] = None,
    sheet: Annotated[
        _MANY, typer.Option(help="Read only sheets with this name. You can repeat it.")
    ] = None,
    vouch: Annotated[
        str, typer.Option(help="Why a list or an empty file that we doubt is right; it's kept.")
    ] = "",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Copy files as received into a new release, hash them and recognize their kind.

    A folder means the files in it; what holds no table is left out and named.
    """
    from helpers.adding.add import add_release

    with show_progress(quiet=quiet or as_json), work_at(f"add {release}"):
        report = add_release(
            files,
            release=release,
            project=context.obj,
            kind=kind,
            custodian=custodian,
            request=request,
            received=received,
            address=address,
            stamps_in=stamps_in,
            count_in=count_in,
            as_of=as_of,
            license=license,
            mapping=mapping,
            only=only or (),
            sheets=sheet or (),
            vouch=vouch,
        )
    print_report(report.as_json(), as_json, report.lines())


@app.command()
def fetch(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="Entries of the catalog; all, if none is named.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list the catalog.")] = False,
    at_hand: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Take the files from a folder, ask no address."),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Hold what is here against the catalog once more.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch public releases, each only if its bytes or its rows are those that were pinned."""
    from helpers.adding.fetch import fetch as bring
    from helpers.releases.catalog import find_entry, load_catalog
    from helpers.runner.graph import hold

    if listed:
        known = load_catalog(context.obj)
        entries = [find_entry(name, known) for name in names or []] or list(known.values())
        lines = [
            f"{one.name}: {one.title}. Proves: {one.proves}"
            f"{f' (published by {one.published_by})' if one.published_by else ''} [{one.license}]"
            for one in entries
        ]
        print_report([one.as_json() for one in entries], as_json, lines)
        return
    with show_progress(quiet=as_json), hold(context.obj), work_at("fetch"):
        done = bring(names or [], context.obj, at_hand=at_hand, verify=verify)
    lines = [f"{one.state}: {one.name}: {one.said}" for one in done]
    print_report([one.as_json() for one in done], as_json, lines)
    if any(one.state == "refused" or (names and one.state == "missing") for one in done):
        raise typer.Exit(1)


@app.command()
def vintages(
    context: typer.Context,
    releases: Annotated[
        list[str], typer.Argument(help="Versions of one source, the oldest first.")
    ],
    claim: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A published figure to try as well.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare versions of one source: which rows came, went or changed, and which figure fits."""
    from helpers.claims.vintages import compare_vintages

    comparison = compare_vintages(releases, context.obj, claims=claim or [])
    print_report(comparison.as_json(), as_json, comparison.lines())


@app.command()
def clean(
    context: typer.Context,
    releases: Annotated[list[str], typer.Argument(help="The names of the releases.")],
    on: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Clean on the dask cluster with this scheduler."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Turn releases into clean tables, and count every row: kept, or rejected with a reason."""
    from helpers.analysis.agency_names import review_agencies
    from helpers.cleaning.clean import clean_release, say_review
    from helpers.cleaning.cluster import open_run
    from helpers.ledger.row_report import write_ledger
    from helpers.runner.graph import hold

    ledgers = []
    with show_progress(quiet=quiet or as_json), hold(context.obj), open_run(on) as run_jobs:
        for name in releases:
            with work_at(f"clean {name}"):
                table = clean_release(name, context.obj, run=run_jobs, review=review_agencies)
                ledgers.append(table.ledger)
    lines = [
        line
        for ledger in ledgers
        for line in (*write_ledger(ledger), *say_review(ledger.release, context.obj))
    ]
    print_report([ledger.as_json() for ledger in ledgers], as_json, lines)


@app.command()
def ledger(
    context: typer.Context,
    release: Annotated[str, typer.Argument(help="The name of the release.")],
    as_json: Json = False,
) -> None:
    """Show what happened to every row of a release: read, kept, rejected and why."""
    from helpers.cleaning.clean import load_table
    from helpers.ledger.row_report import write_ledger

    table = load_table(release, context.obj)
    unreviewed = [] if as_json else [f"  {line}" for line in table.list_held()]
    print_report(table.ledger.as_json(), as_json, [*write_ledger(table.ledger), *unreviewed])


@app.command()
def run(
    context: typer.Context,
    notebook: Annotated[
        str | None, typer.Argument(help="One notebook, such as 10_nlets_queries.")
    ] = None,
    parameter: Parameters = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run one notebook, or everything that is out of date.

    With parameters of your own the result goes to runs/ and nothing committed is touched.
    """
    if notebook is None:
        if parameter:
            raise Misuse(
                "Parameters need a notebook", remedy="plateglass run NOTEBOOK -p name=value"
            )
        with show_progress(quiet=quiet or as_json):
            report = _run_everything(context.obj, with_site=False)
        _finish(report, as_json)
        return
    from helpers.runner.graph import hold
    from helpers.runner.run import run_notebook

    name, given = notebook.removesuffix(".ipynb"), _pairs(parameter or [])
    with show_progress(quiet=quiet or as_json), contextlib.ExitStack() as held:
        if not given:  # runs with parameters of their own are apart from one another
            held.enter_context(hold(context.obj))
        with work_at(name):
            result = run_notebook(name, context.obj, given)
    print_report(result.as_json(), as_json, result.lines())


@app.command()
def reproduce(context: typer.Context, quiet: Quiet = False, as_json: Json = False) -> None:
    """Clean every release, run every notebook, build the pages: whatever is out of date."""
    with show_progress(quiet=quiet or as_json):
        report = _run_everything(context.obj, with_site=True)
    _finish(report, as_json)


@app.command()
def explain(
    context: typer.Context,
    task: Annotated[
        str, typer.Argument(help="A task such as 10_nlets_queries or site, or a page of the site.")
    ],
) -> None:
    """Say in one sentence why a task ran, or a page was written, and whether it will again."""
    from helpers.runner.graph import explain as explain_task
    from helpers.site.editions import explain_page, plan_editions

    explained = explain_page(context.obj, task)
    if explained is None:
        extra = plan_editions(context.obj, _executed(context.obj))
        explained = explain_task(context.obj, task, extra_tasks=extra)
    _say(explained)


@app.command()
def findings(context: typer.Context, as_json: Json = False) -> None:
    """List what the notebooks found."""
    from helpers.claims.finding import load_findings

    found = list(load_findings(context.obj).values())
    lines = [f"{one.id} = {one.phrase} [{one.data_status.value}]" for one in found]
    none = "Nothing was found yet: no notebook has run in this project. Run them: plateglass run"
    print_report([one.as_json() for one in found], as_json, lines or [none])


app.command()(claims)


@app.command()
def trace(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="A finding or a claim, such as nlets.pair or N001.")
    ] = None,
    back: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE[:ROW]|CLAIM", help="What rests on a file, a row or a claim."
        ),
    ] = None,
    sample: Annotated[int, typer.Option(min=0, help="How many of the rows to show.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed shows the same rows.")] = 1,
    every: Annotated[bool, typer.Option("--all", help="List every row that counts.")] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Write a local page that shows the rows in their files.")
    ] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Write a local sheet on which a person checks the rows.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Follow a number back to its rows and files, or a row or claim to what rests on it.

    What --show and --sheet write holds the contents of rows: keep it on this machine.
    """
    from helpers.claims.lineage import Lineage

    lineage = Lineage(context.obj)
    if (name is None) == (back is None):
        raise Misuse("Name one number, or one thing to start from", expected=_TRACE)
    if back is not None:
        links = lineage.trace_back(back)
        none = f"Nothing that we computed or checked rests on {back}."
        print_report([asdict(one) for one in links], as_json, [*map(str, links)] or [none])
        if show:
            _show_rows(lineage, back, [lineage.find_row(back)], as_json)
        return
    found = lineage.trace(str(name), sample=sample, seed=seed, every=every)
    # All rows of a large log are millions of numbers: they are written once, in one way.
    print_report(found.as_json() if as_json else {}, as_json, [] if as_json else found.lines())
    positions = [(rows.release.name, position) for rows in found.rows for position in rows.sample]
    if show:
        _show_rows(lineage, found.id, positions, as_json)
    if sheet:
        from helpers.site.row_pages import write_check_sheet

        path = write_check_sheet(found, _read_rows(lineage, positions), context.obj)
        _say(f"Print {context.obj.show(path)}. It holds what the rows hold.", err=as_json)


@app.command()
def request(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="A claim, such as W002; or L040, Oregon's standing request.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write the letter to a file: .md or .docx.")
    ] = None,
    to: Annotated[str, typer.Option(help="The state to ask, such as WA, or US.")] = "",
    custodian: Annotated[str, typer.Option(help="The agency to ask, if you know better.")] = "",
    filed: Annotated[
        str, typer.Option(help="The day it is filed, YYYY-MM-DD; today, if none is named.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write the records request that would settle a claim; what isn't known is a marked blank."""
    from datetime import date

    from helpers.policy.requests import write_request
    from helpers.site.letters import write_letter

    try:
        day = date.fromisoformat(filed) if filed else date.today()
    except ValueError as error:
        raise Misuse(f"{filed!r} isn't a day", expected="YYYY-MM-DD") from error
    letter = write_request(name, context.obj, day=day, to=to, custodian=custodian)
    if out is not None:
        write_letter(letter, out)
    written = [letter.markdown()] if out is None else [f"The letter is in {out}."]
    before = [f"Before you send it: {line}" for line in letter.before]
    blanks = f"To fill in: {'; '.join(letter.blanks)}"
    print_report(letter.as_json(), as_json, [*written, *before, blanks])


_TRACE = "plateglass trace ID, or plateglass trace --from FILE[:ROW]"


def _show_rows(
    lineage: Lineage, title: str, positions: Sequence[tuple[str, RowPosition]], as_json: bool
) -> None:
    from helpers.site.row_pages import write_rows

    if not positions:
        raise Problem(f"{title} was not counted from rows, so there are none to show")
    path = write_rows(title, _read_rows(lineage, positions, around=True), lineage.project)
    _say(f"Open {lineage.project.show(path)}. It holds what the rows hold.", err=as_json)


def _read_rows(
    lineage: Lineage, positions: Sequence[tuple[str, RowPosition]], *, around: bool = False
) -> list[ShownRow]:
    from helpers.site.row_pages import ShownRow

    rows: list[ShownRow] = []
    for release in dict.fromkeys(name for name, _ in positions):
        in_release = [position for name, position in positions if name == release]
        near = lineage.look_up(release, in_release) if around else [None] * len(in_release)
        read = lineage.read_values(release, in_release)
        rows += [ShownRow(release, *row) for row in zip(in_release, read, near, strict=True)]
    return rows


@app.command()
def check(
    context: typer.Context,
    drafts: Annotated[
        list[Path],
        typer.Argument(
            metavar="DRAFT...",
            help="Stories: .md .txt .docx .html .odt .rtf, or - for standard input.",
        ),
    ],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the story, annotated.")
    ] = None,
    docx: Annotated[
        Path | None,
        typer.Option("--docx", metavar="FILE", help="Write the Word draft, with our comments."),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option(
            "--accept", metavar="FILE", help="A CSV of flags: fill in reason and initials."
        ),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what we know about each number of draft stories; exit 1 if one differs."""
    from helpers.drafts.outputs import check_drafts

    with show_progress(quiet=quiet or as_json), work_at("check"):
        reports = check_drafts(drafts, context.obj, html=html, docx=docx, accept=accept)
        if html is not None:
            from helpers.site.draft_page import write_page

            write_page(reports[0], html, context.obj.site / "claims")
    if html is not None:
        _say(f"Open {html}", err=as_json)
    found = [report.as_json() for report in reports]
    lines = [line for report in reports for line in report.lines()]
    print_report(found, as_json, lines)
    if any(report.has_trouble for report in reports):
        raise typer.Exit(1)


@app.command()
def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="A commit, a run or a release; now: as it is.")],
    after: Annotated[str, typer.Argument(help="Another of the same sort.")] = "now",
    as_json: Json = False,
) -> None:
    """Say which findings and verdicts moved between two commits, runs or releases, and why."""
    from helpers.runner.comparison import compare

    found = compare(before, after, context.obj)
    print_report(found.as_json(), as_json, found.lines())


@app.command()
def site(
    context: typer.Context,
    one_file: Annotated[
        bool, typer.Option("--one-file", help="One file to mail, instead of a folder of pages.")
    ] = False,
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Keep these numbers: later pages say what changed since."),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Build the pages for editors in site/, after running what is out of date."""
    with show_progress(quiet=quiet):
        report = _run_everything(context.obj, with_site=True)
    if report.failed:
        _finish(report, as_json=False)
    target = context.obj.site / "index.html"
    if one_file:
        from helpers.site.editions import build_one_file

        target = build_one_file(context.obj, _executed(context.obj))
    if publish:
        from helpers.site.editions import keep_published

        _say(f"Kept as published: {context.obj.show(keep_published(context.obj))}")
    _say(f"Open {context.obj.show(target)}")


@app.command()
def bundle(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The archive to write, or to verify.")
    ] = Path("plateglass.zip"),
    verify: Annotated[
        bool, typer.Option("--verify", help="Check an archive, without a network.")
    ] = False,
    rerun: Annotated[
        bool,
        typer.Option("--rerun", help="Verify, and compute the findings again from it alone."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write an archive to cite: code, shareable data, findings, verdicts, checksums, licenses.

    With --verify: 1 if a file, or with --rerun a number, is not as it was bundled.
    """
    from helpers.runner.bundle import verify_bundle, write_bundle

    report = (
        verify_bundle(file, rerun=rerun) if verify or rerun else write_bundle(context.obj, file)
    )
    print_report(report.as_json(), as_json, report.lines())
    if report.problems:
        raise typer.Exit(1)


@app.command()
def synthesize(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            help="portal-search-log, network-query-counts, flock-network-audit or "
            "flock-shared-networks"
        ),
    ],
    release: Annotated[str, typer.Option(help="The name to give the release.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    scale: Annotated[float, typer.Option(help="How many times the shipped size.")] = 1.0,
    agency: Annotated[
        str | None, typer.Option(help="The invented agency that it comes from.")
    ] = None,
) -> None:
    """Make a release of invented records, under invented names, to try a method on."""
    from helpers.synthetic.invented_releases import write_synthetic

    folder = write_synthetic(
        kind, context.obj, seed=seed, scale=scale, release=release, agency=agency
    )
    _say(f"Invented records, marked as synthetic: {context.obj.show(folder)}")


@app.command()
def new(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="Two digits for the order and a name, such as 80_my_question.")
    ],
    release: Annotated[str, typer.Option(help="The release to look at.")] = "ice-agreement-counts",
) -> None:
    """Start a notebook of your own, ready to run."""
    from helpers.runner.notebook import start_notebook

    path = start_notebook(name.removesuffix(".ipynb"), context.obj, release)
    _say(f"Wrote {context.obj.show(path)}. Run it: plateglass run {path.stem}")


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check your setup, and say what is missing."""
    from helpers.runner.doctor import examine

    checks = examine(context.obj)
    lines = [f"{'fine' if check.fine else 'LACKING'}: {check.sentence}" for check in checks]
    print_report([check.as_json() for check in checks], as_json, lines)
    if not all(check.fine for check in checks):
        raise typer.Exit(1)


def _run_everything(project: Project, *, with_site: bool) -> RunReport:
    from helpers.runner.graph import run_all

    if not with_site:
        return run_all(project)
    from helpers.site.editions import build_site, list_lacking, plan_editions

    report = run_all(project, extra_tasks=plan_editions(project, _executed(project)))
    if "site" in report.skipped:  # the pages are there, with a sentence where something failed
        build_site(project, _executed(project), list_lacking(report.failed, report.skipped))
    return report


def _executed(project: Project) -> dict[str, Path]:
    """Return where each notebook stands once it has run with its default parameters."""
    from helpers.project import executed_file
    from helpers.runner.notebook import list_notebooks

    return {name: executed_file(name, project) for name in list_notebooks(project)}


def _finish(report: RunReport, as_json: bool) -> None:
    print_report(report.as_json(), as_json, report.lines())
    if report.failed:
        raise typer.Exit(1)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise Misuse(f"The parameter {text} has no value", expected="name=value")
        pairs[name.strip()] = value
    return pairs


@cache
def make_command() -> Any:
    """Return the command line as typer makes it of the functions above."""
    return typer.main.get_command(app)


def main() -> None:
    """Run one command. Whatever goes wrong is one message, and the exit status says which sort."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # a test may have put others there
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    _CHOSEN.clear()
    with Interruptions() as interruptions:
        try:
            make_command()()
        except BaseException as error:
            interruptions.end()
            stopped = isinstance(error, SystemExit) and error.code == INTERRUPTED
            if stopped or interruptions.heard or is_interruption(error):
                # What was done is kept, and what other threads were at is taken away.
                remove_own_scratch()
                _say(STOPPED, err=True)
                _exit(INTERRUPTED)
            if isinstance(error, SystemExit):
                raise
            problem = explain_error(error, _find_state())
            _say(f"plateglass: {problem}", err=True)
            _exit(problem.exit_status)


def _find_state() -> Path:
    """Return where the report of a fault is kept."""
    try:
        return (_CHOSEN or [find_project()])[0].state
    except OSError:
        return Path()


def _exit(status: int) -> None:
    """End, also where threads are still at tasks that nobody waits for any more."""
    graph = sys.modules.get("helpers.runner.graph")
    if graph is not None and graph.is_at_work():
        remove_own_scratch()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
