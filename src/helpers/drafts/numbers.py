"""Numbers: every number that a draft prints, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from helpers.claims.wording import SCALES
from helpers.drafts.tokens import (
    BIG,
    MULTIPLES,
    ORDINALS,
    PARTS,
    SMALL,
    SUFFIXES,
    WORDED,
    Mention,
    Sort,
    find_dates,
    read_digits,
    read_words,
)

# Patterns: how numbers, shares, multiples and ranks are written in prose.

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"

_BIG = rf"(?:{'|'.join(BIG)})"

_NUMBER = (
    rf"(?P<digits>(?<![\w,.])-?{_DIGITS})(?:[\s-]?(?P<big>{_BIG})\b|(?P<suffix>bn|mn|[mMkKbB])\b)?"
    rf"|(?P<words>\b(?:{WORDED}))\b"
)

_PART = rf"(?:{'|'.join(sorted(PARTS, key=len, reverse=True))})"

_SCALES = "|".join(one for one in sorted(SCALES, key=len, reverse=True) if one != "tens")

_MULTIPLES = "|".join(sorted(MULTIPLES, key=len, reverse=True))

_ORDINALS = "|".join(ORDINALS)

_SMALL = rf"(?:{'|'.join(sorted(SMALL, key=len, reverse=True))}|\d+)"

PERCENT = r"[\s-]?(?:%|percent(?!age)\b|per\s?cent(?!age)\b|pct\b)"

_POINTS = (
    r"[\s-]?(?:percentage[\s-]points?|percent[\s-]points?|points?\s+of\s+percentage|points?)\b"
)

_MORE = (
    r"(?:more|higher|greater|larger|bigger|faster|again as many|as many again|above|the increase)"
)

FORMS: list[tuple[str, re.Pattern[str]]] = [
    (
        "votes",
        re.compile(
            r"(?<![\w-])(\d{1,3})\s?(?:[-–]|\sto\s)\s?(\d{1,3})(?=\s+(?:vote|margin|"
            r"in favor|decision|against|party-line))|(?:\b(?:votes?|voted|passed|"
            r"approved|cleared|adopted|tally|margin|bill|"
            r"concurred)\b[^.;]{0,45}?\s)(\d{1,3})\s?(?:[-–]|"
            r"\sto\s)\s?(\d{1,3})(?![\d-])(?!\s*(?:percent|%))|"
            r"\b(?:Senate|House|committee|chamber|council|legislature|lawmakers)\b"
            r"[^.;]{0,90}?\s(\d{1,2})[-–](\d{1,2})(?![\d-])",
            re.I,
        ),
    ),
    (
        "clock",
        re.compile(
            r"(?<![\w:])\d{1,2}(?::\d\d)?(?::\d\d)?\s?(?:[ap]\.m\.|[ap]m\b)|"
            r"(?<![\w:])\d{1,2}:\d\d(?::\d\d)?(?!\w)",
            re.I,
        ),
    ),
    (
        "decimal part",
        re.compile(
            rf"\b(?P<one>one|1) (?:in|out of|of) (?:an?|every|each)(?: one)? "
            rf"(?P<scale>hundred|thousand|million)\b|"
            rf"\b(?P<some>{_SMALL}) (?:in|out of|of every|"
            rf"of) (?:every )?(?P<all>\d{{1,3}}(?:,\d{{3}})+|{_SMALL})\b"
            rf"(?!\s*(?:,\d|percent|%|{_BIG}))",
            re.I,
        ),
    ),
    (
        "half scale",
        re.compile(
            rf"\b(?:half|quarter of)\s+an?\s+(?P<big>{_BIG})\b|"
            rf"\b(?:a\s+)?quarter[\s-](?P<qbig>million|billion)\b",
            re.I,
        ),
    ),
    (
        "fraction",
        re.compile(
            rf"\b(?:(?P<n>{_SMALL})[\s-](?P<d>{_PART})s?|"
            rf"(?P<a>an?)[\s-](?P<ad>{_PART})|(?P<h>half)|(?P<th>one[\s-](?:half|"
            rf"third|quarter|fifth|tenth)))\b(?=\s+(?:of|the|as|a percent|all)\b|"
            rf"[.,;]|\s*$)",
            re.I,
        ),
    ),
    (
        "scale",
        re.compile(
            rf"\b(?:{_SCALES}|dozens)(?=\s+(?!years old)\w|[.,;]|$)",
            re.I,
        ),
    ),
    (
        "odds",
        re.compile(rf"\b(?P<n>{_SMALL}|\d+(?:\.\d+)?)(?:\s|-)to(?:\s|-)(?:one|1)\b", re.I),
    ),
    (
        "odds",
        re.compile(
            rf"\b(?:by )?an? factor of (?:about |around |roughly |some |nearly |almost )?"
            rf"(?P<n>{_SMALL}|\d+(?:\.\d+)?)\b",
            re.I,
        ),
    ),
    ("fold", re.compile(rf"\b(?:an?\s)?(?P<n>{_SMALL}|{_BIG}|\d+(?:\.\d+)?)[\s-]?fold\b", re.I)),
    (
        "multiple",
        re.compile(
            rf"\b(?:more than )?(?P<m>{_MULTIPLES})\b(?!\s+(?:a|each|per|every|"
            rf"the time|check|digit|in a row|as an?)\b)(?P<more>\s+{_MORE}\b)?",
            re.I,
        ),
    ),
    (
        "rank",
        re.compile(
            rf"\b(?:No\.|number)\s?(?P<d>\d{{1,3}})\b|\b(?P<o>{_ORDINALS}|"
            rf"\d{{1,3}}(?:st|nd|rd|th))[\s-](?=(?:largest|highest|biggest|most|"
            rf"busiest|largest-ever|lowest|smallest|place|in line|state|time|"
            rf"of its kind)\b)|\bthe\s+(?P<l>\d{{1,3}}(?:st|nd|rd|th))\b|"
            rf"\btop\s(?P<t>{_SMALL})\b|\b(?P<p>\d{{1,4}}(?:st|nd|rd|th))\b",
            re.I,
        ),
    ),
]

RANGE = re.compile(
    rf"(?<![\w,.])(?P<low>{_DIGITS})(?:\s?[-–]\s?|\s+(?:to|"
    rf"and)\s+)(?P<high>{_DIGITS})(?![\w,]*\d)(?!-)(?:[\s-]?(?P<big>{_BIG})\b)?"
)

NUMBERS = re.compile(_NUMBER, re.I)

AFTER = re.compile(
    rf"(?P<points>{_POINTS})|(?P<percent>{PERCENT})|"
    rf"(?P<times>\s+times\b(?P<more>\s+(?:as\s+)?{_MORE}\b)?(?P<as>\s+(?:as|"
    rf"what|the|that|those|its|their|ICE|HSI)\b)?)",
    re.I,
)

ORDINAL_TAIL = re.compile(r"(?:st|nd|rd|th)\b")

IDLE_ONE = re.compile(
    r"\b(?:no|any|every|some|each|this|that|the|only|which|another|many|first|earlier|later|former|"
    r"latter|previous|larger|smaller|second|last|other|new|old|next)\s+$",
    re.I,
)

AFTER_ONE = re.compile(
    r"\s+(?:another|day\b(?!s)|can\b|could\b|might\b|would\b|who\b|knows?\b|"
    r"says?\b|thing\b|way\b|by\s+one|"
    r"that\b|should\b|does\b|is\b|was\b|more\b|reason\b)|'s\b|’s\b",
    re.I,
)


# Skips: digits in a draft that are names, marks or addresses, and no figures of the story.

_SKIPPED = re.compile(
    r"""
    https?://\S+ | www\.\S+ | \S+@\S+\.\w+                        # addresses
  | \[\^?[\w-]{1,12}\](?:\([^)\s]*\))? | \[\^?\d{1,3}(?=$)        # footnote marks, cut ones too
  | \(?\b\d{3}\)?[-.\x20]\d{3}[-.]\d{4}\b | \+\d[\d\x20-]{7,}\d     # telephones
  | \b(?:SB|HB|AB|HR|RCW|WAC|CRS|ORS|USC|CFR|ILCS|Prop\.?|Proposition|Public\ Law|P\.L\.|Act)
      \.?\s?\d[\d.:()\w-]*                                          # laws
  | \b\d+\s(?:U\.?S\.?C\.?|C\.?F\.?R\.?)\s(?:§+\s?)?\d[\d.()\w-]*
  | \b(?:Senate|House|Assembly)\ Bill\ \d+
  | (?:§+\s?|\b(?:[Ss]ections?|[Aa]rticle|[Cc]hapter|[Tt]itle|[Ff]orm|[Rr]oute|[Hh]ighway|
      [Ii]nterstate|I-|US-|SR-?|[Cc]hannel|[Pp]age|
      (?<!\ba\ )(?<!the\ )(?<!that\ )[Ff]igure|[Tt]able|[Nn]ote|[Ff]ootnote|
      [Ee]xhibit|[Vv]ersion|[Rr]oom|[Ss]uite|[Aa]pt\.?|[Dd]istrict|[Pp]recinct|[Cc]ase\ [Nn]o\.?|
      [Dd]ocket|[Rr]equest(?=\s\d{4,}\b))\s?(?:[Nn]o\.\s?)?)\d[\w.()-]*(?<![.])
  | \b287\(g\) | \b24/7\b | \b[a-z]?\d+:\d+\b(?=\s(?:sharing|share|agreement|access))
  | \b[KW][A-Z]{2,3}\ \d{1,2}\b | \b(?:KING|FOX|Fox|NBC|ABC|CBS)\ ?\d{1,2}\b
  | \b\d{1,2}(?:News|NEWS)\b
  | \b404\ Media\b
  | \b[A-Z]\d{3}\b                                                  # ids of claims
    """,
    re.VERBOSE,
)


def find_skips(text: str) -> list[tuple[int, int]]:
    """Return the spans of digits that are names, marks, telephones or addresses.

    >>> [text[a:b] for text in ["Under SB 6002, KING 5 said.[3]"] for a, b in find_skips(text)]
    ['SB 6002', 'KING 5', '[3]']
    """
    return [found.span() for found in _SKIPPED.finditer(text)]


# Spotting: every number, percentage, share, multiple, date and rank of a text, each once.


def spot(text: str) -> list[Mention]:
    """Return every number of a text in order; none overlaps another.

    Names, footnote marks, telephones, addresses and the numbers of laws are left out.

    >>> [(one.text, one.sort.value) for one in spot("ICE's 292,114 are under 0.1%, or 1 in 1,000")]
    [('292,114', 'number'), ('0.1%', 'percent'), ('1 in 1,000', 'percent')]
    """
    taken = find_skips(text)
    found: list[Mention] = []
    for mention in _propose(text):
        span = (mention.start, mention.end)
        if all(span[1] <= start or end <= span[0] for start, end in taken):
            taken.append(span)
            found.append(mention)
    return sorted(found, key=lambda one: one.start)


def _propose(text: str) -> Iterator[Mention]:
    """Yield what may be numbers; what comes first has the better claim to its place."""
    for name, form in FORMS[:2]:
        for found in form.finditer(text):
            yield from _read_form(name, found, text)
    yield from find_dates(text)
    for name, form in FORMS[2:]:
        for found in form.finditer(text):
            yield from _read_form(name, found, text)
    for found in RANGE.finditer(text):
        yield from _read_range(found, text)
    for found in NUMBERS.finditer(text):
        yield from _read_number(found, text)


def _read_form(name: str, found: re.Match[str], text: str) -> Iterator[Mention]:
    start, end = found.span()
    match name:
        case "votes":
            groups = [place for place in range(1, 7) if found[place] is not None]
            start, end = found.start(groups[0]), found.end(groups[-1])
            yield Mention(start, end, text[start:end], Sort.VOTES,
                Fraction(1000 * int(found[groups[0]]) + int(found[groups[-1]])),
            )  # fmt: skip
        case "clock":
            yield Mention(start, end, found[0], Sort.CLOCK)
        case "decimal part" if found["one"]:
            yield Mention(
                start, end, found[0], Sort.PERCENT, Fraction(100, BIG[found["scale"].lower()]),
                Fraction(50, BIG[found["scale"].lower()]), is_spelled=True, is_share=True,
            )  # fmt: skip
        case "decimal part":
            some, all_ = _small(found["some"]), _small(found["all"])
            spelled = not found["some"].isdigit()
            if re.search(r"\bof\b", found[0], re.I) and not re.search(
                r"\b(?:out|every)\b", found[0], re.I
            ):
                return  # "8 of 9 cases" are two numbers, of which each is judged.
            if all_ and some < all_:
                yield Mention(
                    start, end, found[0], Sort.PERCENT, Fraction(100 * some, all_),
                    Fraction(100, all_),
                    is_spelled=spelled or all_ <= 10,
                    is_share=True,
                )  # fmt: skip
        case "half scale":
            if found["big"]:
                part = 4 if "quarter" in found[0].lower() else 2
                whole = BIG[found["big"].lower()]
            else:
                part, whole = 4, BIG[found["qbig"].lower()]
            value = Fraction(whole, part)
            yield Mention(
                start, end, found[0], Sort.NUMBER, value, Fraction(whole, 10), is_spelled=True
            )
        case "fraction":
            yield from _read_fraction(found)
        case "scale":
            yield Mention(start, end, found[0], Sort.SCALE, is_spelled=True)
        case "fold" | "odds":
            n = found["n"].lower()
            word = read_words(n) if n[0].isalpha() else None
            value, unit = word or read_digits(n)
            if "factor" in found[0].lower():
                start = found.start("n")
            yield Mention(
                start, end, text[start:end], Sort.TIMES, value, unit, is_spelled=bool(word)
            )
        case "multiple":
            begin = found.start("m")
            more = found["more"] is not None
            yield Mention(
                begin, end if more else found.end("m"),
                text[begin : end if more else found.end("m")],
                Sort.TIMES_MORE if more else Sort.TIMES,
                Fraction(MULTIPLES[found["m"].lower()]), is_spelled=True,
            )  # fmt: skip
        case "rank":
            yield Mention(start, end, found[0].rstrip(" -"), Sort.RANK, _rank(found))


def _rank(found: re.Match[str]) -> Fraction | None:
    word = next((found[one] for one in "doltp" if found[one]), "")
    digits = re.match(r"\d+", word)
    if digits:
        return Fraction(digits[0])
    lower = word.lower()
    return Fraction(ORDINALS.get(lower, SMALL.get(lower, 0))) or None


def _read_fraction(found: re.Match[str]) -> Iterator[Mention]:
    if found["h"]:
        some, all_ = 1, 2
    elif found["th"]:
        some, all_ = 1, PARTS[re.split(r"[\s-]", found["th"].lower())[1]]
    elif found["n"]:
        some, all_ = _small(found["n"]), PARTS[found["d"].lower()]
    else:
        some, all_ = 1, PARTS[found["ad"].lower()]
    if some >= all_ or (found["ad"] or "").lower() == "second":
        return
    yield Mention(
        found.start(), found.end(), found[0], Sort.PERCENT, Fraction(100 * some, all_),
        Fraction(100, 2 * all_), is_spelled=True, is_share=True,
    )  # fmt: skip


def _read_range(found: re.Match[str], text: str) -> Iterator[Mention]:
    scale = BIG[found["big"].lower()] if found["big"] else 1
    (low, _), (high, unit) = read_digits(found["low"], scale), read_digits(found["high"], scale)
    middle = text[found.end("low") : found.start("high")].strip()
    if low >= high or (middle == "and" and not re.search(r"between\s$", text[: found.start()])):
        return
    if middle == "to" and re.search(
        r"(?:from|rose|up|grew|climbed|jumped|went|fell|down|dropped|increased|"
        r"voted?|vote of|soared|"
        r"surged|decreased)\s+(?:about\s+|roughly\s+|some\s+|approximately\s+|around\s+)?$",
        text[: found.start()],
        re.I,
    ):
        return
    percent = re.compile(PERCENT, re.I).match(text, found.end())
    end = percent.end() if percent else found.end()
    yield Mention(
        found.start(), end, text[found.start() : end], Sort.RANGE, (low + high) / 2, unit,
        low=low, high=high, is_share=bool(percent),
    )  # fmt: skip


def _read_number(found: re.Match[str], text: str) -> Iterator[Mention]:
    start, end, spelled = found.start(), found.end(), found["words"] is not None
    if spelled:
        word = found["words"].lower()
        read = read_words(word)
        if read is None or (word == "one" and _is_idle(text, start, end)):
            return
        value, unit = read
    else:
        if ORDINAL_TAIL.match(text, end) or _is_glued(text, start, end):
            return
        scale = BIG[found["big"].lower()] if found["big"] else 1
        scale = SUFFIXES[found["suffix"].lower()] if found["suffix"] else scale
        value, unit = read_digits(found["digits"], scale)
    sort, share = Sort.NUMBER, False
    after = AFTER.match(text, end)
    money = re.search(r"[$€£]\s?$", text[:start])
    if after and after["points"]:
        sort, end = Sort.POINTS, after.end("points")
    elif after and after["percent"]:
        sort, end, share = Sort.PERCENT, after.end("percent"), True
    elif after and after["times"] and (after["more"] or after["as"]):
        sort = Sort.TIMES_MORE if after["more"] else Sort.TIMES
        end = after.end("more") if after["more"] else end + len(" times")
    if money or re.match(r"\s+dollars?\b", text[end:], re.I):
        sort, start = Sort.MONEY, money.start() if money else start
    unit = min(unit, Fraction(1)) if sort in (Sort.PERCENT, Sort.POINTS) else unit
    yield Mention(
        start, end, text[start:end], sort, value, unit, is_spelled=spelled, is_share=share
    )


def _is_idle(text: str, start: int, end: int) -> bool:
    """Return whether "one" is a pronoun."""
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    return bool(IDLE_ONE.search(before) or AFTER_ONE.match(after) or not after.strip(" .,;:!?"))


def _is_glued(text: str, start: int, end: int) -> bool:
    """Return whether digits are part of a name: COVID-19, F-150, 9News."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    return bool(re.search(r"[A-Za-z]-$", before)) or bool(re.match(r"[A-Za-z_]", after))


def _small(word: str) -> int:
    plain = word.replace(",", "")
    return int(plain) if plain.isdigit() else SMALL[word.lower()]
