"""Cases: audits and lists under one name, tables of them, and every rule side by side."""

from __future__ import annotations

import pytest
from made_up import MadeUpDoors

from helpers.analysis.door_data import (
    Case,
    compare_rules,
    open_case,
    tabulate_classes,
)
from helpers.analysis.doors import BACK, FRONT, SIDE, describe_doors
from helpers.analysis.reasons import IMMIGRATION_BODIES, load_keywords
from helpers.errors import Misuse


@pytest.fixture(scope="module")
def case(made_up_doors: MadeUpDoors) -> Case:
    return Case(
        (*made_up_doors.audits, *made_up_doors.lists),
        tuple(made_up_doors.agencies),
        made_up_doors.bodies,
        load_keywords(made_up_doors.project),
        made_up_doors.list(),
        made_up_doors.joined,
    )


def test_a_fall_in_what_is_said_is_none_in_what_was_done(made_up_doors: MadeUpDoors) -> None:
    """What the generator planned: as many searches for federal bodies in all months, or nearly."""
    said = made_up_doors.count_truly("searches_by_door")
    unsaid: dict[str, int] = {}
    named: dict[str, int] = {}
    for truth in made_up_doors.truth.values():
        for month, n in truth.get("unsaid", {}).items():
            unsaid[month] = unsaid.get(month, 0) + n
    for (_, door, month), n in said.items():
        if door == SIDE:
            named[month] = named.get(month, 0) + n
    assert named["2025-04"] > 2 * named.get("2025-10", 0)
    assert unsaid["2025-10"] > 2 * unsaid["2025-04"]


def test_substrings_count_more_and_rows_at_least_as_much(case: Case) -> None:
    rules = compare_rules(case, [IMMIGRATION_BODIES]).set_index(["match", "counted as"])
    found = rules["searches"]
    assert found["substring", "rows"] > found["whole words", "rows"]
    assert found["whole words", "rows"] >= found["whole words", "distinct searches"]
    one = compare_rules(case, [IMMIGRATION_BODIES], agency="Sample City QA PD")
    assert one["searches"].iloc[0] < found["whole words", "distinct searches"]


def test_classes_are_tabulated_with_hsi_apart(case: Case) -> None:
    table = tabulate_classes(case, case.mark(IMMIGRATION_BODIES)).set_index("the reason")
    assert {"names ICE", "names HSI", 'says "immigration"'} <= set(table.index)
    owners = table.drop(columns="all")
    assert (owners.max(axis=1) <= table["all"]).all()
    assert (table["all"] <= owners.sum(axis=1)).all()


def test_lists_alone_are_a_case(made_up_doors: MadeUpDoors) -> None:
    case = open_case([], ["synthetic-list-example"])
    marked = case.mark(IMMIGRATION_BODIES)
    assert len(marked) == 0
    told = describe_doors(marked, case.listings, case.agencies).iloc[0]
    assert [told[door] for door in (FRONT, BACK, SIDE)] == ["open", "not known", "not known"]


def test_wrong_use_is_a_sentence(case: Case) -> None:
    with pytest.raises(Misuse, match="No audit and no list is named"):
        open_case([], [])
    with pytest.raises(Misuse, match="Did you mean Sample City QA PD"):
        case.mark(IMMIGRATION_BODIES, agency="Sample City PD")
    with pytest.raises(Misuse, match="no class of reasons called 'icee'"):
        case.mark(["icee"])
