"""Skips: digits in a draft that are names, marks or addresses, and no figures of the story."""

from __future__ import annotations

import re

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
