"""Coverage: which figures on a page something stands behind; one that nothing binds fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from made_up_site import run_cell, write_notebook
from nbformat.v4 import new_markdown_cell

from helpers.errors import Problem
from helpers.project import Project
from helpers.site.content import collect_content
from helpers.site.coverage import FILE, check_coverage, measure_coverage, measure_pages
from helpers.site.pages import build_pages


def page(body: str) -> str:
    return f"<html><body><nav>12</nav><main>{body}</main><footer>99</footer></body></html>"


@pytest.mark.parametrize(
    ("body", "bound", "unbound"),
    [
        ('<p>It rose <a href="claims/W001.html">188%</a>.</p>', 1, 0),
        ('<p>It has <data value="page:90_x">11 updates</data>.</p>', 1, 0),
        ("<p>It rose 188%.</p>", 0, 1),
        ("<p>It rose 5% and 2.5 times, 1,600 in all.</p>", 0, 3),
        ("<table><tr><td>540</td><td>1,600</td></tr></table>", 2, 0),
        ('<p class="finding big"><b>196</b></p><p>187</p>', 1, 1),
        ('<article class="claim"><p>290,000<br>x</p></article><p>17</p>', 1, 1),
        ("<pre><code>x = 4242</code></pre>", 0, 0),
        ('<p class="notice problem">It failed in cell 22.</p>', 0, 0),
        ("<p>On 12 November 2025, May 2025 and Nov. 12, 2025, and in 2018.</p>", 0, 0),
        ("<p>One of 5 was seen in N001 and L040; x-12; #34.</p>", 0, 0),
    ],
)
def test_a_figure_is_bound_by_a_link_a_table_or_an_entry(
    body: str, bound: int, unbound: int
) -> None:
    one = measure_coverage("index.html", page(body))
    assert (one.bound, len(one.unbound)) == (bound, unbound), one.unbound
    assert one.figures == bound + unbound


def test_a_heading_is_bound_by_what_the_page_has_elsewhere() -> None:
    drawing = '<figure><svg><path d="M 0 1"/><g><rect x="2"/></g></svg></figure>'
    bound = f'<h1>It rose 188%</h1>{drawing}<p class="lede">To 1,600.</p><h2>From 540</h2>'
    one = measure_coverage("index.html", page(f'{bound}<a href="x">188%, 1,600</a><p>17</p>'))
    assert (one.bound, len(one.unbound)) == (4, 2)
    assert "From 540" in one.unbound[0]


def test_declared_words_are_counted_apart() -> None:
    one = measure_coverage(
        "index.html", page("<p>\u201cMore than 100\u201d holds, 200 does not.</p>")
    )
    assert (one.quoted, one.bound, len(one.unbound)) == (1, 0, 1)
    assert "200 does not" in one.unbound[0]


def test_a_page_of_one_claim_finding_or_release_is_about_that() -> None:
    for name in ("claims/W001.html", "findings/nlets.pair.html", "releases/log.html"):
        assert measure_coverage(name, page("<p>540</p>")).bound == 1
    assert not list(measure_pages({"methodology.html": page("<p>540</p>")}))


def test_an_unbound_figure_is_refused_with_the_words_around_it() -> None:
    measured = [measure_coverage("index.html", page("<p>It rose by 188% in a year.</p>"))]
    with pytest.raises(Problem, match=r"index.html: .It rose by 188% in a year\."):
        check_coverage(measured)
    check_coverage([measure_coverage("index.html", page('<a href="x">188%</a>'))])


def test_it_fails_the_build_and_is_told_of_each_page(
    project: Project, content: dict[str, Any]
) -> None:
    build_pages(collect_content(project, **content), project.site)
    rows = {row["page"]: row for row in json.loads((project.site / FILE).read_text("utf-8"))}
    assert {"index.html", "claims.html", "claims/T001.html"} <= set(rows)
    assert sum(row["figures"] for row in rows.values()) > 10
    assert not [row for row in rows.values() if row["unbound"]]
    for row in rows.values():
        assert row["figures"] == row["bound"] + row["quoted"]
    folder = content["notebooks"][0].parent
    cells = [new_markdown_cell("# How?\n\nThere were 4,321 of them."), run_cell("1")]
    content["notebooks"].append(write_notebook(folder, "30_typed", cells))
    with pytest.raises(Problem, match=r"30_typed\.html: .There were 4,321 of them"):
        build_pages(collect_content(project, **content), project.site)
