"""House style: words and phrases that no reader-facing string may have.

Readers see the documents, the pages' templates, the notebooks' Markdown, messages and the help of
the commands. Data and quotations are as their publishers wrote them, so they aren't tested.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from helpers.project import HOME
from helpers.site.charts import MIME as FIGURE
from helpers.site.tables import MIME as TABLE

NOT_YET: tuple[str, ...] = ()
"""Where strings are not rewritten yet: files, folders (with a slash), sections of documents."""

MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"

WORDS = {
    r"(?<![\w-])(?:time[ -])?stamps?\b(?!_)": "timestamp; date and time",
    r"\b(?:its|the|their|own) place in (?:a|the) (?:file|row|line)": "position",
    r"\b(?:is|are|was|were|be) told (?!apart)(?:from|by|of|the|for|in)\b": "detected; named",
    r"\btells? the (?:encoding|dialect|delimiter|kind|format|zone)": "detects",
    r"\bspeaks? (?:of|for)\b": "mentions; is about",
    r"\bsays? nothing of\b": "doesn't address",
    r"\bof whom\b": "about whom; or name it",
    r"\b(?:rejected|listed|refused|named) by name\b": "with a reason",
    r"\bbears? (?:up)?on\b|\bbearing (?:up)?on\b": "is evidence on; affects",
    r"\bof another origin\b": "independent",
    r"\bin vain\b": "false alarm",
    r"\b(?:that|those) of (?:the|a|an|ICE|HSI|CBP|Nlets|all|two|one)\b": "repeat the noun",
    r"\bset(?:s|ting)? (?:\w+ ){0,3}(?:beside|against)\b": "compare with",
    r"\b(?:what|whatever) (?:became|becomes) of\b": "what happened to",
    r"\bkept back\b": "withheld",
    r"\blike (?:periods|units)\b": "similar",
    r"\bmay be printed\b": "You can print",
    r"\bprinted (?:figure|claim|number|rise|count|percentage)s?\b": "published",
    r"\bfederal (?:body|bodies|desk)\b|\bbodies\b": "agency; agencies",
    r"\bunticked\b": "unchecked",
    r"\bmade-up\b|\bmade up\b": "invented",
    r"\bso that\b": "so",
    r"\b(?:stands?|stood) (?:for|in|at|beside|there|here|with|by|behind|under|among)\b": "is",
    r"\bNlets's\b": "Nlets'",
    r"\b(?:is|are) no (?:\w+ )?(?:verdict|text|day|date|row|table|source|bound|log)\b": "isn't a",
    r"\bover (?=\d)(?!\d+(?::|%? in))": "more than",
    r"\bupwards? of\b|\bca\. ": "more than; about",
    r"\bapproximately\b": "about",
    r"\bmotor-vehicle\b": "motor vehicle",
    r"\bapart from (?:it|them)\b": "separately",
    r"(?<!changed )(?<!true )\b(?:over|under) \{": "more than; less than",
    r"\bper cent\b|\d percent\b": "188%",
    r"\borganis|\bcolour|\blabelled\b|\blicence\b|\bgrey\b|\bbehaviour|\bcentre\b": "US spelling",
    r"\b(?:look-ups?|cut-offs?|state-wide|set-up|misspelt)\b": "lookup, cutoff, statewide, setup",
    rf"\b\d{{1,2}} (?:{MONTH})\b(?: \d{{4}})?": "Sept. 30, 2025",
    r"(?<![\w/-])(?<!such as )20\d\d-\d\d-\d\d(?![\w/-])": "Sept. 30, 2025",
    r"\b(?:January|February|August|September|October|November|December) \d{1,2}(?!\d)": "Sept. 30",
    r"\b\d{1,2}:\d\d ?[AP]M\b": "5:41 p.m.",
}
"""What house style doesn't say, and what it says."""

PHRASES = """\
What is known, and what may be printed
in the year to 30 September 2025
which we read as without HSI
which is under 0.3094% of all
A television report says
by the federal accounts it speaks of
Each with its own scope
only if the first count stands for more than printed
nothing to test it against
They fit if both count one unit
whose plate readers Border Patrol could search because they had switched that on
at which it searched without that
a newspaper prints
a magazine at least
A total only with how it comes about
As sources last said by
Not that the others share
we found nothing of another origin that decides
With the list beside it
Agrees with, or is implied by, figures that somebody else counted
Inside what the words allow, outside what a reader takes from them
Outside what the words allow
printed for another scope than the one
figures transcribed from publications
Made-up network audit
each with what may be printed
Through which doors
What came in this release
rejected by name
Does what was counted agree with the totals that the files print
What was kept back, and since when
A name becomes an agency only by a line of
Police in every state share license and registration data
Which totals were printed, and who counted them
What became of the figures on the way into print
Do the rounded forms hold the exact counts
Can older figures be set beside them
is as far apart as that could put the figures
and how long is it there
from what to what, for whom, counted how
under each declared reading
Under which readings do the printed figures fit
there is nothing it could fail to fit
When was each way to the records open
They are not set against one another
So this is a conditional, and no bound
federal bodies reach an agency's plate readers
is here beside what nobody was found to say
a setting that had not been unticked
whose searches are often drugs work
is a class of its own
Where no list speaks for the day
or never be spoken of in public
those nearest to whoever acted decide
What did a restriction do to the monthly counts
By which ways do a state's records reach a federal desk
by which way, to whose desk
Closing one says nothing of the others
is that a way to driver data
Which choices decide the headlines
how far a sentence hangs on its choices
What of what has been printed holds
What did those answer of whom it is said
Which has nothing bearing on it
Nothing of another origin bears on it
that neither confirms nor excludes it
both are reports of a primary source
Said of / A reader takes
of of nobody
that CBP did not query by ICE
These pages run no script and ask no other site
is computed again by anyone with one command
what this machine lacks
stands on everything that reports
print it only as the claim of who made it
Nobody says whose log
There is a release called
is no text:
it swallows
The id stands there twice
a Problem becomes one sentence
that print another claim's figure for another scope
as a note on a number names it
""".splitlines()
"""What an editor crossed out."""


def find_faults(text: str) -> list[str]:
    """Return each phrase that house style doesn't say, with what it says instead."""
    plain = " ".join(text.split())
    found = [
        f"{match.group()!r} ({say})"
        for pattern, say in WORDS.items()
        for match in re.finditer(pattern, plain, re.I if pattern.islower() else 0)
    ]
    return found + [f"{phrase!r}" for phrase in PHRASES if phrase.lower() in plain.lower()]


def strip_code(markdown: str) -> str:
    """Return the prose of a document: no code, generated part, address, or quoted wording."""
    markdown = re.sub(
        r"<!-- (\w+):start -->.*?<!-- \w+:end -->", skip_generated, markdown, flags=re.S
    )
    markdown = re.sub(r"^ *```.*?^ *```$|^> .*?$", "", markdown, flags=re.M | re.S)
    return re.sub(r"`[^`]*`|\]\([^)]*\)|\"[^\"\n]*\"|“[^”]*”|\*[^*\n]+\*", "", markdown)


def skip_generated(match: re.Match[str]) -> str:
    return "" if match[1] in ("known", "parameters", "speed", "measured") else match[0]


def list_documents() -> Iterator[tuple[str, str]]:
    """Yield the prose of each section of a document, but of the dictionary, which is generated."""
    places = ("*.md", "docs/*.md", "data/*/*.md", ".github/**/*.yml")
    for path in sorted(path for place in places for path in HOME.glob(place)):
        name = path.relative_to(HOME).as_posix()
        if name == "docs/data-dictionary.md":
            continue
        for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M):
            yield f"{name}, {part.splitlines()[0]}", strip_code(part)


def list_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((HOME / "src" / "helpers" / "site" / "templates").glob("*.j2")):
        text = re.sub(r"\{[%#{].*?[%#}]\}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.S)
        yield path.relative_to(HOME).as_posix(), text


def list_notebooks() -> Iterator[tuple[str, str]]:
    """Yield what a notebook says: its prose, the words in its code, the heads of its outputs."""
    for path in sorted((HOME / "notebooks").glob("*.ipynb")):
        name = f"notebooks/{path.name}"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield name, strip_code(source)
                continue
            for node in ast.walk(ast.parse(source)):
                if " " in (text := read_text(node)):
                    yield name, text
            for output in cell["outputs"]:
                for text in list_heads(output.get("data", {})):
                    yield name, text


def list_heads(data: dict[str, Any]) -> Iterator[str]:
    """Yield the words around a table or a chart."""
    table, figure = data.get(TABLE, {}), data.get(FIGURE, {})
    yield from (table.get("caption", ""), table.get("notes", ""), *table.get("columns", []))
    yield from (figure.get(name, "") for name in ("title", "subtitle", "source", "alt"))


SPOKEN = ("Problem", "Misuse", "NoTable", "Option", "Argument")


def read_text(node: ast.AST) -> str:
    """Return the text that a node writes; what is put in at run time is a blank."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(read_text(one) for one in node.values)
    return " "


def list_messages() -> Iterator[tuple[str, str]]:
    """Yield the texts of messages and of the help of the commands, each with its file."""
    for path in sorted((HOME / "src" / "helpers").rglob("*.py")):
        name = path.relative_to(HOME).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SPOKEN:
                for part in (*node.args, *(one.value for one in node.keywords)):
                    yield name, re.sub(r"`[^`]*`|--\S+", "", read_text(part))
            elif isinstance(node, ast.FunctionDef) and any(
                ast.unparse(one).startswith("app.command") for one in node.decorator_list
            ):
                yield name, ast.get_docstring(node) or ""


def list_strings() -> Iterator[tuple[str, str]]:
    """Yield every reader-facing text with its file."""
    yield from list_documents()
    yield from list_templates()
    yield from list_notebooks()
    yield from list_messages()


def is_pending(name: str) -> bool:
    return any(name.startswith(one) for one in NOT_YET)


def test_every_string_that_a_reader_sees_is_in_house_style() -> None:
    faults = [
        f"{name}: {fault}"
        for name, text in list_strings()
        if not is_pending(name)
        for fault in find_faults(text)
    ]
    assert faults == []


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_crossed_out_phrase_is_found(phrase: str) -> None:
    assert find_faults(f"So it was: {phrase.upper()}\n again.")


@pytest.mark.parametrize(
    "text",
    [
        "The stamp has no zone.",
        "The encoding is told from the bytes.",
        "Two rows were rejected by name.",
        "A state that no source speaks of",
        "On 30 September 2025 it ended.",
        "It ended on 2025-09-30.",
        "Over 290 million queries",
        "a federal body",
        "made-up records",
    ],
)
def test_a_planted_word_is_found(text: str) -> None:
    assert find_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "The timestamps are in UTC.",
        "We put the file in place.",
        "Rows are told apart by their ids.",
        "It took effect Nov. 19, 2025.",
        "Nlets' count is more than 290 million.",
        "Searches rose 188% over two months.",
    ],
)
def test_plain_english_passes(text: str) -> None:
    assert find_faults(text) == []


def test_what_is_not_rewritten_yet_exists() -> None:
    names = [name for name, _ in list_strings()]
    assert [one for one in NOT_YET if not any(name.startswith(one) for name in names)] == []
