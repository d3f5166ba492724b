"""Patterns: how numbers, shares, multiples and ranks are written in prose."""

from __future__ import annotations

import re

from helpers.evidence.drafts.numerals import (
    BIG,
    MULTIPLES,
    ORDINALS,
    PARTS,
    SMALL,
    WORDED,
)
from helpers.evidence.wording import SCALES

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
