"""Pages and the one file: whole, linked, harmless, and the same bytes each time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

import nbformat
import pandas as pd
import pytest
from made_up_site import HOSTILE, PRIVATE, run_cell

from helpers.claims.claim import replace_claim
from helpers.claims.sign_offs import SignOff, SignOffDecision, mark_state, weigh_sign_offs
from helpers.claims.verdicts import judge
from helpers.errors import Problem
from helpers.project import Project
from helpers.site import charts
from helpers.site.content import collect_content
from helpers.site.pages import build_pages, build_report
from scanner import scan_files

NOTHING = pd.DataFrame({"month": [], "searches": []})


class Reader(HTMLParser):
    """Collects what a page links to, loads and could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[tuple[str, dict[str, str]]] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.runs: list[str] = []
        self.metas: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [facts["id"]] if "id" in facts else []
        if tag == "a":
            self.links.append((facts.get("href", ""), facts))
        elif "href" in facts:
            self.loads.append(facts["href"])
        self.loads += [facts[name] for name in ("src", "srcset", "data", "poster") if name in facts]
        self.runs += [name for name in facts if name.startswith("on") or name == "style"]
        if tag == "meta":
            self.metas.append(facts)


def read_pages(site: dict[str, bytes]) -> Iterator[tuple[str, Reader]]:
    for name, data in site.items():
        if name.endswith(".html"):
            yield name, Reader(data.decode())


def test_every_page_is_there(site: dict[str, bytes]) -> None:
    assert {
        *("index.html", "claims.html", "findings.html", "methodology.html", "style.css"),
        *("claims/T001.html", "claims/T003.html", "findings/nlets.pair.html"),
        *("releases/made-up-log.html", "notebooks/00_findings.html", "notebooks/10_how_many.html"),
    } <= set(site)
    drawn = site["notebooks/10_how_many.html"].decode()
    assert drawn.count("<svg") == 2, "a chart for a page, and one for a phone"


def test_every_link_leads_somewhere(site: dict[str, bytes]) -> None:
    ids = {name: set(page.ids) for name, page in read_pages(site)}
    dead = []
    for name, page in read_pages(site):
        assert len(page.ids) == len(set(page.ids)), f"{name} has an id twice"
        for href, facts in page.links:
            if href.startswith(("https://", "http://")):
                assert facts["rel"] == "noreferrer"
                continue
            path, _, fragment = href.partition("#")
            target = normpath(PurePosixPath(name).parent / path) if path else name
            if target not in site or (fragment and fragment not in ids[target]):
                dead.append((name, href))
    assert dead == []


def test_nothing_runs_and_nothing_is_asked_of_anyone(site: dict[str, bytes]) -> None:
    for name, page in read_pages(site):
        assert page.runs == [], name
        assert not {"script", "iframe", "object", "embed", "form", "base"} & set(page.tags), name
        for load in page.loads:
            assert load.startswith("data:image/svg+xml,") or (
                ":" not in load and normpath(PurePosixPath(name).parent / load) in site
            ), (name, load)
        for href, _ in page.links:
            assert not href.lower().startswith(("javascript:", "data:", "//")), (name, href)
        policy = next(meta for meta in page.metas if "http-equiv" in meta)["content"]
        assert policy.startswith("default-src 'none'; img-src 'self' data:; style-src 'self'")
    assert not re.search(rb"@import|url\(", site["style.css"])


def test_hostile_text_stands_there_as_text(site: dict[str, bytes]) -> None:
    claim = site["claims/T003.html"].decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in claim
    assert "{{ 7 * 7 }}" in claim
    table = site["notebooks/10_how_many.html"].decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in table
    assert "<p>kept</p>" in table


def test_each_page_has_what_readers_need(site: dict[str, bytes]) -> None:
    for name, page in read_pages(site):
        text = site[name].decode()
        assert page.tags.count("h1") == 1, name
        assert '<html lang="en-US">' in text
        assert 'class="skip" href="#main"' in text
        assert "main" in page.ids
        assert re.search(r"<title>[^<]+ - Plateglass</title>", text), name
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
        steps = [after - before for before, after in pairwise(levels)]
        assert all(step <= 1 for step in steps), (name, levels)
        for image in re.findall(r"<img [^>]*>", text):
            assert re.search(r'alt="[^"]+"', image)


def test_each_number_on_the_front_page_leads_to_what_is_behind_it(
    site: dict[str, bytes],
) -> None:
    front = site["index.html"].decode()
    assert re.search(r'href="findings/nlets.pair.html" data-rests-on="[0-9a-f]{16}">897,230', front)
    assert re.search(r'href="claims/T001.html" data-rests-on="[0-9a-f]{16}">290</a>', front)
    assert 'href="notebooks/10_how_many.html">11 updates</a>' in front
    assert "(We read nothing.)" not in front
    assert "<strong>As of Nov. 28, 2025.</strong> Sources last searched Nov. 27, 2025." in front
    finding = site["findings/log.rise.html"].decode()
    assert "nvented" in finding or "ynthetic" in finding
    assert "The code of its cell" in finding
    assert "ab" * 32 in finding
    assert 'href="../releases/made-up-log.html"' in finding
    assert "2024-11" in finding


def test_what_the_brief_lacks_is_said_in_its_place(site: dict[str, bytes]) -> None:
    front = site["index.html"].decode()
    assert (
        "We can&#39;t show this sentence: There is no finding or claim called nobody.counted"
        in front
    )
    assert front.count("The chart isn\u2019t here.") == 4
    assert "Nobody counted." in front


def test_each_source_lands_on_the_sources_of_its_card(site: dict[str, bytes]) -> None:
    assert 'href="sources.html#card-1"' in site["index.html"].decode()
    page = site["sources.html"].decode()
    part = page.split('id="card-1"')[1].split('id="card-2"')[0]
    assert 'href="claims/T001.html"' in part
    assert 'href="claims/T002.html"' in part
    assert 'href="notebooks/10_how_many.html"' in part


def test_a_notebook_page_has_one_pattern(site: dict[str, bytes]) -> None:
    page = site["notebooks/10_how_many.html"].decode()
    order = [page.index(mark) for mark in ("<h1>", 'class="asof"', "<figure>", "body lede")]
    order += [page.index(mark) for mark in ('class="box"', "Show the work", 'rel="prev"')]
    assert order == sorted(order)
    assert page.count("<figure>") == 1
    assert "The numbers in the chart" in page.split("Show the work")[1]
    assert ">290</a>" in page.split('class="box"')[1].split("Show the work")[0]


def test_no_page_says_percent_twice(
    project: Project, content: dict[str, Any], site: dict[str, bytes]
) -> None:
    report = build_report(collect_content(project, **content), project.root / "report.html")
    for data in (*site.values(), report.read_bytes()):
        assert b"% percent" not in re.sub(rb"<[^>]*>", b"", data)
    page = site["findings/log.rise.html"].decode()
    assert '<p class="big">188.0%</p>' in page
    assert '<p class="unit">increase' in page


def test_findings_on_invented_data_come_last(site: dict[str, bytes]) -> None:
    page = site["findings.html"].decode()
    apart = page.index('<h2 id="invented">On invented data</h2>')
    assert page.index('href="findings/nlets.pair.html"') < apart
    assert page.index('href="findings/log.rise.html"') > apart


def test_a_reading_says_so_on_its_page(project: Project, content: dict[str, Any]) -> None:
    note = "computed from a declared reading"
    reading = content["findings"]["nlets.pair"].model_copy(
        update={"id": "reading.per-day.flip", "note": note, "parameters": {"x": "RELEASE-Z"}}
    )
    content["findings"] |= {reading.id: reading}
    build_pages(collect_content(project, **content), project.site)
    page = (project.site / f"findings/{reading.id}.html").read_text(encoding="utf-8")
    assert page.index(note) < page.index("<h2>")
    assert "The number is</dt><dd>what follows if that explanation is right" in page
    assert "Computed from published reports" in page
    assert "Typed or counted by us" not in page
    assert page.index("All settings of the notebook run") < page.index("RELEASE-Z")


def test_every_page_says_how_to_report_an_error(
    project: Project, content: dict[str, Any], site: dict[str, bytes]
) -> None:
    report = build_report(collect_content(project, **content), project.root / "report.html")
    pages = [data for name, data in site.items() if name.endswith(".html")]
    for data in (*pages, report.read_bytes()):
        footer = data.decode().split("<footer>")[1]
        assert "<strong>Corrections.</strong> None so far. To report an error" in footer
        assert "No scripts, no trackers." in footer
    finding = site["findings/log.rise.html"].decode()
    assert 'href="../notebooks/10_how_many.html"' in finding
    assert re.search(r"log\.csv<br>.*sha256.*[0-9a-f]{64}.*<td class=\"n\">3</td>", finding)


def test_a_count_leads_to_the_list_it_counts(
    site: dict[str, bytes], content: dict[str, Any]
) -> None:
    page = site["claims.html"].decode()
    chips = re.findall(r'href="(lists/[\w-]+\.html)">.*? <b>([\d,]+)</b></a>', page)
    rows = re.findall(r'<td class="n"><a href="(lists/[\w-]+\.html)">([\d,]+)</a>', page)
    assert sorted(chips) == sorted(rows)
    assert len(chips) >= 4
    for name, number in (*chips, ("lists/all.html", str(len(content["claims"])))):
        listed = site[name].decode()
        assert listed.count('<li class="claim">') == int(number), name
        assert f'href="#list">{number} claim' in listed
    assert set(site) >= set(re.findall(r'href="(lists/[\w-]+\.html)"', page))


def test_a_claim_shows_published_words_both_verdicts_and_what_to_print(
    project: Project, content: dict[str, Any]
) -> None:
    quoted = {"quote": "some 290 queries", "sentence": "Officers made {} queries"}
    old = content["claims"]["T001"].hash
    content["claims"] = replace_claim(content["claims"], "T001", **quoted)
    for path in content["notebooks"]:  # as if they had run again
        path.write_text(path.read_text("utf-8").replace(old, content["claims"]["T001"].hash))
    content["verdicts"] = judge(content["claims"], [], content["findings"])
    build_pages(collect_content(project, **content), project.site)
    verdict = content["verdicts"]["T001"]
    for name in ("claims/T001.html",):
        page = html.unescape((project.site / name).read_text("utf-8"))
        assert "\u201csome 290 queries\u201d" in page
        told = (*("Quoted right?", "Holds up?"), verdict.label, verdict.standing, verdict.advice)
        assert all(str(words) in page for words in told), name
        assert verdict.reason in page
        assert verdict.print_this
        assert f"\u201c{verdict.print_this}\u201d" in page
        assert 'href="https://example.org/letter"' in page


def test_a_claim_without_its_quotation_says_so(site: dict[str, bytes]) -> None:
    page = site["claims/T001.html"].decode()
    assert "We don\u2019t have the published words." in page.split("<h2>")[0]


def test_a_chart_without_rows_is_a_sentence_in_its_place(
    project: Project, content: dict[str, Any]
) -> None:
    path = next(path for path in content["notebooks"] if path.stem == "10_how_many")
    notebook = nbformat.read(path, as_version=4)
    place = next(n for n, cell in enumerate(notebook.cells) if cell.source == "picture")
    empty = charts.finish(charts.start(150), title="", source="", alt="", data=NOTHING, from_=[])
    notebook.cells[place] = run_cell("picture", empty)
    notebook.cells[place].metadata["tags"] = ["chart"]
    nbformat.write(notebook, path)
    build_pages(collect_content(project, **content), project.site)
    page = (project.site / "notebooks" / "10_how_many.html").read_text("utf-8")
    told = "We can\u2019t draw this chart: the records have no rows for it."
    assert page.count(told) == 1
    assert page.index("<h1>") < page.index(told) < page.index("Show the work")
    assert "<figure>" not in page


def test_a_release_accounts_for_its_rows(site: dict[str, bytes]) -> None:
    page = site["releases/made-up-log.html"].decode()
    assert re.search(r"Rows read</dt><dd>3<", page)
    assert "Withheld by the custodian" in page
    assert "America/Los_Angeles" in page


def test_nothing_private_is_published(
    project: Project, content: dict[str, Any], site: dict[str, bytes]
) -> None:
    report = build_report(collect_content(project, **content), project.root / "report.html")
    assert scan_files(site | {"report.html": report.read_bytes()}, PRIVATE) == {}


def test_two_builds_are_the_same_bytes(
    project: Project, content: dict[str, Any], site: dict[str, bytes], tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "pages"
    content["notebooks"] = content["notebooks"][::-1]
    content["findings"] = dict(reversed(content["findings"].items()))
    paths = build_pages(collect_content(project, **content), other)
    assert {path.relative_to(other).as_posix(): path.read_bytes() for path in paths} == site


def test_the_old_site_goes_as_a_whole(project: Project, content: dict[str, Any]) -> None:
    project.site.mkdir()
    (project.site / "old.html").write_text("old")
    build_pages(collect_content(project, **content), project.site)
    assert not (project.site / "old.html").exists()
    assert (project.site / "index.html").is_file()
    assert list_hidden(project) == set()


@pytest.mark.parametrize("builder", [build_pages, build_report])
def test_if_anything_is_wrong_what_stood_there_stays(
    project: Project,
    content: dict[str, Any],
    builder: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> str:
        raise Problem("The style cannot be read")

    out, collected = project.root / "out", collect_content(project, **content)
    builder(collected, out)
    before = _read(out)
    monkeypatch.setattr("helpers.site.pages.read_style", fail)
    with pytest.raises(Problem, match="style"):
        builder(collected, out)
    assert _read(out) == before
    assert list_hidden(project) == set()


def list_hidden(project: Project) -> set[str]:
    """Return what a build has left behind; tables are kept in the project's own state."""
    hidden = {path.name for path in project.root.iterdir() if path.name.startswith(".")}
    return hidden - {project.state.name}


def _read(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return {str(one): one.read_bytes() for one in files}


@pytest.mark.parametrize("name", ["../../outside", "a/b", "", ".hidden", "a b"])
def test_a_name_that_leads_out_of_the_site_is_refused(
    project: Project, content: dict[str, Any], name: str
) -> None:
    content["findings"][name] = content["findings"]["log.rise"].model_copy(update={"id": name})
    with pytest.raises(Problem, match="cannot be the name of a page"):
        build_pages(collect_content(project, **content), project.site)
    assert not project.site.exists()


def test_the_one_file_is_the_brief_and_every_claim(
    project: Project, content: dict[str, Any]
) -> None:
    path = build_report(collect_content(project, **content), project.root / "report.html")
    text = path.read_text(encoding="utf-8")
    page = Reader(text)
    assert page.runs == []
    assert "script" not in page.tags
    assert {load.split(",")[0] for load in page.loads} == {"data:image/svg+xml"}
    assert "style-src 'unsafe-inline'" in text
    anchors = {href[1:] for href, _ in page.links if href.startswith("#")}
    assert anchors <= set(page.ids)
    assert set(content["claims"]) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "Nothing here is real" in text
    assert "897,230" in text
    assert "&lt;script&gt;" in text
    assert not any(attack in text for attack in HOSTILE[:2])


def contrast_of(block: str) -> dict[str, str]:
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)
    return {
        name: one if len(one) == 7 else "#" + "".join(2 * c for c in one[1:]) for name, one in found
    }


def test_the_style_can_be_read_in_light_and_dark(site: dict[str, bytes]) -> None:
    from test_charts import contrast

    style = site["style.css"].decode()
    light = contrast_of(style[: style.index("@media")])
    dark = light | contrast_of(style[style.index("@media") : style.index("*, *::before")])
    for colors in (light, dark):
        for look in ("fine", "care", "fix", "stop"):
            assert contrast(colors[look], colors[f"{look}-wash"]) >= 5, look
    tones = ("good", "fair", "warn", "bad", "open", "none", "alarm")
    for colors in (light, dark):
        for paper in ("paper", "sheet", "wash"):
            for ink in ("ink", "soft", "link", "accent", *(t for t in colors if "code-" in t)):
                assert contrast(colors[ink], colors[paper]) >= 4.5, (ink, paper)
        for tone in tones:
            assert contrast(colors[tone], colors[f"{tone}-wash"]) >= 4.5, tone
            assert contrast(colors[tone], colors["paper"]) >= 4.5, tone


def test_a_sign_off_stands_with_what_it_was_given_for(
    project: Project, content: dict[str, Any]
) -> None:
    build_pages(collect_content(project, **content), project.site)
    page = (project.site / "claims" / "T001.html").read_text("utf-8")
    assert "<b>Sign-off by a person:</b> nobody has signed off yet." in page
    assert "obody has signed off yet" in (project.site / "claims.html").read_text("utf-8")
    state = mark_state(content["claims"]["T001"], content["verdicts"]["T001"])
    seen = ("T001", "Faithful", "Sources disagree", "290 queries", "state-0")
    old = SignOff(*seen, SignOffDecision.AGREE, HOSTILE[0], "2026-11-01", HOSTILE[1])
    own = content["verdicts"]["T001"]
    labels = {"quotation": str(own.label), "standing": str(own.standing)}
    new = replace(old, **labels, state=state, day="2026-11-02")
    changed = "other verdicts (were Faithful, Sources disagree)"
    for history, told in (((old, new), "agree ("), ((old,), changed)):
        standings = weigh_sign_offs(history, content["claims"], content["verdicts"])
        collected = collect_content(project, **content, sign_offs=standings)
        build_pages(collected, project.site)
        page = (project.site / "claims" / "T001.html").read_text("utf-8")
        assert told in page.split("Sign-off by a person:</b>")[1].split("</p>")[0]
        assert page.count('<th scope="row">') >= len(history)
        assert HOSTILE[0] not in page
        assert HOSTILE[1] not in page
        report = build_report(
            collect_content(project, **content, sign_offs=standings), project.root / "r.html"
        )
        assert told in report.read_text("utf-8")
