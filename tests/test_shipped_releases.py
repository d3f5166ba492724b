"""What is shipped as transcribed fact: complete, readable, tied together, and claiming no more."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.claims.claim import ClaimType, Rank, load_claims
from helpers.claims.finding import Finding, Scope, load_findings
from helpers.claims.relations import FINDING, RelationKind, check_names, load_relations
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge_claims
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.releases.release import hash_file, list_releases, open_release, read_reference
from helpers.status import DataStatus
from test_repository import BRITISH
from whole_tables import read_all

SHIPPED = Project(HOME)
TRANSCRIBED = ["ice-agreement-counts", "monthly-series", "published-figures"]
FIGURES = HOME / "data" / "raw" / "published-figures" / "published_figures.csv"
REFERENCE = HOME / "data" / "reference"
LAW = (
    *("law_id", "jurisdiction", "citation", "short_name", "what_it_does", "applies_to"),
    *("in_force_from", "source_org", "source_title", "source_url", "read", "notes"),
)
RESPONSES = ("who", "about", "said", "date", "source_org", "source_url", "read", "notes")

PROMISED_FINDINGS = {
    *(
        "nlets.pair",
        "nlets.counted_requester_a",
        "nlets.counted_requester_b",
        "nlets.counted_total",
    ),
    *("washington.counted_growth_all", "washington.counted_growth_account"),
    *("series.conway_total", "series.st_louis_park_searches", "series.st_louis_park_april"),
    *("series.santa_clara_rows", "series.santa_clara_most_organizations"),
    *(
        "doors.counted_back_agencies",
        "doors.counted_front_agencies",
        "doors.counted_side_searches",
    ),
}
"""The findings that relations may lean on; notebooks record them under these ids."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def finding(name: str, value: int, release: str) -> Finding:
    return Finding(
        id=name,
        value=value,
        unit="counted",
        scope=Scope(),
        data_status=DataStatus.TRANSCRIBED,
        releases=[release],
    )


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    pair = finding("nlets.pair", 292_114 + 605_116, "published-figures")
    total = finding("series.conway_total", 10_391, "monthly-series")
    return judge_claims(load_claims(SHIPPED), {one.id: one for one in (pair, total)}, SHIPPED)


def test_every_shipped_release_opens_and_agrees_with_its_descriptor() -> None:
    names = list_releases(SHIPPED)
    assert set(TRANSCRIBED) <= set(names)
    for name in names:
        release = open_release(name, SHIPPED)
        for resource in release.resources:
            path = release.path(resource)
            assert path.stat().st_size == resource.bytes
            assert hash_file(path) == resource.hash


@pytest.mark.parametrize("name", TRANSCRIBED)
def test_transcribed_releases_say_so_and_name_their_sources_and_license(name: str) -> None:
    release = open_release(name, SHIPPED)
    assert release.data_status is DataStatus.TRANSCRIBED
    assert release.descriptor.licenses
    assert release.descriptor.sources


@pytest.mark.parametrize(
    ("name", "rows"), list(zip(TRANSCRIBED, (3261, 145, 421), strict=True)), ids=TRANSCRIBED
)
def test_every_row_is_kept_and_none_has_a_problem(name: str, rows: int) -> None:
    table = load_table(name, SHIPPED)
    ledger = table.ledger
    assert (ledger.rows_read, ledger.rows_kept, ledger.rows_rejected) == (rows, rows, 0)
    assert (ledger.duplicates, ledger.unread_columns) == ({}, ())
    assert read_all(table)["problems"].isna().all()
    assert set(read_all(table)["data_status"]) == {"transcribed"}


def test_a_changed_transcription_does_not_open(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "published-figures"
    folder.mkdir(parents=True)
    for file in FIGURES.parent.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    copy = folder / FIGURES.name
    copy.write_text(copy.read_text(encoding="utf-8").replace("292114", "292115"), encoding="utf-8")
    with pytest.raises(Problem, match="sha256 has changed"):
        open_release("published-figures", Project(tmp_path))


# --- the printed figures ---------------------------------------------------------------------


def test_no_topic_has_lost_a_row() -> None:
    rows = rows_of(FIGURES)
    topics = Counter(row["topic"] for row in rows)
    assert topics == {"nlets": 120, "wa_dol": 74, "flock": 159, "policy": 25, "context": 43}
    assert len({row["claim_id"] for row in rows}) == len(rows)


def test_every_row_reads_as_a_claim_with_a_known_type_and_rank() -> None:
    claims = load_claims(SHIPPED)
    assert len(claims) == 421
    assert {claim.type for claim in claims.values()} == set(ClaimType)
    assert {claim.rank for claim in claims.values()} == set(Rank)


def test_quantities_and_dates_have_numbers_and_only_votes_have_none() -> None:
    claims = load_claims(SHIPPED).values()
    wordless = [
        claim
        for claim in claims
        if claim.type in (ClaimType.QUANTITY, ClaimType.DATE) and claim.logical is None
    ]
    assert {claim.unit for claim in wordless} == {"votes"}
    assert all(claim.is_date for claim in claims if claim.type is ClaimType.DATE)


def test_sets_name_their_members_and_nothing_else_does() -> None:
    for claim in load_claims(SHIPPED).values():
        assert bool(claim.members) == (claim.type is ClaimType.SET), claim.id
        if claim.members and claim.logical is not None:
            assert claim.logical.low == len(claim.members), claim.id


def test_each_origin_is_a_slug_and_each_row_names_publisher_and_title() -> None:
    for row in rows_of(FIGURES):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["origin"]), row["claim_id"]
        assert all(row[name].strip() for name in ("statement", "source_org", "source_title"))


def test_what_the_article_prints_is_never_better_than_derivative() -> None:
    ranks = {row["rank"] for row in rows_of(FIGURES) if row["source_org"] == "The article"}
    assert ranks == {"derivative"}


def test_no_two_statements_are_the_same_within_one_source() -> None:
    seen = Counter((row["statement"], row["source_org"]) for row in rows_of(FIGURES))
    assert [key for key, times in seen.items() if times > 1] == []


# --- what was not found is not printed -------------------------------------------------------


def test_nothing_that_was_not_found_stands_there_as_a_figure() -> None:
    """Things nobody has published; a row that gave them would have been made up."""
    rows = rows_of(FIGURES)
    states = re.compile(r"[A-Z]{2}")
    nlets = [row for row in rows if row["origin"] == "nlets" and row["unit"] == "queries"]
    assert not [
        row
        for row in nlets
        if states.fullmatch(row["agency_or_state"]) and row["agency_or_state"] != "US"
    ], "no count of Nlets queries by state is known"
    starts = {row["period_start"][:4] for row in nlets if row["period_start"]}
    assert starts == {"2024"}, "nor of an earlier year"
    portal = [
        row["period_start"][:7]
        for row in rows
        if row["origin"] == "king5-records" and row["unit"] in ("searches", "queries")
    ]
    assert set(portal) == {"2024-11", "2025-01", "2025-05"}, "nor another month of the portal"
    assert not [row for row in rows if row["value"] == "41" and row["members"]]
    assert not [row for row in rows if row["origin"] == "uwchr-flock-report" and row["members"]]
    federal = [row for row in rows if row["value"] == "2671776"]
    assert {row["agency_or_state"] for row in federal} == {"all federal agencies"}
    assert (
        "washington"
        not in FIGURES.parent.with_name("monthly-series")
        .joinpath("monthly_series.csv")
        .read_text(encoding="utf-8")
        .lower()
    )


def test_the_unverified_quotation_is_not_repeated() -> None:
    for path in [FIGURES, *REFERENCE.iterdir()]:
        text = path.read_text(encoding="utf-8").lower()
        assert "universally betrayed" not in text
        assert "gonzalez" not in text


def test_no_result_that_is_computed_is_typed_into_a_note() -> None:
    """Sums, shares, rises and rates are worked out by the code, so that a correction moves them."""
    computed = re.compile(
        r"897,230|196\.3|186\.7|14,818|21,492|11\.89|0\.1%|\b108 days|adds? up to|\d times smaller|"
        r"which make|make 40|18 in all|155 or 156|\bis 33\b"
    )
    found = [(row["claim_id"], row["notes"]) for row in rows_of(FIGURES)]
    assert [(name, note) for name, note in found if computed.search(note)] == []


def test_how_a_page_was_read_is_no_part_of_its_publisher() -> None:
    for row in rows_of(FIGURES):
        assert not re.search(r"\(mirror|copy\)|article id", row["source_org"]), row["claim_id"]
    mirrored = [row for row in rows_of(FIGURES) if "Read from a mirror" in row["notes"]]
    assert {"KING 5", "Seattle Times", "EFF"} <= {row["source_org"] for row in mirrored}


# --- language --------------------------------------------------------------------------------

ASIDES = re.compile(
    r"this search|stored copy|\btreat\b|see notes|important:|\btrap\b|do not (use|print|write)|"
    r"never print|\bTODO\b",
    re.IGNORECASE,
)


def prose() -> Iterator[tuple[str, str]]:
    """Every cell that is ours to word; titles, addresses and publishers are as they are."""
    for path in (FIGURES, *sorted(REFERENCE.glob("*.csv"))):
        for row in rows_of(path):
            for name, text in row.items():
                theirs = ("source_title", "source_url", "source_org", "citation", "quote")
                # A body's name is spelled as it spells it: a Canadian "Centre".
                # What drafts may say is looked up in their writers' spelling too.
                own = (("agencies.csv", "name"), ("draft_terms.csv", "phrases"))
                if name not in theirs and (path.name, name) not in own:
                    yield f"{path.name}, {next(iter(row.values()))}, {name}", text
    yield "README.md", (REFERENCE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", [ASIDES, BRITISH], ids=["asides", "spelling"])
def test_the_wording_is_for_readers_and_american(pattern: re.Pattern[str]) -> None:
    assert [(where, text) for where, text in prose() if pattern.search(text)] == []


# --- law and answers -------------------------------------------------------------------------


def test_law_and_responses_are_complete_and_say_how_they_were_read() -> None:
    law = read_reference("law.csv", SHIPPED, LAW)
    responses = read_reference("responses.csv", SHIPPED, RESPONSES)
    assert (len(law), len(responses)) == (42, 42)
    assert len({row["law_id"] for row in law}) == 42
    assert {row["read"] for row in law} | {row["read"] for row in responses} == {
        "full",
        "excerpt",
        "mirror",
    }
    for row in responses:
        assert row["said"].startswith(("No ", "Not looked for")) or row["source_org"], row["who"]


# --- relations -------------------------------------------------------------------------------


def test_every_relation_names_what_exists() -> None:
    relations, claims = load_relations(SHIPPED), load_claims(SHIPPED)
    check_names(relations, claims)
    findings = {name for one in relations for name in one.members if name.startswith(FINDING)}
    computed = {row["finding"] for row in read_reference("arithmetic.csv", SHIPPED, ["finding"])}
    named = {name.removeprefix(FINDING) for name in findings}
    counted = {name for name in named if name.startswith("records.")}
    assert named - counted == PROMISED_FINDINGS | computed
    assert counted <= set(load_findings(SHIPPED))
    assert all(len(relation.reason) > 20 for relation in relations)


def test_no_relation_is_declared_twice() -> None:
    keys = Counter((r.kind, frozenset(r.members), r.parameter) for r in load_relations(SHIPPED))
    assert [key for key, times in keys.items() if times > 1] == []


def test_badges_come_only_from_findings_on_made_up_records() -> None:
    """What a finding is called does not say on what records it rests; its data status does."""
    found = load_findings(SHIPPED)
    for relation in load_relations(SHIPPED):
        members = [name.removeprefix(FINDING) for name in relation.members]
        synthetic = [found[name].data_status == "synthetic" for name in members if name in found]
        assert any(synthetic) == (relation.kind is RelationKind.METHOD), relation.id


def test_no_finding_is_called_by_the_status_of_the_records_it_is_computed_from() -> None:
    """The same notebook counts a reporter's own records, under the same ids."""
    statuses = {status.value for status in DataStatus}
    for name in load_findings(SHIPPED):
        assert not statuses & set(re.split(r"[._]", name)), name


@pytest.mark.parametrize(
    ("claim", "labels"),
    [
        # The two headlines: no record behind them is public, so one source stands for each.
        ("N001", "Original, One source only"),
        ("W001", "Original, One source only"),
        # One origin repeated is no support, however many print it.
        ("N018", "Fairly rounded, One source only"),
        ("N019", "Faithful, One source only"),
        ("W014", "Source not seen, One source only"),
        # 33 days, not 30; 10,391, not 10,389; 17 and 18 on one page.
        ("F067", "Original, Internally inconsistent"),
        ("F069", "Original, Internally inconsistent"),
        ("F070", "Original, Internally inconsistent"),
        ("N023", "Original, Internally inconsistent"),
        ("F057", "Original, Internally inconsistent"),
        # Sources of one rank that clash.
        ("F034", "Original, Sources disagree"),
        ("F036", "Source not seen, Sources disagree"),
        ("F038", "Original, Sources disagree"),
        ("F039", "Original, Sources disagree"),
        ("P001", "Original, Sources disagree"),
        ("F027", "Source not seen, Sources disagree"),
        ("F005", "Source not seen, Sources disagree"),
        # Outside the words, by a better source.
        ("N016", "Wrong scope: source, Contradicted"),
        ("W015", "Wrong number, Contradicted"),
        ("W028", "Source not seen, Contradicted"),
        ("F009", "Wrong number, Contradicted"),
        # The weaker source leaves the better one where it was.
        ("W013", "Source not seen, One source only"),
        ("F028", "Source not seen, One source only"),
        # A day implies that it was on or before that day, and not the reverse.
        ("P009", "Original, Independently confirmed"),
        ("X058", "Original, One source only"),
    ],
)
def test_the_tables_lead_to_the_verdicts_that_the_sources_bear(
    verdicts: dict[str, Verdict], claim: str, labels: str
) -> None:
    told = verdicts[claim]
    assert f"{told.label}, {told.standing}" == labels, told.reason


@pytest.mark.parametrize(
    ("claim", "whence"),
    [
        *(("N011", "N005"), ("N020", "N002"), ("N021", "N003"), ("W006", "W001")),
        *(("W007", "W001"), ("W008", "W003"), ("W015", "W013"), ("W017", "W016")),
        *(("F025", "F024"), ("W011", "X063"), ("W012", "X063"), ("N014", "N002")),
        *(("N016", "N001"), ("A013", "N001"), ("A018", "N002"), ("A022", "N003")),
        *(("A048", "X048"), ("A056", "W001"), ("A064", "X044"), ("A069", "W001")),
        ("A075", "X063"),
    ],
)
def test_figures_moved_to_another_scope_are_reported_as_moved(
    verdicts: dict[str, Verdict], claim: str, whence: str
) -> None:
    assert verdicts[claim].moved_from == whence


def test_whoever_was_moved_by_a_person_has_a_fault_of_quotation(
    verdicts: dict[str, Verdict],
) -> None:
    """The notes that people wrote explain what the columns decide, and decide nothing."""
    moved = [one for one in load_relations(SHIPPED) if one.kind is RelationKind.MOVED]
    assert len(moved) > 20
    assert not [one.subject for one in moved if not verdicts[one.subject].quotation.is_faulty]


def test_made_up_records_give_a_badge_and_change_no_verdict(verdicts: dict[str, Verdict]) -> None:
    relations = load_relations(SHIPPED)
    shown = [one for one in relations if one.kind is RelationKind.METHOD]
    made_up = {
        name.removeprefix(FINDING): finding(
            name.removeprefix(FINDING), 1, "synthetic-portal-log"
        ).model_copy(update={"data_status": DataStatus.SYNTHETIC})
        for one in shown
        for name in one.operands
    }
    again = judge_claims(load_claims(SHIPPED), made_up, SHIPPED)
    badged = {name for name, verdict in again.items() if verdict.badge}
    tied = {"F001", "F002", "F030", "N001", "N002", "N003", "W001", "W006"}
    assert badged == tied == {one.subject for one in shown}
    assert [again[name].standing for name in badged] == [verdicts[name].standing for name in badged]
    assert not any(verdict.badge for verdict in verdicts.values())


def test_only_what_released_records_give_is_called_recomputed(
    verdicts: dict[str, Verdict],
) -> None:
    for name, verdict in verdicts.items():
        rests = [one for one in verdict.support if one.startswith(f"{FINDING}records.")]
        assert (verdict.standing is Standing.RECOMPUTED) == bool(rests), name
