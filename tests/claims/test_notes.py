"""Each contradiction and each line of arithmetic that the research found is expressed as data.

The tables name, for every one of them, the relations that say it and the verdicts or the numbers
that come of it. The numbers here are worked out by hand, not by the code.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

import shipped
from helpers.claims.claim import Claims, replace_claim
from helpers.claims.finding import Finding, Scope
from helpers.claims.intervals import Interval
from helpers.claims.readings import load_readings
from helpers.claims.relations import FINDING, Relation, RelationKind
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict
from helpers.status import DataStatus

# number of the contradiction: ties as (relation, subject, an operand), and verdicts
CONTRADICTIONS: dict[int, tuple[list[tuple[str, str, str]], dict[str, str]]] = {
    1: (
        [("listed", "N012", "N010"), ("sum", "N011", "N005"), ("same", "N010", "N005")],
        {
            "N012": "Qualifier lost | Independently confirmed",
            "N011": "Wrong scope: unit | Contradicted",
        },
    ),
    2: (
        [("sum", "N007", "N006"), ("same", "N008", "N007"), ("same", "X069", "N008b")],
        {
            "N007": "Faithful | Independently confirmed",
            "X069": "Source not seen | One source only",
            "N008b": "Original | Sources disagree",
        },
    ),
    3: (
        [("beside", "N026", "N025"), ("same", "N027", "N025"), ("beside", "N028", "N025")],
        {
            "N026": "Qualifier lost | Sources disagree",
            "N025": "Source not seen | Sources disagree",
            "N028": "Source not seen | One source only",
        },
    ),
    4: (
        [("same", "W026", "W024")],
        {"W026": "Source not seen | Contradicted", "W024": "Source not seen | One source only"},
    ),
    5: (
        [("moved", "W006", "W001"), ("moved", "W007", "W001"), ("growth", "W006", "W002")],
        {
            "W001": "Original | One source only",
            "W006": "Wrong scope: agency | Not tested",
            "W007": "Wrong scope: agency | Not tested",
        },
    ),
    6: ([("moved", "W008", "W003")], {"W008": "Wrong scope: agency | Not tested"}),
    7: (
        [("same", "A074", "W038"), ("same", "A075", "W010"), ("same", "W028", "W010")],
        {
            "A074": "Fairly rounded | One source only",
            "A075": "Wrong scope: agency | Not tested",
            "W028": "Source not seen | Contradicted",
        },
    ),
    8: (
        [("same", "W011", "W010"), ("same", "W012", "W010")],
        {
            "W011": "Wrong scope: agency | Sources disagree",
            "W012": "Wrong scope: agency | Sources disagree",
            "W010": "Original | Independently confirmed",
        },
    ),
    9: (
        [("moved", "W011", "W010"), ("moved", "W012", "W010"), ("moved", "A075", "W010")],
        {"A075": "Wrong scope: agency | Not tested"},
    ),
    10: (
        [("moved", "W017", "W016"), ("moved", "W018", "W016"), ("dated", "W018", "W016")],
        {"W017": "Wrong scope: period | Contradicted", "W018": "Wrong number | Contradicted"},
    ),
    11: (
        [("beside", "X071", "W020"), ("difference", "finding:arithmetic.cases_by_ice", "W020")],
        {
            "X071": "Source not seen | For a person to judge",
            "W020": "Source not seen | One source only",
        },
    ),
    12: (
        [("same", "W015", "W013"), ("moved", "W015", "W013")],
        {"W015": "Wrong number | Contradicted"},
    ),
    13: (
        [("beside", "W013", "N002"), ("difference", "finding:washington.others", "W013")],
        {"W013": "Source not seen | One source only"},
    ),
    14: (
        [
            ("sum", "F005", "F001"),
            ("same", "F007", "F006"),
            ("same", "F008", "F006"),
            ("same", "F009", "F006"),
            ("subset", "F006", "F010"),
            ("same", "F011", "F002"),
            ("sum", "finding:arithmetic.overlap_17", "F003"),
        ],
        {
            "F005": "Source not seen | Sources disagree",
            "F007": "Source not seen | Sources disagree",
            "F008": "Source not seen | Sources disagree",
            "F009": "Wrong number | Contradicted",
            "F011": "Qualifier lost | One source only",
        },
    ),
    15: ([("beside", "F011", "F001")], {"F011": "Qualifier lost | One source only"}),
    16: ([("beside", "F012", "F002")], {"F012": "Source not seen | Sources disagree"}),
    17: (
        [("beside", "A050", "F016"), ("beside", "F002", "F015")],
        {"A050": "Source not seen | For a person to judge", "F002": "Original | One source only"},
    ),
    18: (
        [("subset", "F028", "F027"), ("same", "F014", "F013")],
        {
            "F027": "Source not seen | Sources disagree",
            "F028": "Source not seen | One source only",
            "F014": "Wrong number | Contradicted",
        },
    ),
    19: (
        [("misattributed", "F038", "F039")],
        {"F038": "Original | Sources disagree", "F039": "Original | Sources disagree"},
    ),
    20: (
        [("same", "F036", "F034")],
        {"F034": "Original | Sources disagree", "F036": "Source not seen | Sources disagree"},
    ),
    21: (
        [("beside", "F032", "F033")],
        {"F032": "Original | One source only", "F033": "Original | One source only"},
    ),
    22: (
        [
            ("beside", "F054", "F056"),
            ("ratio", "finding:arithmetic.june_rows", "F054"),
            ("share", "finding:arithmetic.june_share", "F055"),
        ],
        {"F054": "Original | One source only", "F056": "Original | One source only"},
    ),
    23: (
        [("same", "F058", "F057"), ("growth", "finding:arithmetic.flockwatch_growth", "F057")],
        {
            "F057": "Original | Internally inconsistent",
            "F058": "Original | Internally inconsistent",
        },
    ),
    24: (
        [("rate", "F067", "F066"), ("span", "X073", "F066")],
        {
            "F067": "Original | Internally inconsistent",
            "X073": "Original | Internally inconsistent",
        },
    ),
    25: (
        [("same", "F069", "F070")],
        {
            "F069": "Original | Internally inconsistent",
            "F070": "Original | Internally inconsistent",
        },
    ),
    26: ([("span", "X072", "F048")], {"X072": "Original | One source only"}),
    27: ([("beside", "N004", "N035")], {"N004": "Source not seen | One source only"}),
    28: (
        [("same", "N023", "N024"), ("beside", "N022", "N023")],
        {
            "N023": "Original | Internally inconsistent",
            "N024": "Original | Internally inconsistent",
            "N022": "Source not seen | One source only",
        },
    ),
    29: (
        [("beside", "C009", "C010"), ("sum", "C010", "X074")],
        {"C009": "Original | One source only", "C010": "Original | One source only"},
    ),
    30: (
        [("same", "C006", "C003"), ("same", "X076", "C004"), ("same", "C002", "C001")],
        {"C006": "Qualifier lost | One source only", "X076": "Original | One source only"},
    ),
    31: (
        [("same", "F022", "X077"), ("beside", "F021", "X078")],
        {
            "F022": "Original | Sources disagree",
            "X077": "Original | Sources disagree",
            "F021": "Original | One source only",
        },
    ),
    32: ([("misattributed", "N016", "X062")], {"N016": "Wrong scope: source | Contradicted"}),
    33: (
        [("same", "P002", "P001")],
        {"P001": "Original | Sources disagree", "P002": "Original | Sources disagree"},
    ),
}

# finding: its value worked out by hand (lowest and highest), and the ids that it rests on
ARITHMETIC: dict[str, tuple[Fraction | int | None, Fraction | int | None, set[str]]] = {
    "nlets.pair": (897_230, 897_230, {"N002", "N003"}),
    "nlets.share_ice": (0, Fraction(292_114, 2_900_000), {"N002", "N001"}),
    "nlets.share_hsi": (0, Fraction(605_116, 2_900_000), {"N003", "N001"}),
    "nlets.share_pair": (0, Fraction(897_230, 2_900_000), {"finding:nlets.pair", "N001"}),
    "nlets.per_day_ice": (Fraction(292_114, 365), Fraction(292_114, 365), {"N002"}),
    "nlets.per_day_hsi": (Fraction(605_116, 365), Fraction(605_116, 365), {"N003"}),
    "nlets.per_day_all": (Fraction(290_000_000, 365), None, {"N001"}),
    "nlets.hsi_over_ice": (Fraction(605_116, 292_114), Fraction(605_116, 292_114), {"N002"}),
    "nlets.ice_share_of_pair": (Fraction(29_211_400, 897_230), None, {"N002"}),
    "arithmetic.transmissions_2005": (492_000_000, None, {"N037"}),
    "arithmetic.states_covered": (23, 23, {"N005", "N025"}),
    "washington.growth_by_month": (None, None, {"W002", "W003"}),
    "washington.growth_per_day": (None, None, {"W002", "W003"}),
    "arithmetic.portal_times": (None, None, {"W002", "W003"}),
    "arithmetic.portal_mean": (1_300, None, {"W004"}),
    "arithmetic.requests_2018": (155, 156, {"W031", "W032", "X064", "X065"}),
    "arithmetic.requests_decided": (151, 151, {"W031", "W032"}),
    "arithmetic.requests_undecided": (4, 5, {"finding:arithmetic.requests_2018"}),
    "arithmetic.requests_a_month": (Fraction(865, 11), None, {"W030"}),
    "arithmetic.requests_a_month_of_10": (Fraction(865, 10), None, {"W030"}),
    "arithmetic.federal_per_day": (Fraction(2_671_776, 334), None, {"W013"}),
    "arithmetic.federal_per_month": (Fraction(2_671_776, 11), None, {"W013"}),
    "arithmetic.washington_over_pair": (Fraction(2_671_776, 897_230), None, {"W013"}),
    "washington.others": (1_774_546, 1_774_546, {"W013"}),
    "arithmetic.civil_and_cbp": (6, None, {"W019", "W020"}),
    "arithmetic.overlap_17": (1, None, {"F001", "F003"}),
    "arithmetic.dallas_devices": (Fraction(77_771, 6_674), None, {"F028", "F029"}),
    "arithmetic.texas_devices": (Fraction(83_345, 6_809), None, {"F052", "X066"}),
    "arithmetic.fhp_per_day": (Fraction(250, 54), None, {"F030"}),
    "arithmetic.san_jose_per_day": (Fraction(3_965_519, 378), None, {"F053"}),
    "arithmetic.san_bruno_year": (21_492, 21_492, {"F068"}),
    "arithmetic.flockwatch_rows": (Fraction(887_928_694, 99_435_526), None, {"F057", "F059"}),
    "arithmetic.flockwatch_growth": (
        100 * (Fraction(105_590_102, 99_435_526) - 1),
        None,
        {"F057", "F058"},
    ),
    "arithmetic.santa_clara_duplicates": (Fraction(81_320_800, 14_895_298), None, {"X085"}),
}

AS_PRINTED = {
    "arithmetic.portal_before_may": 4_900,
    "arithmetic.portal_mean_before_may": 1_225,
    "arithmetic.portal_times": Fraction(1_600, 540),
    "washington.growth_by_month": 100 * (Fraction(1_600, 540) - 1),
    "washington.growth_per_day": 100 * (Fraction(1_600, 540) * Fraction(30, 31) - 1),
    "arithmetic.danville_share": Fraction(1, 10),
    "arithmetic.denver_share": Fraction(69_000, 1_400),
    "arithmetic.denver_after": Fraction(690, 79),
    "arithmetic.denver_before": Fraction(710, 221),
    "arithmetic.denver_times": Fraction(690 * 221, 79 * 710),
    "arithmetic.santa_cruz_times": Fraction(37, 10),
    "arithmetic.eff_per_agency": Fraction(12_000_000, 3_900),
    "arithmetic.hsi_rounded": 100 * (Fraction(600_000, 605_116) - 1),
    "arithmetic.riverside_per_day": Fraction(489_000, 33),
    "arithmetic.lynnwood_outside": 40,
}
"""What the bare numbers give where "about" or "more than" stands before them."""

NOTHING_FOLLOWS = {
    *("arithmetic.portal_before_may", "arithmetic.portal_mean_before_may"),
    *("arithmetic.danville_share", "arithmetic.santa_cruz_rest", "arithmetic.santa_cruz_times"),
    *("arithmetic.eff_per_agency", "arithmetic.lynnwood_outside"),
}
"""Both figures are printed as more than so much."""

FITS = {"N013": "N002", "N017": "N002", "N015": "N003", "A017": "N002", "A023": "N003"}
"""Rounded forms, and the exact count that each has to bracket."""

SERIES = {
    "series.conway_total": (10_391, "searches"),
    "series.st_louis_park_searches": (1_708, "searches"),
    "series.st_louis_park_april": (768, "searches"),
    "series.santa_clara_rows": (14_895_298, "rows"),
    "series.santa_clara_most_organizations": (2_159, "organizations"),
}


def series_findings() -> dict[str, Finding]:
    return {
        name: Finding(
            id=name,
            value=value,
            unit=unit,
            scope=Scope(),
            data_status=DataStatus.TRANSCRIBED,
            releases=["monthly-series"],
        )
        for name, (value, unit) in SERIES.items()
    }


def find_ties(kind: str, subject: str, operand: str) -> list[Relation]:
    return [
        tie
        for tie in shipped.relations()
        if (tie.kind, tie.subject) == (kind, subject) and operand in tie.operands
    ]


@pytest.fixture(scope="module")
def judged() -> dict[str, Verdict]:
    found = shipped.as_findings(shipped.worked_out()) | series_findings()
    return shipped.judge_with(shipped.claims(), found)


def say(verdict: Verdict) -> str:
    return f"{verdict.label} | {verdict.standing}"


def tell(verdict: Verdict) -> str:
    return " ".join(one.text for one in verdict.evidence)


# --- contradictions ------------------------------------------------------------------------------


def test_all_thirty_three_are_there() -> None:
    assert list(CONTRADICTIONS) == list(range(1, 34))


@pytest.mark.parametrize("number", CONTRADICTIONS)
def test_a_contradiction_is_expressed_by_relations_and_seen_in_verdicts(
    judged: dict[str, Verdict], number: int
) -> None:
    ties, verdicts = CONTRADICTIONS[number]
    for tie in ties:
        assert find_ties(*tie), tie
    for name, verdict in verdicts.items():
        assert say(judged[name]) == verdict, judged[name].reason


def test_what_is_declared_decides_nothing_and_is_shown(judged: dict[str, Verdict]) -> None:
    beside = [tie for tie in shipped.relations() if tie.kind is RelationKind.BESIDE]
    assert len(beside) > 40
    without = [tie for tie in shipped.relations() if tie.kind is not RelationKind.BESIDE]
    found = shipped.as_findings(shipped.worked_out()) | series_findings()
    again = shipped.judge_with(shipped.claims(), found, without)
    assert {n: say(v) for n, v in again.items()} == {n: say(v) for n, v in judged.items()}
    for tie in beside:
        assert set(tie.operands) <= set(judged[tie.subject].beside)
        assert tie.reason.rstrip(".") in tell(judged[tie.subject])


def test_a_juxtaposition_is_no_misstatement_and_a_partial_list_no_error(
    judged: dict[str, Verdict],
) -> None:
    assert "stand beside the ten in the article and are not said to be" in tell(judged["F011"])
    assert "19 governors [N010, Voz] also names CT, DE, HI, " in tell(judged["N012"])
    assert "also names Renton" in tell(judged["A055"])
    for name in ("F011", "N012", "N012b", "A024", "A025", "A026", "A055"):
        assert not judged[name].against, name


def test_what_is_found_in_one_text_alone_is_called_that_and_not_false(
    judged: dict[str, Verdict],
) -> None:
    for name in ("A066", "A067", "A081"):
        assert say(judged[name]) == "Source not seen | Not tested"
        assert judged[name].reason == "Hold it. We found nothing to test it against."
    for name in ("A061", "A063", "A078"):
        assert say(judged[name]) == "Source not seen | For a person to judge"


# --- arithmetic ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ARITHMETIC)
def test_a_line_of_arithmetic_comes_from_the_intervals(name: str) -> None:
    low, high, operands = ARITHMETIC[name]
    one = shipped.worked_out()[name]
    assert operands <= {member for tie in one.relations for member in tie.operands}
    assert one.logical is not None
    if low is not None:
        assert one.logical.low == low
    if high is not None:
        assert one.logical.high == high
    assert one.is_known


@pytest.mark.parametrize("name", AS_PRINTED)
def test_the_bare_numbers_give_what_the_research_worked_out(name: str) -> None:
    one = shipped.worked_out()[name]
    assert one.given == AS_PRINTED[name]
    assert one.is_known == (name not in NOTHING_FOLLOWS)


def test_every_row_of_arithmetic_is_in_these_tables() -> None:
    other = {"arithmetic.cases_by_ice", "arithmetic.requests_by_denied", "arithmetic.june_rows"}
    other |= {"arithmetic.june_share", "arithmetic.denver_before_all"}
    other |= {"arithmetic.st_louis_park_tools", "arithmetic.st_louis_park_city"}
    named = {*ARITHMETIC, *AS_PRINTED, *NOTHING_FOLLOWS, *other}
    assert named == set(shipped.worked_out())


def test_bounds_are_stated_as_bounds_and_rounded_outward() -> None:
    computed = shipped.worked_out()
    assert computed["nlets.share_ice"].stated == (0.1008, "under")
    assert computed["nlets.share_hsi"].stated == (0.2087, "under")
    assert computed["nlets.share_pair"].stated == (0.3094, "under")
    assert computed["nlets.per_day_all"].stated == (794_520, "over")
    assert computed["arithmetic.fhp_per_day"].stated == (4.62, "over")
    assert computed["arithmetic.civil_and_cbp"].stated == (6, "at least")
    assert computed["arithmetic.denver_share"].stated[1] == "about"
    assert computed["arithmetic.requests_2018"].stated == ("155 to 156", "exact")


def test_the_notebooks_of_the_subject_find_the_same() -> None:
    """Two ways to one number: the notebooks' own code, and the relations."""
    from helpers.claims.finding import load_findings

    harvested = load_findings(shipped.SHIPPED)
    computed = shipped.worked_out()
    both = {name for name in computed if not name.startswith("arithmetic.")}
    assert len(both) >= 12
    for name in both:
        value, one = Fraction(str(harvested[name].value)), computed[name]
        stated = one.stated[0]
        assert isinstance(stated, int | float)
        assert abs(value - Fraction(str(stated))) <= abs(value) / 10**4, name


@pytest.mark.parametrize(("rounded", "exact"), FITS.items())
def test_rounded_forms_bracket_the_exact_count(rounded: str, exact: str) -> None:
    claims = shipped.claims()
    outer, inner = claims[rounded].logical, claims[exact].logical
    assert outer is not None
    assert inner is not None
    assert inner.is_within(outer)


def test_the_readings_of_the_188_give_what_was_worked_out() -> None:
    readings = {one.id: one for one in load_readings(shipped.claims(), shipped.SHIPPED)}
    assert set(readings) == {"per-day", "rounding", "scope"}
    texts = {name: one.text for one in readings.values() for name, one in one.numbers.items()}
    assert any("1,589" in text and "1,625" in text for text in texts.values()), texts
    assert any("555" in text for text in texts.values()), texts


def test_series_stand_beside_the_totals_printed_about_them(judged: dict[str, Verdict]) -> None:
    for name in ("F070", "X079", "X080", "X085", "X087"):
        own_table = name == "F070"  # which contradicts the text above it
        assert bool(judged[name].against) == own_table, judged[name].reason
    wrong = series_findings()
    wrong["series.santa_clara_rows"] = wrong["series.santa_clara_rows"].model_copy(
        update={"value": 14_895_299}
    )
    told = shipped.judge_with(shipped.claims(), wrong)
    assert told["X085"].standing is Standing.DISAGREE
    wrong["series.santa_clara_most_organizations"] = wrong[
        "series.santa_clara_most_organizations"
    ].model_copy(update={"value": 3_470})
    told = shipped.judge_with(shipped.claims(), wrong)
    assert told["X087"].standing is Standing.DISAGREE


# --- one input changed, and back ----------------------------------------------------------------

MUTATIONS = [
    # changed, value instead, whose verdicts, as printed, as changed
    ("N024", "17", "N023", "Original | Internally inconsistent", "Original | One source only"),
    ("F069", "10391", "F069", "Original | Internally inconsistent", "Original | One source only"),
    ("N005", "21", "N011", "Wrong scope: unit | Contradicted", "Wrong number | Contradicted"),
    ("N006", "36", "N007", "Faithful | Independently confirmed", "Wrong number | Contradicted"),
    ("W013", "26717760", "W015", "Wrong number | Contradicted", "Wrong scope: agency | Not tested"),
    ("X073", "33", "X073", "Original | Internally inconsistent", "Original | One source only"),
    (
        "X073",
        "34",
        "X073",
        "Original | Internally inconsistent",
        "Original | Internally inconsistent",
    ),
    ("X072", "12", "X072", "Original | One source only", "Original | Internally inconsistent"),
    ("F020", "11", "F020", "Original | One source only", "Original | Sources disagree"),
    ("X074", "15", "C010", "Original | One source only", "Original | Internally inconsistent"),
    ("X075", "41", "C010", "Original | One source only", "Original | Internally inconsistent"),
    ("F022", "2025-06", "F022", "Original | Sources disagree", "Original | One source only"),
    ("X077", "2025-07-29", "F022", "Original | Sources disagree", "Original | One source only"),
    (
        "W010",
        "2025-11-13",
        "A043",
        "Source not seen | Contradicted",
        "Source not seen | Not tested",
    ),
    (
        "W010",
        "2025-11-13",
        "A075",
        "Wrong scope: agency | Not tested",
        "Wrong scope: agency | Sources disagree",
    ),
    (
        "W038",
        "2025-11-20",
        "A074",
        "Fairly rounded | One source only",
        "Wrong number | Contradicted",
    ),
    (
        "X006",
        "2025-10-22",
        "A051",
        "Wrong number | Contradicted",
        "Fairly rounded | One source only",
    ),
    # What the city switched off is not the access that the article means: it decides nothing.
    ("X001", "2025-10-22", "A052", "Source not seen | Not tested", "Source not seen | Not tested"),
    ("F068", "1740", "X068", "Original | One source only", "Original | Sources disagree"),
    ("X063", "2", "A076", "Wrong number | Contradicted", "Wrong scope: agency | Not tested"),
    ("A076", "1", "A076", "Wrong number | Contradicted", "Wrong scope: agency | Not tested"),
    ("N001", "291000000", "A011", "Faithful | One source only", "Fairly rounded | One source only"),
    ("N004", "30000", "A007", "Source not seen | One source only", "Wrong number | Contradicted"),
    ("N002", "289999", "A088", "Fairly rounded | One source only", "Wrong number | Contradicted"),
    ("N003", "700000", "A023", "Fairly rounded | One source only", "Wrong number | Contradicted"),
    ("X083", "1332", "X082", "Original | Not tested", "Original | Internally inconsistent"),
    ("X080", "457", "X081", "Original | One source only", "Original | Internally inconsistent"),
    (
        "X086",
        "14895299",
        "X085",
        "Original | One source only",
        "Original | Internally inconsistent",
    ),
    (
        "C004",
        "60",
        "C004",
        "Source not seen | One source only",
        "Source not seen | Sources disagree",
    ),
]


def test_the_mutations_are_many_and_of_different_claims() -> None:
    moved = [row for row in MUTATIONS if row[3] != row[4]]
    assert len({row[0] for row in moved}) >= 20
    assert len({row[2] for row in moved}) >= 20


@pytest.mark.parametrize(
    ("changed", "value", "subject", "before", "after"),
    MUTATIONS,
    ids=[f"{row[0]}={row[1]}-{row[2]}" for row in MUTATIONS],
)
def test_a_changed_input_moves_the_verdict_and_back(
    judged: dict[str, Verdict], changed: str, value: str, subject: str, before: str, after: str
) -> None:
    claims = shipped.claims()
    assert say(judged[subject]) == before
    other = replace_claim(claims, changed, value=value)
    told = shipped.judge_with(other)[subject]
    assert say(told) == after, told.reason
    back = replace_claim(other, changed, value=claims[changed].printed)
    assert say(shipped.judge_with(back)[subject]) == before


def give(changed: str, value: str) -> Claims:
    return replace_claim(shipped.claims(), changed, value=value)


def test_changed_inputs_move_what_is_worked_out() -> None:
    def logical(name: str, known: Claims) -> Interval | None:
        return shipped.work_out(known)[name].logical

    assert logical("arithmetic.requests_2018", give("W031", "46")) == Interval(155, 155)
    assert logical("arithmetic.requests_2018", give("W031", "40")) is None
    assert logical("arithmetic.requests_undecided", give("W031", "40")) is None
    assert logical("arithmetic.requests_2018", give("W032", "103")) is None
    assert logical("nlets.pair", give("N002", "292115")) == Interval(897_231, 897_231)
    assert logical("washington.others", give("W013", "2671777")) == Interval(1_774_547, 1_774_547)
    assert logical("arithmetic.san_bruno_year", give("F068", "1792")) == Interval(21_504, 21_504)
    assert logical("arithmetic.states_covered", give("N005", "18")) == Interval(22, 22)
    denver = shipped.work_out(give("F035", "700"))["arithmetic.denver_times"]
    assert denver.given == Fraction(700 * 221, 79 * 700)
    asked = shipped.work_out(give("F066", "495000"))["arithmetic.riverside_per_day"]
    assert asked.given == 15_000


def test_a_row_that_no_relation_computes_is_refused() -> None:
    from helpers.claims.implied import compute
    from helpers.errors import Problem

    row = {"finding": "arithmetic.nothing", "unit": "searches", "who": "", "what": ""}
    with pytest.raises(Problem, match=r"No relation says how arithmetic\.nothing"):
        compute(shipped.claims(), shipped.relations(), [row])


def test_a_finding_that_rests_on_a_claim_never_speaks_for_it() -> None:
    for tie in shipped.relations():
        if tie.subject.startswith(FINDING) and tie.kind.is_arithmetic:
            assert tie.subject not in tie.operands
    found = shipped.as_findings(shipped.worked_out())
    told = shipped.judge_with(shipped.claims(), found)
    for name in ("N002", "N003", "W013", "F068", "W031"):
        assert told[name].support == ()
