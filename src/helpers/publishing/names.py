"""Names: how ids that a notebook chooses by are called where people read them."""

from __future__ import annotations

import re

TOPICS = {
    "nlets": "Nlets, the states' police network",
    "wa_dol": "Washington's licensing portal",
    "flock": "Flock plate readers",
    "policy": "Law and policy",
    "context": "Context",
}
"""The topics of the published figures, in reading order, as headings; others follow by name."""

MEASURES = {"total": "total", "per_day": "per day", "per_weekday": "per weekday"}
"""The measures of a change."""

_COLUMNS = {"topic": TOPICS, "measure": MEASURES}
_IDS = {name: words for names in _COLUMNS.values() for name, words in names.items() if "_" in name}
_ID = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, _IDS))})(?![\w.-]*\w)")
_TOPIC = re.compile(rf"(?<=\btopic: )(?:{'|'.join(map(re.escape, TOPICS))})\b")


def write_topic(topic: str) -> str:
    """Return a topic as a heading.

    >>> write_topic("wa_dol"), write_topic("plate_readers")
    ("Washington's licensing portal", 'Plate readers')
    """
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())


def write_cell(column: str, text: str) -> str:
    """Return the text of a table's cell, in which an id is called as people call it.

    >>> write_cell("topic", "nlets"), write_cell("measure", "per_day"), write_cell("who", "nlets")
    ("Nlets, the states' police network", 'per day', 'nlets')
    """
    return _COLUMNS.get(column.casefold(), {}).get(text, text)


def write_names(text: str) -> str:
    """Return a caption or a scope with its ids called as people call them.

    >>> write_names("Searches per_day, by month"), write_names("topic: flock")
    ('Searches per day, by month', 'topic: Flock plate readers')
    >>> write_names("washington.per_day and per_day.csv")
    'washington.per_day and per_day.csv'
    """
    return _TOPIC.sub(lambda at: TOPICS[at[0]], _ID.sub(lambda at: _IDS[at[0]], text))
