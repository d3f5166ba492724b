"""Words: the content words of a text, brought to stems, so that a draft meets a claim's words."""

from __future__ import annotations

import re
from functools import lru_cache


def split_words(words: str) -> frozenset[str]:
    """Return a list of words that is written as one text."""
    return frozenset(words.split())


_WORD = re.compile(r"[A-Za-z][A-Za-z'’&]*[A-Za-z]|[A-Za-z]")
_STOP = split_words(
    "a an the of in on at to for from by with without and or but that which who whom "
    "whose this these those it its they them their there here was were is are be been "
    "being has have had do does did as than then so such not no nor only just more most "
    "less least over under about around nearly almost some any all each every both "
    "either one two other others another same own up down out off into through during "
    "after before since between among against per via also still already within when "
    "where while how what why if because can could may might must shall should will "
    "would said says say according told number numbers figure count total came made make "
    "makes making got get gets put puts came come comes went go goes ran run runs "
    "running used use uses using per cent percent his her he she we our us i you your"
)
_ENDINGS = (
    ("ications", "ic"), ("ication", "ic"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("ities", "it"), ("ity", "it"), ("ings", ""), ("ing", ""), ("ies", "y"),
    ("ied", "y"), ("ers", "er"), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip


_OPENERS = split_words(
    "police local city county state federal campus border immigration nobody everybody "
    "everyone someone somebody congress law data records today yesterday last next this that "
    "it he she who many several few other officials officers reporters researchers lawmakers "
    "nothing something village town district agency department company vendor outlet "
    "newspaper lawsuit report one two three four five six seven eight nine ten eleven twelve "
    "residents drivers advocates activists half neither none whoever what critics democrats "
    "republicans senators governors network here"
)
_OWNER = re.compile(
    r":\s|,\s(?:Ill|Wash|Calif|Cal|Ore|Ark|Tex|Fla|Va|Colo|Minn|Mass|Md|Ariz|Wis|Nev|Mich|Pa|Ga|"
    r"Idaho|Ohio|Illinois|Washington|California|Oregon|Arkansas|Texas|Florida|Virginia|Colorado|"
    r"Minnesota|Maryland|Arizona|Wisconsin|Nevada|Michigan|Georgia|Utah|Iowa|Montana)\b(?!['’]s)|"
    r"\s(?:police|officers|deputies|sheriff|troopers|has|had|owns|operates|runs|leases|keeps)\b"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending.

    >>> [stem(word) for word in ("searches", "searched", "agencies", "databases")]
    ['search', 'search', 'agency', 'databas']
    """
    word = re.sub(r"['’](?:s|S)?$", "", word).lower()
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


def list_stems(text: str) -> list[str]:
    """Return the stems of a text's content words, in order."""
    return [stem(found[0]) for found in _WORD.finditer(text) if found[0].lower() not in _STOP]


def list_names(text: str) -> list[tuple[int, str]]:
    """Return the words that begin with a capital letter, with their offsets.

    The first word of a sentence is left out unless it looks like a name by itself.
    """
    found = []
    for word in _WORD.finditer(text):
        plain = re.sub(r"['’]s?$", "", word[0])
        if not plain[0].isupper() or plain.lower() in _STOP:
            continue
        starts = not text[: word.start()].rstrip(' "“(') or re.search(
            r"[.!?:]\s+$", text[: word.start()]
        )
        if (
            starts
            and not (plain.isupper() and len(plain) > 1)
            and not word[0].endswith(("'s", "’s"))
        ):
            following = text[word.end() : word.end() + 20]
            owner = _OWNER.match(following) and plain.lower() not in _OPENERS
            if not re.match(r"\s[A-Z]", following) and not owner:
                continue
        found.append((word.start(), plain))
    return found
