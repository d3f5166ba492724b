"""Freshness: no page gives a number that has changed, or that rests on what has changed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpers.claims.claim import Claim
from helpers.claims.finding import Finding
from helpers.errors import Problem
from helpers.site.notebook_pages import Page

_OWN = re.compile(r'<main data-number="([^"]*)" data-rests-on="([^"]*)"')

MOST = 5
"""So many old numbers are listed; the others are counted."""

_LINK = re.compile(r'(<a\b[^>]*?)( href="(?:\.\./)?(?:findings|claims)/([^"/#]+)\.html")')
_ANCHOR = re.compile(r'(<a\b[^>]*?)( href="#(?:finding-)?([^"#]+)")')
_BOUND = re.compile(r'<a\b[^>]*? href="[^"]*?([^"/#]+?)(?:\.html)?" data-rests-on="([^"]*)"')


@dataclass(frozen=True)
class Stale:
    """A number on a page that isn't what it was: the page, its id, and what it was and is."""

    page: str
    notebook: str
    id: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return it as a sentence."""
        if self.old == self.new:
            return f"{self.page} gives {self.old} for {self.id}, which rests on other rows now"
        return f"{self.page} gives {self.old} for {self.id}, which is {self.new} now"


def find_stale(
    pages: Iterable[Page],
    claims: Mapping[str, Claim],
    findings: Mapping[str, Finding],
    tables: Mapping[str, Collection[str]],
) -> Iterator[Stale]:
    """Yield the old numbers on the pages of notebooks.

    `tables` are the digests that each release's table and ledger have now; those of releases that
    are not among them are not compared.
    """
    for page in pages:
        shown = f"notebooks/{page.name}.html"
        for sentence in page.sentences:
            for piece in (*sentence.segments, *sentence.may_print):
                number = findings.get(piece.id) or claims.get(piece.id)
                if number is None or not piece.id:
                    continue
                texts = {number.text}
                if isinstance(number, Finding) and isinstance(number.value, int | float):
                    texts.add(number.model_copy(update={"value": abs(number.value)}).text)
                changed = piece.hash and number.hash and piece.hash != number.hash
                if piece.text not in texts or changed:
                    new = piece.text if piece.text in texts else number.text
                    yield Stale(shown, page.name, piece.id, piece.text, new)
        for finding in page.findings:
            known = findings.get(finding.id)
            if known and (known.text, known.hash) != (finding.text, finding.hash):
                yield Stale(shown, page.name, finding.id, finding.text, known.text)
        for name, caption, digest in page.sources:
            if name in tables and digest not in tables[name]:
                words = f"\u201c{caption}\u201d"
                yield Stale(shown, page.name, name, words, words)


def check_fresh(stale: Iterable[Stale]) -> None:
    """Refuse pages that would give an old number.

    Raises Problem naming each page and number, what it was and what it is now.
    """
    found = list(dict.fromkeys(stale))
    if not found:
        return
    listed = "; ".join(map(str, found[:MOST]))
    more = f"; and {len(found) - MOST:,} more" if len(found) > MOST else ""
    notebooks = " and ".join(dict.fromkeys(f"plateglass run {one.notebook}" for one in found))
    raise Problem(
        f"A page would give an old number: {listed}{more}",
        file=f"{found[0].notebook}.ipynb",
        remedy=f"Run it again: {notebooks}",
    )


def bind_numbers(text: str, hashes: Mapping[str, str], *, one_file: bool = False) -> str:
    """Return a page on which each link to a number says the hash of the rows or claims behind it.

    >>> bind_numbers('<a href="findings/a.b.html">7</a>', {"a.b": "12ab"})
    '<a href="findings/a.b.html" data-rests-on="12ab">7</a>'
    """

    def bind(found: re.Match[str]) -> str:
        known = hashes.get(found[3], "")
        return found[0] + (f' data-rests-on="{known}"' if known else "")

    return (_ANCHOR if one_file else _LINK).sub(bind, text)


def bind_page(name: str, text: str, hashes: Mapping[str, str]) -> str:
    """Return the page of one number with its own hash at the head of its main part."""
    folder, _, file = name.rpartition("/")
    number = file.removesuffix(".html")
    if folder not in ("findings", "claims") or number not in hashes:
        return text
    opening = f'<main data-number="{number}" data-rests-on="{hashes[number]}"'
    return text.replace("<main", opening, 1)


def read_numbers(text: str) -> dict[str, str]:
    """Return the numbers that a page links to, and the hash of what is behind each.

    >>> read_numbers('<a class="n" href="../claims/N001.html" data-rests-on="12ab">7</a>')
    {'N001': '12ab'}
    """
    return dict(_BOUND.findall(text) + _OWN.findall(text))


# Why a page was written: what it gives that it did not give before.


def say_change(old: str | None, new: str) -> str:
    """Return why a page is written anew, as part of a sentence."""
    if old is None:
        return "it was not there"
    before, now = read_numbers(old), read_numbers(new)
    moved = [name for name in now if name in before and now[name] != before[name]]
    came, went = (
        [one for one in here if one not in there] for here, there in ((now, before), (before, now))
    )
    reasons = []
    for words, names in (
        ("the rows or claims behind {} changed", moved),
        ("it gives {} for the first time", came),
        ("it no longer gives {}", went),
    ):
        if names:
            more = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
            reasons.append(words.format(", ".join(names[:MOST]) + more))
    return ", and ".join(reasons) or "its words or its look changed"


def note_changes(reasons: Mapping[str, str], notes: Path) -> None:
    """Keep why pages were written, and when, with what is known about the others."""
    known = read_notes(notes)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known |= {name: {"why": why, "when": now} for name, why in reasons.items()}
    notes.parent.mkdir(parents=True, exist_ok=True)
    temporary = notes.with_suffix(".tmp")
    temporary.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(notes)


def read_notes(notes: Path) -> dict[str, dict[str, str]]:
    """Return why each page was last written, and when; nothing if nobody kept it."""
    try:
        known: dict[str, dict[str, str]] = json.loads(notes.read_text(encoding="utf-8"))
        return {
            name: {"why": one["why"], "when": datetime.fromisoformat(one["when"]).isoformat()}
            for name, one in known.items()
        }
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return {}
