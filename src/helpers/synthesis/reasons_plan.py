"""Which reasons made-up searches state, and what each names, as a person reads them.

What is true of a reason is written beside it, and not computed. Trials that do not say so, and
reasons that sound like a trial and are none, are there to show what a table of words cannot do.
"""

from __future__ import annotations

PLAIN = (
    *("stolen vehicle", "police assist", "NOTICE of violation", "office of justice", "warrant"),
    *("service call", "ice cream truck theft", "missing person", "Investigation", "novice driver"),
    *("théorie de l'éice", "welfare check", "traffic, hit and run", "plate SYN1234; Sam Synthetic"),
)
NAMING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE", ("ice",)),
    ("ICE warrant", ("ice",)),
    ("ICE+ERO", ("ero", "ice")),
    ("assist I.C.E.", ("ice",)),
    ("\uff29\uff23\uff25 detainer", ("ice",)),
    ("CBP / Border Patrol", ("border patrol", "cbp")),
    ("DHS request", ("dhs",)),
    ("immigration", ("immigration",)),
    ("illegal immigration", ("immigration",)),
    ("HSI narcotics", ("hsi",)),
    ("HSI", ("hsi",)),
    ("Homeland Security Investigations", ("hsi",)),
    ("ICE; HSI", ("hsi", "ice")),
    ("FBI task force", ("other federal",)),
)
"""Reasons that name something, and what."""

TEST = "test"
"""What a reason names that says that the search was a trial."""

TRIALS_NAMING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE test", ("ice", TEST)),
    ("training: DHS scenario", ("dhs", TEST)),
    ("ICE demo", ("ice",)),
    ("CBP hot list, testing", ("cbp", TEST)),
)
"""Trials whose reason names a body. That a demo is a trial, no word of the table says."""

ASIDE: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("test", (TEST,), True),
    ("Training", (TEST,), True),
    ("practice", (), True),
    ("DUI, breath test refused", (TEST,), False),
    ("protest, police assist", (), False),
)
"""Reasons that name no body: what they name, and whether the search was a trial."""

FEDERAL = ("", "immigration", "Investigation", "ICE")
"""What federal accounts state."""

SLIPPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ICE", ("ice",)),
    ("", ()),
    ("immigration", ("immigration",)),
    ("ICE detainer", ("ice",)),
)
"""What federal accounts with a misspelt name state, in turn, and what that names."""
