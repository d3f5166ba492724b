"""Swap one thing in a sentence whose number matches: what comes out is wrong, and must not match.

python tests/drafts/swaps.py a b --words      # words beside numbers, not the numbers' own
python tests/drafts/swaps.py a b      # by kind of swap, how many still match, how many are flagged
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from score_stories import NUMBERISH, STORIES, Tally, list_stories

BODIES = {
    "ICE": "HSI",
    "HSI": "ICE",
    "Immigration and Customs Enforcement": "Homeland Security Investigations",
    "Homeland Security Investigations": "Immigration and Customs Enforcement",
}
_SHORT = {"ICE": "ice", "HSI": "hsi", "Immigration and Customs Enforcement": "ice",
          "Homeland Security Investigations": "hsi"}  # fmt: skip
_BODY = re.compile(r"\b(?:" + "|".join(sorted(BODIES, key=len, reverse=True)) + r")\b")
SIDES = {
    "more than": "fewer than",
    "fewer than": "more than",
    "at least": "at most",
    "nearly": "more than",
    "almost": "more than",
    "just under": "just over",
    "just over": "just under",
}
_SIDE = re.compile(r"\b(?:" + "|".join(SIDES) + r")\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20[0-2]\d\b")
_BIG = re.compile(r"\b[mb]illion\b")
_DIGITS = re.compile(r"\d[\d,]*\d")
PRINCIPAL = ("agency", "side", "year", "magnitude")
"""Swaps that must never leave a match."""


WORDS = {
    "direction": """rose=fell|fell=rose|climbed=dropped|dropped=climbed|grew=shrank
        increased=decreased|increase=decrease|up(?= from)=down|down(?= from)=up|more(?! than)=fewer
        fewer(?! than)=more|higher=lower|highest=lowest|jumped=plunged
        rise=drop|drop=rise|added=lost""",
    "order": """before=after|after=before|earlier=later|later=earlier|since=until|ending=beginning
        first(?= [a-z])=last|last(?! (?:year|month|week))=first|second(?= [a-z])=third|third=second
        inside=outside|outside=inside""",
    "level": """federal=local|local=state|national=statewide|nationwide=statewide|own=other
        immigration=traffic|public=private|county=city""",
    "deed": """read=erased|searched=sold|searched=shared|shared=canceled|stopped=began|ended=signed
        denied=approved|approved=denied|carried=blocked|made=received|ran=refused|blocked=allowed
        block=allow|reviewed=deleted|used=banned|signed=vetoed|sent=received|asked=thanked
        published=hid|removed=installed|touched=skipped|revoked=restored|passed=failed""",
    "quantity": """all(?= (?:of|but))=half|every=no|without=with|total=average|average=total
        not=always|none=all|alone=together|distinct=identical|both=neither|single=second""",
    "time": """(?<=a )day=week|(?<=a )week=month|(?<=a )month=year|(?<=the )year=month|daily=weekly
        monthly=daily|weekly=hourly|days=weeks|weeks=months|months=years|hours=days|years=months
        last(?= (?:year|month|week))=next|this(?= (?:year|month|week))=last|summer=winter""",
    "noun": """searches=cameras|searches=arrests|queries=cameras|queries=arrests|lookups=cameras
        cameras=officers|cameras=searches|agencies=officers|agencies=states|departments=cameras
        users=states|states=counties|states=agencies|networks=officers|networks=cameras
        arrests=requests|agreements=arrests|rows=cameras|requests=arrests|governors=mayors
        lawmakers=officers|adults=children|cities=states|organizations=officers|letters=searches
        accounts=cameras|photos=plates|drivers=officers|contracts=arrests|times=states|portal=app""",
    "agency": """ICE=FBI|ICE=CBP|HSI=ATF|HSI=CBP|Border Patrol=FBI|CBP=HSI|FBI=ICE|DHS=FBI
        Flock=Axon|Homeland Security Investigations=Border Patrol|Nlets=Clear""",
    "credit": """KING 5=The Stranger|KING 5=404 Media|404 Media=ProPublica|404 Media=KING 5
        The Urbanist=Axios|Georgetown University=Stanford University|Seattle Times=Oregonian
        University of Washington=Georgetown University|EFF=ACLU|Nextgov=Politico|Reuters=Bloomberg
        Electronic Frontier Foundation=ACLU|Suncoast Searchlight=Denver Post|Wyden=Cantwell""",
    "month": """January=June|February=May|March=August|April=May|(?<=in )May=October|June=November
        July=August|August=January|September=February|October=March|November=April|December=May""",
    "weekday": "Monday=Friday|Tuesday=Sunday|Wednesday=Monday|Thursday=Tuesday|Friday=Monday",
    "place": """(?<!University of )Washington=Ohio|Oregon=Ohio|California=Oregon|Colorado=Ohio
        Illinois=Oregon|Texas=Ohio|Florida=Oregon|Virginia=Ohio|Minnesota=Ohio|Massachusetts=Ohio
        New York=Oregon|Maryland=Ohio|Danville=Spokane|Denver=Spokane|Yakima=Tucson|Seattle=Tucson
        Richland=Spokane|Dallas=Tucson|Olympia=Spokane|Auburn=Tucson|Lakewood=Spokane
        Lynnwood=Spokane|Wenatchee=Tucson|Oakland=Tucson|Kent=Tucson""",
}
"""Words and one that says something else, by what it is about."""
_WORDS = [
    (kind, re.compile(rf"(?<![\w-]){old}(?![\w-])"), new)
    for kind, table in WORDS.items()
    for old, _, new in (
        pair.strip().rpartition("=") for pair in re.split(r"\n|\|(?![^()]*\))", table)
    )
]
_COUNTED = re.compile(r"\s(?:searches|queries|lookups|cameras|agencies|agreements|arrests|rows)\b")
INSERTED = (" a day", " in Ohio", " next year", " by local police")
"""What makes a count another one, behind the noun."""
_APART = re.compile(r"[;:—()]|, (?:and|but|while|whereas|although|though)\b")
BESIDE = 60
"""Characters between a number and a word that is surely said of it."""


def _replace(text: str, found: re.Match[str], new: str, at: int = 0) -> str:
    return text[: at + found.start()] + new + text[at + found.end() :]


def _transpose(number: str) -> str:
    """Return a number with its first two unlike neighboring digits exchanged, zero first apart."""
    places = [n for n, one in enumerate(number) if one.isdecimal()]
    for a, b in itertools.pairwise(places[1:]):
        if number[a] != number[b]:
            letters = list(number)
            letters[a], letters[b] = letters[b], letters[a]
            return "".join(letters)
    return number


def swap(row: Any) -> Iterator[tuple[str, str, int]]:
    """Yield the kind of a swap, the sentence with it, and where the number then begins."""
    sentence = row.sentence
    a = sentence_start(row)
    start, end = row.start - a, row.end - a
    number = sentence[start:end]
    who = {one for fact in row.decision.facts[:1] for one in fact.fact.who} & {"ice", "hsi"}
    left = max(sentence.rfind(sign, 0, start) for sign in ".;:—") + 1
    bodies = list(_BODY.finditer(sentence, left))
    if len(who) == 1 and not row.decision.worked and len({_SHORT[one[0]] for one in bodies}) == 1:
        made = [sentence[:left] + _BODY.sub(lambda one: BODIES[one[0]], sentence[left:stop])
                for stop in (start, len(sentence))]  # fmt: skip
        yield "agency", made[1], len(made[0])
    found = _SIDE.search(number)
    if found and "exactly" not in number:
        yield "side", _replace(sentence, found, SIDES[found[0].lower()], start), start
    found = _BIG.search(number)
    if found:
        yield (
            "magnitude",
            _replace(sentence, found, "billion" if found[0] == "million" else "million", start),
            start,
        )
    years = list(_YEAR.finditer(sentence))
    if len(years) == 1 and years[0].start() >= start and years[0].end() <= end:
        yield "year", _replace(sentence, years[0], str(int(years[0][0]) + 1)), start
    found = _DIGITS.search(number)
    if found and not _YEAR.fullmatch(found[0]) and len(found[0].replace(",", "").rstrip("0")) >= 3:
        new = _transpose(found[0])
        if new != found[0]:
            yield "digits", _replace(sentence, found, new, start), start
    if re.search(r"\d(?:%| percent)$", number):
        new = re.sub(r"%$| percent$", " percentage points", number)
        yield "points", sentence[:start] + new + sentence[end:], start


def swap_words(row: Any) -> Iterator[tuple[str, str, int]]:
    """Yield swaps of one word beside a number, and counts made another by a few words more."""
    sentence = row.sentence
    a = sentence_start(row)
    start, end = row.start - a, row.end - a
    for kind, old, new in _WORDS:
        for found in old.finditer(sentence):
            i, j = found.span()
            between = sentence[j:start] if j <= start else sentence[end:i]
            if (
                (i < end and j > start)
                or len(between) > BESIDE
                or _APART.search(between)
                or NUMBERISH.search(between)
            ):
                continue
            if not re.search(rf"\b{re.escape(new)}\b", sentence):
                shift = len(new) - (j - i) if j <= start else 0
                yield kind, _replace(sentence, found, new), start + shift
    counted = _COUNTED.match(sentence, end)
    if counted and row.mention.kind == "count" and not row.mention.per and not row.mention.lasting:
        for more in INSERTED:
            if more not in sentence:
                stop = counted.end()
                yield "inserted", sentence[:stop] + more + sentence[stop:], start


def sentence_start(row: Any) -> int:
    """Return where a row's sentence begins in the draft."""
    return int(row.start - row.mention.start)


def run(
    texts: Iterable[tuple[str, str]],
    check: Callable[[str], list[Any]],
    every: bool = False,
    swapped: Callable[[Any], Iterator[tuple[str, str, int]]] = swap,
) -> dict[str, tuple[Tally, Tally, list[str]]]:
    """Return by kind: which swapped numbers match, which are flagged, and the sentences."""
    found: dict[str, tuple[Tally, Tally, list[str]]] = defaultdict(lambda: (Tally(), Tally(), []))
    for name, text in texts:
        for row in check(text):
            if row.mention.kind == "words" or (row.answer != "matches" and not every):
                continue
            a = sentence_start(row)
            if a < text.find("\n\n"):  # The paragraph before is there to lean on.
                continue
            if text[a : a + len(row.sentence)] != row.sentence:
                continue
            for kind, new, start in swapped(row):
                story = text[:a] + new + text[a + len(row.sentence) :]
                after = [one for one in check(story) if a + start <= one.start <= a + start + 12]
                if not after:
                    continue
                flagged = [one for one in after[:1] if one.answer in ("differs", "please check")]
                still, caught, said = found[kind]
                still.add(after[0].answer == "matches")
                caught.add(bool(flagged))
                if after[0].answer == "matches" or not flagged:
                    said.append(f"{after[0].answer} {name} {after[0].text!r}: {new}")
    return dict(found)


def read_texts(hands: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the stories of some hands, paragraph by paragraph with the one before it."""
    for name in list_stories(hands):
        parts = (STORIES / f"{name}.md").read_text(encoding="utf-8").split("\n\n")
        for before, part in zip(["", *parts], parts, strict=False):
            yield name, f"{before}\n\n{part}"


if __name__ == "__main__":
    from helpers.drafts.check import load_checker
    from helpers.project import find_project

    hands = [one for one in sys.argv[1:] if not one.startswith("-")] or ["a", "b", "case"]
    checker = load_checker(find_project())
    swapped = swap_words if "--words" in sys.argv else swap
    for kind, (still, caught, said) in run(
        read_texts(hands), checker.check_text, "--every" in sys.argv, swapped
    ).items():
        notes = said if "--notes" in sys.argv else []
        lines = [f"{kind:10} still match {still}   flagged {caught}", *notes]
        sys.stdout.write("\n   ".join(lines) + "\n")
