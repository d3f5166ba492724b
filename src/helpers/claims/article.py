"""The checked article: which sentence carries which claim, and how its updates drift.

The article itself is not part of this project. Its sentences are known by their position and the
sha256 of their text (data/reference/article_passages.csv).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.claims.claim import Claim, Claims
from helpers.claims.dates import write_date
from helpers.claims.relations import Relation, RelationKind
from helpers.claims.verdicts import Verdict
from helpers.errors import Problem, suggest
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

if TYPE_CHECKING:
    import pandas as pd

PASSAGES, THREADS, MARKS = "article_passages.csv", "article_threads.csv", "citation_marks.csv"
PASSAGE_COLUMNS = (
    *("passage", "part", "paragraph", "sentence", "cut_off", "sha256", "claims", "no_claim"),
)
THREAD_COLUMNS = ("claim_id", "thread", "credited_to")
MARK_COLUMNS = ("mark", "where_used", "carries", "probable_source", "source_url", "how_sure", "why")
SOURCE = "The article"
"""The publisher named in the article's claims."""


@dataclass(frozen=True)
class Passage:
    """One sentence of the article: the claims that it carries, or why it has none."""

    id: str
    part: str
    cut_off: bool
    sha256: str
    claims: tuple[str, ...]
    no_claim: str


@dataclass(frozen=True)
class ArticleThread:
    """What a claim of the article is about, and to whom the article credits it ("" to nobody)."""

    name: str
    credited_to: str


def load_passages(claims: Claims, project: Project | None = None) -> list[Passage]:
    """Return the article's sentences in their order.

    Raises Problem for a sentence with neither a claim nor a reason, or with an unknown claim.
    """
    rows = read_reference(PASSAGES, project or find_project(), PASSAGE_COLUMNS)
    return [_read_passage(row, number, claims) for number, row in enumerate(rows, start=1)]


def _read_passage(row: Mapping[str, str], number: int, claims: Claims) -> Passage:
    names = tuple(row["claims"].split())
    if bool(names) == bool(row["no_claim"].strip()):
        raise Problem(
            "A sentence needs either claims or the reason why it has none",
            file=PASSAGES,
            row=number,
        )
    for name in names:
        if name not in claims:
            raise Problem(
                f"There is no claim called {name}",
                file=PASSAGES,
                row=number,
                remedy=suggest(name, claims),
            )
    return Passage(
        row["passage"], row["part"], row["cut_off"] == "yes", row["sha256"], names, row["no_claim"]
    )


def load_threads(claims: Claims, project: Project | None = None) -> dict[str, ArticleThread]:
    """Return, by claim id, what each claim of the article is about.

    Raises Problem for a claim that does not exist, and for one of the article's without a thread.
    """
    rows = read_reference(THREADS, project or find_project(), THREAD_COLUMNS)
    threads = {row["claim_id"]: ArticleThread(row["thread"], row["credited_to"]) for row in rows}
    article_claims = {name for name, claim in claims.items() if claim.source == SOURCE}
    if odd := sorted(article_claims ^ set(threads)):
        raise Problem(
            f"{odd[0]} is "
            f"{'in no thread' if odd[0] in article_claims else 'no claim of the article'}",
            file=THREADS,
            expected="one row for each claim that the article prints",
        )
    return threads


def cover_parts(passages: Iterable[Passage]) -> pd.DataFrame:
    """Return one row a part: part, sentences, with a claim, without, cut off, claims (ids)."""
    import pandas as pd

    parts: dict[str, list[Passage]] = {}
    for passage in passages:
        parts.setdefault(passage.part, []).append(passage)
    return pd.DataFrame(
        {
            "part": part,
            "sentences": len(some),
            "with claims": sum(bool(one.claims) for one in some),
            "without": sum(not one.claims for one in some),
            "cut off": sum(one.cut_off for one in some),
            "claims": " ".join(dict.fromkeys(name for one in some for name in one.claims)),
        }
        for part, some in parts.items()
    )


def count_repeats(
    claims: Claims, verdicts: Mapping[str, Verdict], relations: Iterable[Relation]
) -> int:
    """Return how many of the article's claims are tied to their source and stay within it.

    That is: declared to be the same as it, dated by it or a part of its list, quoted without a
    fault and with nothing against it.
    """
    kinds = (RelationKind.SAME, RelationKind.DATED, RelationKind.LISTED)
    tied = {one.subject for one in relations if one.kind in kinds}
    return sum(
        claim.source == SOURCE
        and name in tied
        and not verdicts[name].quotation.is_faulty
        and not verdicts[name].against
        for name, claim in claims.items()
    )


def list_drift(
    claims: Claims, passages: Sequence[Passage], threads: Mapping[str, ArticleThread]
) -> pd.DataFrame:
    """Return how each thing that the article says more than once changes on the way.

    One row each time a version is printed that differs from the one before: about, where, claim,
    as published, credited to, what changed.
    """
    import pandas as pd

    by_thread: dict[str, list[tuple[str, str]]] = {}
    for passage in passages:
        for name in passage.claims:
            versions = by_thread.setdefault(threads[name].name, [])
            if not versions or versions[-1][1] != name:
                versions.append((passage.part, name))
    rows = []
    for about, versions in by_thread.items():
        if len({name for _, name in versions}) < 2:
            continue
        before: str | None = None
        for part, name in versions:
            changed = [] if before is None else _compare(before, name, claims, threads)
            credited = threads[name].credited_to or "nobody"
            row = (about, part, name, claims[name].phrase, credited, "; ".join(changed))
            rows.append(row)
            before = name
    columns = ["about", "where", "claim", "as published", "credited to", "what changed"]
    return pd.DataFrame(rows, columns=columns)


def _compare(
    before: str, after: str, claims: Claims, threads: Mapping[str, ArticleThread]
) -> list[str]:
    old, new = claims[before], claims[after]
    facets = {"credited to": (threads[before].credited_to, threads[after].credited_to)}
    facets["of whom"] = (old.scope.who, new.scope.who)
    if old.logical is None or new.logical is None:
        facets["words"] = (old.printed, new.printed)
    else:
        facets["number"] = (old.printed, new.printed)
        facets["qualifier"] = (old.wording, new.wording)
        facets["unit"] = (old.unit, new.unit)
        facets["period"] = (_say_period(old), _say_period(new))
    order = ("number", "qualifier", "unit", "words", "of whom", "period", "credited to")
    changed = [
        f"{name}: {facets[name][0] or 'none'} \u2192 {facets[name][1] or 'none'}"
        for name in order
        if name in facets and facets[name][0] != facets[name][1]
    ]
    gone = [name for name in old.members if name not in new.members]
    come = [name for name in new.members if name not in old.members]
    changed += [f"gone: {', '.join(gone)}"] if gone and new.members else []
    return changed + ([f"new: {', '.join(come)}"] if come and old.members else [])


def _say_period(claim: Claim) -> str:
    ends = [write_date(end) for end in (claim.scope.start, claim.scope.end) if end]
    return " to ".join(dict.fromkeys(ends))
