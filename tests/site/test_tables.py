"""Tables: our own layout, escaped, with status in the caption, and nothing private in them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_up_site import HOSTILE, RELEASE, add_release

from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import Project
from helpers.site.markup import clean_html
from helpers.site.notebook_pages import Linked, SiteAddresses
from helpers.site.pages import open_templates
from helpers.site.tables import MIME, ShownTable, show
from helpers.status import DataStatus
from whole_tables import read_all


class Source:
    release = "r"
    data_status = DataStatus.TRANSCRIBED


FRAME = pd.DataFrame(
    {
        "month": ["2024-11", "2025-05"],
        "searches": pd.array([540, None], dtype="Int64"),
        "per_day": [18.0, 51.6129],
        "year": [2024, 2025],
        "listed": [True, False],
    }
)


def test_the_text_is_laid_out_by_us() -> None:
    shown = show(FRAME, caption="Searches by month", from_=Source(), notes="Counted in UTC.")
    assert shown._repr_mimebundle_()["text/plain"] == (
        "Searches by month [from published reports]\n"
        "\n"
        "month    searches  per day  year  listed\n"
        "-------  --------  -------  ----  ------\n"
        "2024-11       540    18.00  2024  yes\n"
        "2025-05              51.61  2025  no\n"
        "\n"
        "Counted in UTC."
    )


def test_the_html_names_caption_and_scopes_and_escapes() -> None:
    frame = pd.DataFrame({HOSTILE[0]: HOSTILE})
    html = show(frame, caption=HOSTILE[1], from_=Source())._repr_mimebundle_()["text/html"]
    assert '<th scope="col">' in html
    assert "<caption>" in html
    for tag in ("<script", "<img", "<svg", "<a "):
        assert tag not in html
    # What is left after cleaning is what was there: nothing in it needed to be taken out.
    assert str(clean_html(html)).count("&lt;script&gt;") == html.count("&lt;script&gt;")


def test_json_gives_the_table_back() -> None:
    shown = show(FRAME, caption="Searches", from_=[Source(), Source()])
    assert ShownTable.from_json(shown._repr_mimebundle_()[MIME]) == shown


def test_sums_that_differ_in_the_last_bit_are_one_table() -> None:
    one = show(pd.DataFrame({"x": [0.1 + 0.2]}), caption="c", from_=Source())
    two = show(pd.DataFrame({"x": [0.3]}), caption="c", from_=Source())
    assert one._repr_mimebundle_() == two._repr_mimebundle_()


def test_an_empty_table_says_so() -> None:
    shown = show(FRAME.head(0), caption="None", from_=Source())
    assert "(no rows)" in shown._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("column", ["user", "Search ID", "search_id", "reason", "account"])
def test_a_private_column_is_refused_under_any_spelling(column: str) -> None:
    with pytest.raises(Problem, match=f"The column {column} may not be shown"):
        show(pd.DataFrame({column: ["x"]}), caption="c", from_=Source())


def test_a_private_value_is_refused_under_another_name(project: Project) -> None:
    add_release(project)
    table = load_table(RELEASE, project)
    renamed = read_all(table)[["user"]].rename(columns={"user": "who"})
    with pytest.raises(Problem, match="The column who holds values") as caught:
        show(renamed, caption="c", from_=table)
    assert "jdoe" not in str(caught.value)
    counted = read_all(table).groupby("account_group", as_index=False).size()
    assert show(counted, caption="c", from_=table).data_status is DataStatus.SYNTHETIC


@pytest.mark.parametrize(
    "facts", [{"caption": " ", "from_": Source()}, {"caption": "c", "from_": []}]
)
def test_a_table_without_caption_or_source_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(Problem):
        show(FRAME, **facts)


def test_ids_are_called_as_people_call_them() -> None:
    frame = pd.DataFrame({"topic": ["wa_dol"], "measure": ["per_day"], "figures": [49]})
    shown = show(frame, caption="Figures per_day", from_=Source())
    text, html = (shown._repr_mimebundle_()[kind] for kind in ("text/plain", "text/html"))
    assert "Washington's licensing portal" in text
    assert "Washington&#x27;s licensing portal" in html
    assert "wa_dol" not in text
    assert "per_day" not in text
    assert shown.rows[0][0] == "wa_dol", "programs read the id"


def test_the_plain_form_of_long_tables_is_cut_and_says_so() -> None:
    frame = pd.DataFrame({"claim": [f"Q{n}" for n in range(13)], "why": ["word " * 20] * 13})
    shown = show(frame, caption="Reasons", from_=Source())
    bundle = shown._repr_mimebundle_()
    text = bundle["text/plain"]
    assert "(3 rows more)" in text
    assert text.endswith("(This plain form is cut; the table itself is whole.)")
    assert all(len(line) < 80 for line in text.splitlines())
    assert bundle["text/html"].count("<tr>") == 14
    assert ("word " * 20).strip() in bundle["text/html"]
    assert ShownTable.from_json(bundle[MIME]) == shown


def shown(columns: tuple[str, ...], *rows: tuple[str | int, ...]) -> ShownTable:
    return ShownTable("A table", DataStatus.TRANSCRIBED, ("r",), columns, rows)


def test_a_phone_shows_a_table_of_words_as_cards_and_one_of_numbers_as_it_is() -> None:
    names = ("claim", "what", "printed", "of whom", "printed by", "date")
    words = ("N038", "Agencies that use it, by a magazine", "about 30,000 agencies", "it", "FCW")
    assert shown(names, (*words, "30 September 2005")).stacks
    assert not shown(names, tuple(range(6))).stacks
    assert not shown(("what", "how many"), ("agencies that use it", 3)).stacks
    assert shown(("why",), ("x" * 61,)).stacks


def test_a_table_without_rows_is_no_bare_header_on_a_page() -> None:
    table = open_templates().from_string('{% import "parts.html.j2" as p %}{{ p.table(t, to) }}')
    to = SiteAddresses(Linked(frozenset(), frozenset(), frozenset(), frozenset()))
    page = table.render(t=shown(("what", "how many")), to=to)
    assert "A table" in page
    assert "None." in page
    assert "<th" not in page
    noted = ShownTable("Totals", DataStatus.SYNTHETIC, ("r",), ("file",), (), "No file prints one.")
    page = table.render(t=noted, to=to)
    assert "Invented data" in page
    assert "No file prints one." in page
    assert "None." not in page


def test_a_cell_of_a_card_is_one_text_however_many_ids_stand_in_it() -> None:
    table = open_templates().from_string('{% import "parts.html.j2" as p %}{{ p.table(t, to) }}')
    cited = shown(("who", "to know"), ("a firm", f"Also N001, N002 {'x' * 60}"))
    known = Linked(frozenset({"N001", "N002"}), frozenset(), frozenset(), frozenset())
    page = table.render(t=cited, to=SiteAddresses(known))
    assert page.count("<a href=") == 2
    assert page.count("<div>Also ") == 1
    assert page.count("</div></td>") == 1
