"""Numerals: numbers that are written in words, and what unit they are rounded to."""

from __future__ import annotations

import re
from fractions import Fraction

from helpers.evidence.quantities import last_unit

_ONES = " ".join(
    (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen ",
        "fourteen fifteen sixteen seventeen eighteen nineteen",
    )
).split()
_TENS = " ".join(("twenty thirty forty fifty sixty seventy eighty ninety",)).split()
SMALL: dict[str, int] = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
BIG: dict[str, int] = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
SUFFIXES: dict[str, int] = {"m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "k": 1_000}
"""What may follow digits in headlines: $2.8bn, 300K."""

PARTS: dict[str, int] = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
    "thousandth": 1000,
}
ORDINALS: dict[str, int] = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
MULTIPLES: dict[str, int] = {
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "doubling": 2,
    "twice": 2,
    "triple": 3,
    "triples": 3,
    "tripled": 3,
    "tripling": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "quadrupling": 4,
    "quintupled": 5,
}

_tens = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])})\b)?"
_small = rf"(?:{_tens}|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))}))"
_big = "|".join(BIG)
# "Seven one-letter codes" are seven: a unit stands only after a ten or after a hundred and more.
WORDED = (
    rf"(?:(?:a|an)[ -])?(?:{_small}\b(?:[ -](?:{_big})\b)*|(?:{_big})\b)"
    rf"(?:(?:[ -]|, )(?:and )?{_small}(?:[ -](?:{_big})\b)+)*"
    rf"(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))[ -](?:and )?{_small}\b)?"
)
"""The pattern of a number in words."""
_TOKEN = re.compile(r"[a-z]+")


def read_words(text: str) -> tuple[Fraction, Fraction] | None:
    """Return the value of a number in words and the unit it is rounded to; None if it is none.

    >>> [str(one) for one in read_words("two hundred and ninety million")]
    ['290000000', '10000000']
    >>> [str(one) for one in read_words("nineteen")], read_words("and")
    (['19', '1'], None)
    """
    total, current, seen = 0, 0, False
    for word in _TOKEN.findall(text.lower()):
        if word in ("and", "a", "an"):
            continue
        if word in SMALL:
            current, seen = current + SMALL[word], True
        elif word == "hundred":
            current, seen = (current or 1) * 100, True
        elif word in BIG:
            total, current, seen = total + (current or 1) * BIG[word], 0, True
        else:
            return None
    value = total + current
    return (Fraction(value), last_unit(str(value))) if seen else None


def read_digits(digits: str, scale: int = 1) -> tuple[Fraction, Fraction]:
    """Return the value of printed digits and the unit of the last significant one.

    >>> [str(one) for one in read_digits("2.8", 10**9)]
    ['2800000000', '100000000']
    """
    plain = digits.replace(",", "")
    return Fraction(plain) * scale, last_unit(plain) * scale
