"""The documents are under test: commands, links, fields and rules are as they say."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from helpers.claims import dates, moves, relations, sign_offs, wording
from helpers.claims.advice import Advice, advise
from helpers.claims.quotation import Fault, Quotation, Quote
from helpers.claims.standing import Standing
from helpers.cleaning.table import Table
from helpers.cli import app
from helpers.errors import Problem
from helpers.ledger.ledger import Corrected, Oddity, PageLedger
from helpers.ledger.parts import PARTS
from helpers.project import HOME
from helpers.runner import bundle

DOCUMENTS = sorted(
    [path for place in (".", "docs", "data/*") for path in HOME.glob(f"{place}/*.md")],
    key=lambda path: path.as_posix(),
)

# These are stable. More fields may be added; none of these may go.
STABLE = {
    "ledger": "release kind data_status rows_read rows_kept rows_rejected duplicates rejected "
    "first last files",
    "ledger-files": "path part rows_read rows_kept rows_rejected",
    "findings": "id value unit n scope data_status notebook parameters inputs",
    "claims": "id type topic statement printed wording unit scope origin rank source verdict badge "
    "moved reason against",
    "check": "line start end text answer differences reason suggestion facts",
}


def list_commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def read_documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def read_document(name: str) -> str:
    return next(path for path in DOCUMENTS if path.name == name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(list_commands()))
def test_every_command_is_documented_and_has_help(name: str) -> None:
    command = list_commands()[name]
    assert command.help, f"{name} has no help"
    assert len(command.help.strip()) > 20
    assert re.search(rf"plateglass (?:--project \w+ )?{name}\b", read_documents())


@pytest.mark.parametrize("name", sorted(list_commands()))
def test_every_option_has_help(name: str) -> None:
    silent = [
        parameter.name
        for parameter in list_commands()[name].params
        if parameter.name != "help" and not getattr(parameter, "help", None)
    ]
    assert silent == []


def list_invocations() -> list[tuple[str, str]]:
    """Every `plateglass ...` and `python -m helpers ...` in a document: where, and the words."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for match in re.finditer(
            r"(?:^|`)(?:plateglass|\S*python -m helpers) ([^`\n]+)", text, re.M
        ):
            found.append((path.name, match.group(1).split("#")[0].strip()))  # noqa: PERF401
    return found


@pytest.mark.parametrize(("document", "words"), list_invocations())
def test_documents_name_only_commands_and_options_that_exist(document: str, words: str) -> None:
    parts = [word for word in words.split() if word not in ("--project", "DIR", "mine", "COMMAND")]
    parts = [word for word in parts if word != "my-project"]
    if not parts:
        return
    command = list_commands().get(parts[0])
    assert command is not None, f"{document}: there is no command {parts[0]}"
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    given = {word.strip("[]") for word in parts[1:] if word.startswith(("-", "[-"))}
    assert given <= options, f"{document}: {given - options}"


def list_blocks(language: str) -> list[tuple[str, str]]:
    """Every block of code in a language in a document: where, and the code."""
    return [
        (path.name, block)
        for path in DOCUMENTS
        for block in re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.S)
    ]


@pytest.mark.parametrize(("document", "block"), list_blocks("sh"))
def test_what_is_shown_for_a_shell_can_be_read_by_one(document: str, block: str) -> None:
    done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{document}: {done.stderr}"


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def list_links(path: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_relative_link_resolves(path: Path) -> None:
    broken = []
    for link in list_links(path):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        if not found.exists() or not found.is_relative_to(HOME):
            broken.append(link)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.M)
            broken += [link] if anchor not in map(slug, headings) else []
    assert broken == []


def test_every_guide_is_in_the_index() -> None:
    index = (HOME / "docs" / "index.md").read_text(encoding="utf-8")
    names = {path.name for path in (HOME / "docs").glob("*.md")} - {"index.md"}
    assert {name for name in names if f"({name})" not in index} == set()


def read_fields(part: str) -> list[str]:
    text = (HOME / "docs" / "machine-readable-output.md").read_text(encoding="utf-8")
    inside = text.split(f"<!-- {part}:start -->")[1].split(f"<!-- {part}:end -->")[0]
    return re.findall(r"^\| `(\w+)` \|", inside, re.M)


@pytest.mark.parametrize("part", sorted(STABLE))
def test_the_stable_fields_are_documented(part: str) -> None:
    assert set(STABLE[part].split()) <= set(read_fields(part))


@cache
def ask(*command: str) -> Any:
    """Return what a command of the installed program prints as JSON, on what is shipped."""
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "--project", str(HOME), *command, "--json"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return json.loads(done.stdout)


def test_the_fields_of_a_ledger_are_as_documented() -> None:
    ledger = ask("ledger", "synthetic-portal-log")
    assert list(ledger) == read_fields("ledger")
    ledger["printed_totals"] += ask("ledger", "synthetic-network-counts")["printed_totals"]
    for part in ("files", "missing", "printed_totals", "places"):
        found = {tuple(entry) for entry in ledger[part]}
        assert found == {tuple(read_fields(f"ledger-{part}"))}, part
    oddity = tuple(field.name for field in fields(Oddity))
    assert oddity == tuple(read_fields("ledger-oddities"))
    assert {tuple(entry) for entry in ledger["clocks"]} == {tuple(read_fields("ledger-clocks"))}
    page = tuple(field.name for field in fields(PageLedger))
    assert page == tuple(read_fields("ledger-pages"))


def test_the_fields_of_the_account_of_a_part_are_as_documented(
    load_shipped: Callable[[str], Table],
) -> None:
    table = load_shipped("synthetic-portal-log")
    (part,) = json.loads((table.folder / PARTS).read_text(encoding="utf-8"))
    assert list(part) == read_fields("parts")
    assert (part["counted"], part["kept"]) == (table.ledger.rows_read, table.ledger.rows_kept)
    assert part["kept"] + len(part["rejected"]) == part["counted"]


def test_the_table_in_the_guide_opens_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HOME)
    (code,) = re.findall(r"^```python\n(.*?)^```$", read_document("academic.md"), re.M | re.S)
    lines = code.split("\n\n", 1)[1].splitlines()
    known: dict[str, Any] = {}
    exec(code.split("\n\n", 1)[0], known)
    exec(lines[0], known)
    public, counts, places = (eval(line.split("  #")[0], known) for line in lines[1:])
    assert "user" not in public
    assert len(public) == counts["rows"].sum() == known["table"].count
    assert 0 < len(places) < len(public)


@pytest.mark.parametrize("part", ["findings", "claims"])
def test_the_fields_of_a_list_are_as_documented(part: str) -> None:
    rows = ask(part)
    assert len(rows) > 5
    assert {tuple(row) for row in rows} == {tuple(read_fields(part))}


def test_the_fields_of_a_request_are_as_documented() -> None:
    assert list(ask("request", "N001")) == read_fields("request")


def test_the_fields_of_a_sign_off_are_as_documented() -> None:
    assert list(sign_offs.COLUMNS[1:]) == read_fields("claims-sign_offs")
    guide = (HOME / "docs" / "machine-readable-output.md").read_text(encoding="utf-8")
    reference = (HOME / "data" / "reference" / "README.md").read_text(encoding="utf-8")
    for decision in sign_offs.SignOffDecision:
        assert f"`{decision}`" in guide
        assert f"- `{decision}`: " in reference


def test_the_verdicts_are_those_that_the_methodology_explains() -> None:
    """Every label stands there once, and none that the code doesn't know."""
    for heading, labels in (("Is it quoted right?", Quote), ("Does it hold up?", Standing)):
        text = read_section("METHODOLOGY.md", heading)
        assert sorted(re.findall(r"^\| \*\*([^*|]+)\*\* \|", text, re.M)) == sorted(labels)
    advice = read_section("METHODOLOGY.md", "What an editor may do")
    guide = (HOME / "docs" / "editor.md").read_text(encoding="utf-8")
    for one in (*Quote, *Standing):
        assert one.removeprefix("Wrong scope: ") in guide, one
    for one in Advice:
        assert one in advice, one
        assert f"| {one} |" in guide, one


def test_the_matrix_of_the_methodology_is_that_of_the_code() -> None:
    text = read_section("METHODOLOGY.md", "What an editor may do")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    columns = (
        *(Standing.CONFIRMED, Standing.ONE_SOURCE, Standing.NOT_TESTED),
        *(Standing.DISAGREE, Standing.INCONSISTENT, Standing.CONTRADICTED),
    )
    for name, *told in rows[2:]:
        for label in Quote:
            if any(label.startswith(one) for one in name.split(", ")):
                faults = (Fault(label),) if label.is_fault else ()
                made = [advise(Quotation(label, faults=faults), one) for one in columns]
                assert made == told, label


def test_the_ledger_adds_up() -> None:
    ledger = ask("ledger", "synthetic-portal-log")
    assert ledger["rows_read"] == ledger["rows_kept"] + ledger["rows_rejected"] > 0


def test_the_mapping_in_the_guide_is_made_and_taken_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read_document("bring-your-own-release.md")
    rows, toml = (
        re.findall(rf"^```{one}\n(.*?)^```$", page, re.M | re.S)[0] for one in ("csv", "toml")
    )
    first, second = (
        shlex.split(line)[1:]
        for line in page.splitlines()
        if line.startswith("plateglass add odd.csv")
    )
    monkeypatch.chdir(tmp_path)
    Path("odd.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(Problem, match=r"my-town-2026\.mapping\.toml"):
        app(["--project", ".", *first], standalone_mode=False)
    mapping = Path("my-town-2026.mapping.toml")
    made = mapping.read_text(encoding="utf-8")
    kind, entry = toml.split("\nhas_header")[0], toml.split("\n\n")[1]
    assert kind in made
    assert entry in made
    for header, column in (
        ("No.", "search_id"),
        ("Officer", "user"),
        ("Search Time", "searched_at"),
        ("Purpose", "reason"),
    ):
        made = re.sub(rf'(header = "{re.escape(header)}"\ncolumn = )""', rf'\1"{column}"', made)
    mapping.write_text(made, encoding="utf-8")
    app(["--project", ".", *second], standalone_mode=False)
    assert Path("data/raw/my-town-2026/odd.csv").is_file()


def test_the_glossary_is_the_same_in_all_three_documents() -> None:
    found = {
        name: re.findall(
            r"<!-- glossary:start -->\n(.+?)<!-- glossary:end -->", read_document(name), re.S
        )
        for name in ("README.md", "METHODOLOGY.md", "index.md")
    }
    assert found["README.md"] == found["METHODOLOGY.md"] == found["index.md"]
    assert found["README.md"][0].count("\n| **") == 10


@pytest.mark.parametrize("part", ["known", "speed"])
def test_the_readme_has_the_markers_that_generators_need(part: str) -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    assert text.count(f"<!-- {part}:start -->") == 1
    assert text.index(f"<!-- {part}:start -->") < text.index(f"<!-- {part}:end -->")


def test_the_readme_names_every_notebook_that_exists() -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in (HOME / "notebooks").glob("*.ipynb")}
    assert names <= set(re.findall(r"notebooks/(\w+\.ipynb)", text))


def test_the_commands_without_make_are_those_that_make_runs() -> None:
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for words in ("helpers reproduce", 'pytest --nbval --nbval-current-env -m "not slow" -n 2'):
        assert f"-m {words}" in readme
        assert f"-m {words}" in makefile
    recipe = re.split(r"\n\n", makefile.split("\ntest: ")[1])[0].splitlines()[1:]
    for command in " && ".join(line.strip("\t@") for line in recipe).split(" && "):
        assert re.sub(r"\$\(\w+\)/?", "", command).removeprefix(" ") in readme, command
    lock = re.search(r"uv pip compile .+ -o requirements.lock", makefile)
    assert lock
    assert lock.group() in (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=HOME, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for target in ("setup", "reproduce", "test", "test-all", "lab"):
        assert re.search(rf"^  make {target}\s+\S", done.stdout, re.M), target


def list_parameters() -> list[str]:
    """Return the rows of the guide's table: each notebook's parameters and their comments."""
    rows = []
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        source = next(
            (
                "".join(cell["source"])
                for cell in cells
                if "parameters" in cell["metadata"].get("tags", [])
            ),
            "",  # a notebook may have none
        )
        lines = source.splitlines()
        for statement in ast.parse(source).body:
            assert isinstance(statement, ast.AnnAssign), f"{path.name}: a parameter has no type"
            assert isinstance(statement.target, ast.Name)
            name = statement.target.id
            comment = lines[statement.lineno - 1].partition("  # ")[2]
            assert comment, f"{path.name}: {name} has no comment"
            rows.append(f"| [{path.stem}](../notebooks/{path.name}) | `{name}` | {comment} |")
    return rows


def test_the_guide_lists_every_parameter_as_the_notebooks_explain_it() -> None:
    text = (HOME / "docs" / "reporter.md").read_text(encoding="utf-8")
    inside = text.split("<!-- parameters:start -->")[1].split("<!-- parameters:end -->")[0]
    rows = list_parameters()
    assert inside.strip().splitlines()[2:] == rows, "\n".join(rows)


def read_section(name: str, heading: str) -> str:
    """Return what stands under a heading of a document, up to the next one."""
    text = (HOME / name).read_text(encoding="utf-8")
    return re.split(r"^#", text.split(f"# {heading}\n")[1], maxsplit=1, flags=re.M)[0]


@pytest.mark.parametrize(
    ("heading", "rules"),
    [
        ("Wordings of numbers", {*wording.WORDINGS, *wording.SCALES}),
        ("Wordings of dates", {*dates.DATE_WORDINGS}),
    ],
)
def test_the_methodology_explains_every_wording_that_has_a_rule(
    heading: str, rules: set[str]
) -> None:
    rows = re.findall(r"^\|[^|]+\|", read_section("METHODOLOGY.md", heading), re.M)
    assert set(re.findall(r'"([^"]+)"', "".join(rows))) == rules


def test_the_methodology_says_how_far_about_reaches() -> None:
    said = re.search(
        r'"about".*?\| (\d+)% to either side', read_section("METHODOLOGY.md", "Wordings of numbers")
    )
    assert said
    assert int(said[1]) == wording.ABOUT_TOLERANCE * 100


def test_the_methodology_explains_every_relation() -> None:
    rows = re.findall(r"^\| ([a-z, ]+) \|", read_section("METHODOLOGY.md", "Relations"), re.M)
    explained = [name for row in rows[1:] for name in row.split(", ")]
    assert explained == [kind.value for kind in relations.RelationKind]


def test_what_the_code_says_of_a_document_stands_there() -> None:
    """A comment that sends the reader to a heading sends them somewhere."""
    lost = []
    for path in sorted((HOME / "src").rglob("*.py")):
        for name, heading in re.findall(r'(\w+\.md), "([^"]+)"', path.read_text("utf-8")):
            document = next(one for one in DOCUMENTS if one.name == name)
            headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.M)
            if not any(found.startswith(heading) for found in headings):
                lost.append(f"{path.name}: {name}, {heading}")
    assert lost == []


def test_the_fields_of_a_trace_are_as_documented() -> None:
    (trace, claim) = (ask("trace", name) for name in ("series.conway_total", "N002"))
    assert list(trace) == list(claim) == read_fields("trace")
    assert list(trace["rows"][0]) == read_fields("trace-rows")
    assert list(claim["bears"][0]) == read_fields("trace-links")
    assert list(ask("trace", "--from", "N002")[0]) == read_fields("trace-links")
    rows = next(one for one in ask("findings") if one["id"] == "series.conway_total")["rows"]
    assert list(rows[0]) == read_fields("findings-rows")


def test_the_fields_of_a_bundle_and_of_a_correction_are_as_documented() -> None:
    assert [field.name for field in fields(bundle.BundleReport)] == read_fields("bundle")
    text = read_document("machine-readable-output.md")
    for made in (bundle.LeftOut, Corrected):
        assert all(f"`{field.name}`" in text for field in fields(made))


def test_the_fields_of_a_difference_are_as_documented() -> None:
    assert list(ask("diff", "synthetic-list-example", "synthetic-list-sample")) == read_fields(
        "diff"
    )
    assert [field.name for field in fields(moves.Move)] == read_fields("diff-moved")
