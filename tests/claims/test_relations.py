"""Relations are read strictly, and what they say of one member holds for the others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_figures import claim, claims, relation

from helpers.claims.intervals import EVERYTHING, Interval, above, point
from helpers.claims.relations import RelationKind, check_names, load_relations, solve
from helpers.errors import Problem
from helpers.project import Project

whole = st.integers(min_value=1, max_value=1000)
HEADER = "relation_id,relation,subject,operands,parameter,reason"


def compute(kind: str, values: list[Fraction], parameter: Fraction) -> Fraction:
    """The subject's value, by the words of the specification and no code of relations.py."""
    first, rest = values[0], values[1:]
    return {
        "same": lambda: first,
        "sum": lambda: sum(values) + parameter,
        "difference": lambda: first - sum(rest),
        "ratio": lambda: parameter * first / rest[0],
        "share": lambda: 100 * first / rest[0],
        "rate": lambda: first / parameter,
        "growth": lambda: 100 * (rest[0] * parameter / first - 1),
    }[kind]()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["same", "sum", "difference", "ratio", "share", "rate", "growth"]),
    st.lists(whole, min_size=3, max_size=3),
    whole,
    st.integers(min_value=0, max_value=3),
    st.integers(min_value=0, max_value=3),
)
def test_every_member_lies_in_what_the_others_leave_for_it(
    kind: str, values: list[int], parameter: int, at: int, width: int
) -> None:
    count = {"same": 1, "rate": 1, "sum": 3, "difference": 3}.get(kind, 2)
    operands = [Fraction(value) for value in values[:count]]
    one = relation(kind, "s", " ".join(f"o{n}" for n in range(count)), str(parameter))
    subject = compute(kind, operands, one.parameter)
    truth = {"s": subject} | {f"o{n}": value for n, value in enumerate(operands)}
    target = one.members[at % len(one.members)]
    known = {
        name: Interval(value - width, value + width)
        for name, value in truth.items()
        if name != target
    }
    found = solve(one, target, known)
    assert truth[target] in found
    exact = solve(one, target, {name: point(truth[name]) for name in known})
    assert truth[target] in exact
    if exact != EVERYTHING:
        assert exact.is_within(found)
        assume(width == 0)
        assert exact.is_point


def test_a_part_is_neither_negative_nor_more_than_the_whole() -> None:
    part = relation("subset", "s", "o")
    assert solve(part, "s", {"o": Interval(10, 20, high_open=True)}) == Interval(
        0, 20, high_open=True
    )
    assert solve(part, "o", {"s": above(5)}) == above(5)


def test_a_division_by_zero_says_nothing() -> None:
    ratio = relation("ratio", "s", "a b")
    assert solve(ratio, "s", {"a": point(3), "b": point(0)}) == EVERYTHING


@pytest.mark.parametrize(
    ("kind", "operands", "parameter", "says"),
    [
        ("near", "a", "", "The relation 'near' is not known"),
        ("growth", "a", "", "The relation has 1 operands; expected: 2 for growth"),
        ("same", "a b", "", "The relation has 2 operands; expected: 1 for same"),
        ("difference", "a", "", "expected: 2 or more for difference"),
        ("sum", "", "", "expected: 1 or more for sum"),
        ("same", "s", "", "A quantity cannot be evidence for itself"),
        ("rate", "a", "0", "The parameter '0' cannot be used"),
        ("rate", "a", "a month", "The parameter 'a month' cannot be used"),
        ("ratio", "a b", "1/0", "The parameter '1/0' cannot be used"),
    ],
)
def test_a_bad_row_is_refused(kind: str, operands: str, parameter: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        relation(kind, "s", operands, parameter)
    assert says in str(caught.value).replace(f" (relations.csv, {kind}-s)", "")


def write(project: Project, *rows: str) -> Project:
    path = project.root / "data" / "reference" / "relations.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return project


def test_the_file_is_read_in_order(project: Project) -> None:
    write(project, "R1,sum,A,B C,+2,Because", "R2,method,A,finding:x.y,,Because")
    first, second = load_relations(project)
    assert (first.kind, first.operands, first.parameter) == (RelationKind.SUM, ("B", "C"), 2)
    assert second.members == ("A", "finding:x.y")
    assert [kind for kind in RelationKind if not kind.is_computed] == [
        *(
            RelationKind.METHOD,
            RelationKind.MOVED,
            RelationKind.MISATTRIBUTED,
            RelationKind.LISTED,
            RelationKind.BESIDE,
        ),
        *(
            kind
            for kind in RelationKind
            if kind in (RelationKind.COVERS, RelationKind.ENDED, RelationKind.DIFFERS)
        ),
    ]


def test_an_id_used_twice_is_refused_with_its_row(project: Project) -> None:
    write(project, "R1,same,A,B,,Because", "R1,same,A,C,,Because")
    with pytest.raises(Problem, match=r"Two relations are called R1 .*row 2"):
        load_relations(project)


def test_an_unknown_claim_is_refused_and_a_missing_finding_is_not() -> None:
    some = claims(claim("A1", "5"))
    check_names([relation("same", "A1", "finding:not.run.yet")], some)
    with pytest.raises(Problem, match="There is no claim called A2"):
        check_names([relation("same", "A1", "A2")], some)
