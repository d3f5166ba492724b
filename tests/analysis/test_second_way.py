"""The headlines once more, by hand: SQL over the raw files, sharing no code with the suite."""

from __future__ import annotations

import csv

import duckdb
import pytest
from made_up import FEDERAL, MadeUp, MadeUpDoors, make_up

from helpers.analysis.change import change_between, count_searches
from helpers.analysis.doors import count_doors
from helpers.cleaning.table import Table
from helpers.project import HOME
from whole_tables import read_all

LOG = """
with raw as (
    select * from read_csv(?, header = true, all_varchar = true, auto_detect = false,
        delim = ',', quote = '"', escape = '"', nullstr = 'no such text',
        parallel = false, null_padding = true,
        columns = {'id': 'varchar', 'account': 'varchar', 'owner': 'varchar', 'person': 'varchar',
                   'stamp': 'varchar', 'what': 'varchar', 'why': 'varchar'})
    where id like 'SYN-%'
), timed as (
    select *, lower(trim(owner)) as who,
        strftime(timezone('America/Los_Angeles',
            timezone('UTC', try_strptime(stamp, '%Y-%m-%d %H:%M:%S'))), '%Y-%m') as month
    from raw
)
select who, month, count(*) as all_rows,
    count(distinct (account, owner, person, stamp, what, why)) as searches
from timed where month is not null group by all
"""


def count_by_sql(log: MadeUp) -> dict[tuple[str, str], tuple[int, int]]:
    with duckdb.connect() as connection:
        rows = connection.execute(LOG, [str(log.folder / "portal_log.csv")]).fetchall()
    return {(who, month): (all_rows, searches) for who, month, all_rows, searches in rows}


def count_by_suite(table: Table) -> dict[tuple[str, str], tuple[int, int]]:
    rows, distinct = (count_searches(table, count=how) for how in ("rows", "distinct searches"))
    both = zip(rows["group"], rows["month"], rows["searches"], distinct["searches"], strict=True)
    return {(group.lower(), month): (n, searches) for group, month, n, searches in both}


def test_every_month_of_every_account(table: Table, log: MadeUp) -> None:
    assert count_by_suite(table) == count_by_sql(log)


@pytest.mark.parametrize("seed", [11, 12])
def test_other_made_up_logs(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    other = make_up("portal-search-log", tmp_path_factory.mktemp("log"), seed=seed, scale=0.1)
    assert count_by_suite(other.load()) == count_by_sql(other)
    counted = count_searches(other.load())
    found = {(g, m): n for g, m, n in zip(*(counted[c] for c in counted.columns[:3]), strict=True)}
    assert found == other.counts()


def test_the_rise(table: Table, log: MadeUp) -> None:
    by_sql = count_by_sql(log)
    monthly = count_searches(table)
    first, last = (by_sql["federal account a", month][1] for month in ("2024-11", "2025-05"))
    daily = change_between(monthly, "2024-11", "2025-05", "per_day", groups=FEDERAL)
    assert daily["percent"].iloc[0] == pytest.approx(100 * (last / 31) / (first / 30) - 100)
    assert round(daily["percent"].iloc[0]) == 188
    before, after = (
        sum(n for (who, seen), (_, n) in by_sql.items() if who[:7] == "federal" and seen == month)
        for month in ("2024-11", "2025-05")
    )
    total = change_between(monthly, "2024-11", "2025-05", groups=FEDERAL)
    assert total["percent"].iloc[-1] == pytest.approx(100 * after / before - 100)
    assert round(total["percent"].iloc[-1]) == 188


def test_the_workbook_is_accounted_for(workbook: MadeUp) -> None:
    ledger, truth = workbook.load().ledger, workbook.truth
    assert (ledger.rows_read, ledger.rows_kept) == (truth["rows_read"], truth["rows_kept"])
    assert ledger.rejected == truth["rejected"]
    assert ledger.withheld == truth["withheld"]
    assert ledger.blank == truth["blank"]
    lacking = read_all(workbook.load())["queries"].isna()
    hidden = truth["withheld"]["queries"] + truth["blank"]["queries"]
    assert lacking.sum() == hidden


def test_the_log_is_accounted_for(table: Table, log: MadeUp) -> None:
    ledger, truth = table.ledger, log.truth
    assert (ledger.rows_read, ledger.rows_kept) == (truth["rows_read"], truth["rows_kept"])
    for name in ("rejected", "duplicates", "withheld", "blank"):
        assert getattr(ledger, name) == truth[name]
    assert sum(ledger.problems.values()) == truth["undated"]


DOORS = r"""
with audit as (
    select owner, id, reason,
        trim(regexp_replace(regexp_replace(name, '\[[A-Za-z]+\]', '', 'g'), ' +', ' ', 'g'))
            as who,
        timezone('America/Chicago', timezone('UTC',
            try_strptime(stamp, '%m/%d/%Y, %I:%M:%S %p UTC'))) as moment
    from searches where id like 'SYN-%'
), lists as (
    select owner, regexp_extract(file, '_([0-9])[.]csv', 1)::int as place,
        trim(regexp_replace(regexp_replace(name, '\[[A-Za-z]+\]', '', 'g'), ' +', ' ', 'g'))
            as who,
        name ilike '%[inactive]%' as inactive, trim(ours) <> '' as lets_in
    from listed
), days as (
    select * from (values
        ('example', 1, date '2025-02-01', date '2025-09-10'),
        ('example', 2, date '2025-09-10', date '2099-01-01'),
        ('sample', 1, date '2025-01-01', date '2099-01-01'),
        ('demoville', 1, date '2025-07-01', date '2099-01-01'),
        ('mockford', 1, date '2025-01-01', date '2099-01-01')
    ) as t(owner, place, from_day, to_day)
), judged as (
    select a.*, who like 'Federal Agency _' as federal,
        case when d.place is null then 'front or back not known'
            when exists (select 1 from lists l where l.owner = a.owner and l.place = d.place
                and l.who = a.who and l.lets_in and l.inactive) then 'front or back not known'
            when exists (select 1 from lists l where l.owner = a.owner and l.place = d.place
                and l.who = a.who and l.lets_in) then 'front door'
            else 'back door' end as way,
        regexp_replace(translate(replace(lower(translate(reason, 'ＩＣＥ', 'ICE')), 'i.c.e.',
            'ice'), '+/;:,', '     '), 'ice cream', '') as plain
    from audit a left join days d
        on d.owner = a.owner and a.moment >= d.from_day and a.moment < d.to_day
), sided as (
    select *, case when federal then way
        when regexp_matches(plain, '(^| )(ice|ero|cbp|border patrol|dhs)( |$)') then 'side door'
        end as door
    from judged
)
select owner, door, strftime(moment, '%Y-%m') as month, count(*) as all_rows,
    count(distinct id) as searches
from sided where door is not null and moment is not null group by all
"""


def read_cells(pattern: str, *columns: str) -> list[tuple[str, ...]]:
    rows = []
    for path in sorted((HOME / "data" / "raw").glob(pattern)):
        owner = path.parent.name.split("-", 2)[2]
        with path.open(encoding="utf-8", newline="") as file:
            found = [[row[name] for name in columns] for row in csv.DictReader(file)]
        rows += [(owner, path.name, *cells) for cells in found]
    return rows


def test_the_doors(made_up_doors: MadeUpDoors) -> None:
    audits = read_cells("synthetic-audit-*/*.csv", "ID", "Org Name", "Reason", "Search Time")
    lists = read_cells("synthetic-list-*/*.csv", "Organization Name", "Networks I'm Sharing")
    with duckdb.connect() as connection:
        text = "owner varchar, file varchar, {} varchar"
        searches = text.format("id varchar, name varchar, reason varchar, stamp")
        connection.execute(f"create table searches ({searches})")
        connection.execute(f"create table listed ({text.format('name varchar, ours')})")
        connection.executemany("insert into searches values (?, ?, ?, ?, ?, ?)", audits)
        connection.executemany("insert into listed values (?, ?, ?, ?)", lists)
        rows = connection.execute(DOORS).fetchall()
    by_sql = {(owner, door, month): (n, searches) for owner, door, month, n, searches in rows}
    marked, found = made_up_doors.mark(), {}
    for place, how in enumerate(("rows", "distinct searches")):
        counted = count_doors(marked, by=("owner", "month"), count=how)  # type: ignore[arg-type]
        for owner, month, door, n in counted.itertuples(index=False):
            key = (owner.split()[0].lower(), door, month)
            found[key] = (n,) if not place else (*found[key], n)
    assert found == by_sql
