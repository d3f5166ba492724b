"""Origins in readers' words: who counted or said something first."""

from __future__ import annotations

from collections.abc import Mapping

ONE_TEXT_ONLY = "the-article"
"""The origin of what was found in the checked article and nowhere else."""

ORIGIN_NAMES: Mapping[str, str] = {
    "404-media": "404 Media",
    "9news-denver": "9News in Denver",
    "association-of-washington-cities": "the Association of Washington Cities",
    "auburn-pd": "Auburn's police",
    "boulder-log": "Boulder's search log",
    "boulder-portal": "Boulder's public portal",
    "california-dmv": "California's motor-vehicle department",
    "colorado-sun": "the Colorado Sun",
    "conway-log": "Conway's search log",
    "danville-logs": "Danville's search logs",
    "denver-log": "Denver's search log",
    "dhs-save-notice": "Homeland Security's notice on SAVE",
    "east-wenatchee-pd": "East Wenatchee's police",
    "eff": "the Electronic Frontier Foundation",
    "flock-safety": "Flock Safety",
    "flockwatch": "FlockWatch",
    "georgetown-dragnet": "Georgetown's report American Dragnet",
    "haveibeenflocked": "HaveIBeenFlocked",
    "illinois-sos": "Illinois's Secretary of State",
    "jalopnik": "Jalopnik",
    "king5-records": "records obtained by KING 5",
    "knkx": "KNKX",
    "lakewood-pd": "Lakewood's police",
    "lynnwood-log": "Lynnwood's search log",
    "lynnwood-pd": "Lynnwood's police",
    "maryland-log": "Maryland's log",
    "maryland-state": "the state of Maryland",
    "mdfy": "mdfy",
    "mount-prospect-log": "Mount Prospect's search log",
    "my-lynnwood-news": "My Lynnwood News",
    "nij": "the National Institute of Justice",
    "nlets": "Nlets",
    "npr": "NPR",
    "ny-dmv": "New York's motor-vehicle department",
    "oakland-privacy": "Oakland Privacy",
    "oneamerica": "OneAmerica",
    "oregon-complaint": "the complaint in the Oregon lawsuit",
    "plateglass": "this project",
    "pro-choice-washington": "Pro-Choice Washington",
    "protest-speaker": "a speaker at a protest",
    "reuters": "Reuters",
    "richland-pd": "Richland's police",
    "riverside-log": "Riverside's search log",
    "santa-cruz-log": "Santa Cruz's search log",
    "save-settlement": "the settlement on SAVE",
    "seatac-pd": "SeaTac's police",
    "seattle-times": "the Seattle Times",
    "seattle-times-2018": "the Seattle Times of January 2018",
    "santa-clara-log": "Santa Clara's search log",
    "spokesman-review": "the Spokesman-Review",
    "st-louis-park-log": "St. Louis Park's search log",
    "techcrunch": "TechCrunch",
    "the-article": "the article",
    "the-register": "The Register",
    "unknown-tool": "a tool whose maker is not known",
    "uwchr-2022-report": "the UW Center for Human Rights' report of 2022",
    "uwchr-driver-data-report": "the UW Center for Human Rights' report on driver data",
    "uwchr-flock-report": "the UW Center for Human Rights' report on Flock",
    "uwchr-texas-search": "the UW Center for Human Rights on a search from Texas",
    "virginia-logs": "Virginia's search logs",
    "wa-dol": "Washington's licensing department",
    "wa-governor": "Washington's governor",
    "wa-legislature": "Washington's legislature",
    "wa-state-statement": "Washington state's joint statement",
    "washington-state-standard": "the Washington State Standard",
    "wyden-flock-letter": "Sen. Wyden's letter to Flock",
    "wyden-letter": "the letters to the governors",
}
"""The name of each origin as a sentence would have it, by its slug in the transcription."""


def name_origin(origin: str) -> str:
    """Return an origin as a sentence would have it; one without a name stands for itself.

    >>> name_origin("king5-records"), name_origin("a-paper")
    ('records obtained by KING 5', 'a-paper')
    """
    return ORIGIN_NAMES.get(origin, origin)
