"""Marks: what agencies write in place of a value, declared once for all kinds that need it.

Seen in released files; a new one is one more line. A mark is a whole cell: `Z*0028*` is a search
with wildcards, and a reason that speaks of something redacted is a reason.
"""

from __future__ import annotations

from helpers.kinds.contracts import Mark

BLOCKS = "\u2588\u2587\u2586\u2585\u2593\u2592\u2591\u25a0\u25ae\u25ac"
"""Filled and shaded glyphs with which a value is painted over."""

_TAIL = "(?: ?[,:;/(\u2013\u2014-](?s:.*))?"
_LAW = "(?: (?i:per|under|pursuant to|by) (?s:.*))?"
_EXEMPTION = r"[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?"

WITHHELD = (
    Mark("***", r"[*](?: ?[*]){2,}", "*"),
    Mark("###", r"#(?: ?#){2,}", "#"),
    Mark("REDACTED", f"(?i:redacted|redaction){_TAIL}", "Rr"),
    Mark(
        "[REDACTED]",
        rf"[\[({{<] ?(?i:redacted|redaction){_TAIL} ?[\])}}>](?:{_TAIL}|{_LAW})",
        "[({<",
    ),
    Mark("WITHHELD", rf"[\[(]?(?i:withheld)[\])]?{_TAIL}", "[(Ww"),
    Mark("\u2588\u2588\u2588", f"[{BLOCKS}](?: ?[{BLOCKS}])*", ""),
    Mark(
        "7923.600 GC",
        r"(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?"
        r"(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code)",
        "0123456789",
    ),
    Mark(
        "GC 7923.600",
        r"(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?"
        r"[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*",
        "Gg",
    ),
    Mark("(b)(7)(C)", f"{_EXEMPTION}(?:[ \\n,;&/]+{_EXEMPTION})*", "("),
)
"""Withheld: the custodian has the value and kept it back."""

NO_WORDS = (Mark("\u2014\u2014", "[\u2014\u2013]{1,3}", ""),)
"""What the system writes where it has none, in columns of words too: a person may type `N/A`."""

UNAVAILABLE = (*NO_WORDS, Mark("N/A", "(?i:n/a)|NA", "Nn"))
"""Not available: the system that made the file had no value to give. It is not a redaction."""

ZERO = "that the number is not known"
"""What a 0 may mean, beside none, in counts of networks and devices."""
