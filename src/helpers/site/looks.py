"""Looks: how the labels of both verdicts and the advice are shown, by symbol, word and border.

Nothing rests on a hue alone. Colors are in the style sheet, one class a group.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers.claims.advice import Advice
from helpers.claims.quotation import SYMBOLS as QUOTE_SYMBOLS
from helpers.claims.quotation import Quote
from helpers.claims.standing import SYMBOLS as STANDING_SYMBOLS
from helpers.claims.standing import Standing
from helpers.site.markup import make_slug

FINE, CARE, FIX, STOP = "fine", "care", "fix", "stop"
"""Groups: solid outline; dashed outline; solid red outline; filled red."""


@dataclass(frozen=True)
class Look:
    """How one label is shown: its symbol and group, what it means, what an editor may do."""

    label: str
    symbol: str
    group: str
    meaning: str
    may: str = ""

    @property
    def slug(self) -> str:
        """The label as the name of the page that lists its claims."""
        return make_slug(self.label.replace("'", ""))


_WRONG = "Right number, attached to the wrong {}."
_FIX = "Fix it with our sentence. Don't print as is."
_SCOPES = {
    Quote.AGENCY: "agency",
    Quote.PERIOD: "period",
    Quote.PLACE: "place",
    Quote.UNIT: "unit",
    Quote.SOURCE: "counter",
}
_QUOTES = {
    Quote.ORIGINAL: (FINE, "First published here.", "Credit this source."),
    Quote.FAITHFUL: (FINE, "Matches its source.", "Use it; credit the source behind it."),
    Quote.ROUNDED: (
        FINE,
        "Rounded, and the exact figure fits the words.",
        "Use it, or give the exact figure.",
    ),
    Quote.QUALIFIER: (FIX, "A word that changes the meaning was dropped.", "Put the word back."),
    Quote.NUMBER: (STOP, "Not the number, date or name its source gives.", "Don't print it."),
    Quote.NOT_SEEN: (
        CARE,
        "We read the source only through someone else, or not at all.",
        "Credit both.",
    ),
    **{label: (FIX, _WRONG.format(word), _FIX) for label, word in _SCOPES.items()},
}
_STANDINGS = {
    Standing.RECOMPUTED: (
        FINE,
        "We counted it again from released records.",
        "Print it; cite the records.",
    ),
    Standing.CONFIRMED: (
        FINE,
        "A second source that didn't copy the first agrees, or simple arithmetic does.",
        "Print it with attribution.",
    ),
    Standing.ONE_SOURCE: (
        CARE,
        "Every mention traces to one origin.",
        "Print it as that source's claim.",
    ),
    Standing.NOT_TESTED: (
        CARE,
        "Nothing we have supports or undercuts it.",
        "Hold it, or print only the original.",
    ),
    Standing.DISAGREE: (
        CARE,
        "Good sources give different figures.",
        "Print both, with names, or neither.",
    ),
    Standing.INCONSISTENT: (
        FIX,
        "The source contradicts itself.",
        "Ask the source; say so if you print it.",
    ),
    Standing.CONTRADICTED: (
        STOP,
        "Records or a source closer to the facts say otherwise.",
        "Don't print it.",
    ),
    Standing.PERSON: (CARE, "A statement, not a figure.", "Read the source and decide."),
}
_ADVICE = {
    Advice.PRINT: (FINE, "\u2713"),
    Advice.ATTRIBUTE: (CARE, "\u25ae"),
    Advice.CREDIT_BOTH: (CARE, "\u25ae"),
    Advice.BOTH: (CARE, "\u2260"),
    Advice.READ: (CARE, "\u00b6"),
    Advice.HOLD: (CARE, "\u25af"),
    Advice.ASK: (FIX, "!"),
    Advice.CORRECT: (FIX, "\u21c4"),
    Advice.DONT: (STOP, "\u2715"),
}
GROUPS = {
    "You can print": (FINE, "\u2713", "It matches its source and a second one agrees."),
    "Print with care": (CARE, "\u25ae", "Say whose figure it is, print both, or hold it."),
    "Don't print": (STOP, "\u2715", "Correct it first with our sentence, or leave it out."),
}
"""The three groups of advice: how each is shown, and what it means."""


def look_at(label: Quote | Standing | Advice | str) -> Look:
    """Return how a label, or a group of advice, is shown.

    >>> look_at(Quote.NUMBER).group, look_at(Standing.ONE_SOURCE).symbol, look_at("Hold").group
    ('stop', '\u25ae\u25af\u25af', 'care')
    """
    text = str(label)
    if text in _QUOTES:
        quote = Quote(text)
        group, meaning, may = _QUOTES[quote]
        return Look(text, QUOTE_SYMBOLS[quote], group, meaning, may)
    if text in _STANDINGS:
        standing = Standing(text)
        group, meaning, may = _STANDINGS[standing]
        return Look(text, STANDING_SYMBOLS[standing], group, meaning, may)
    if text in GROUPS and not isinstance(label, Advice):
        group, symbol, meaning = GROUPS[text]
        return Look(text, symbol, group, meaning)
    group, symbol = _ADVICE[Advice(text)]
    return Look(text, symbol, group, "")


def is_label(text: str) -> bool:
    """Return whether a text is a label of a verdict, an advice, or a group of advice."""
    return text in {*map(str, _QUOTES), *map(str, _STANDINGS), *map(str, _ADVICE), *GROUPS}
