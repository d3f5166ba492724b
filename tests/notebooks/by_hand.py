"""Each finding once more: SQL over the raw files, written by hand, sharing no code with the suite.

WAYS tells, for each finding, the SQL that gives its value; NOT_NEEDED why another has none. The
views are the files as they lie in data/raw, every column a text. Nothing here may import the suite.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import grids_by_hand
from python_calamine import CalamineWorkbook

FILES = {
    "figures": "published-figures/published_figures.csv",
    "series": "monthly-series/monthly_series.csv",
    "agreements": "ice-agreement-counts/ice_agreement_counts.csv",
}
REFERENCES = ("states", "restrictions", "routes", "route_facts", "article_threads")
"""Tables of data/reference that findings are counted from."""
PORTAL = "synthetic-portal-log/portal_log.csv"
WORKBOOK = "synthetic-network-counts/network_counts.xlsx"

VIEWS = """
create macro printed(id) as (select cast(value as double) from figures where claim_id = id);
create macro days(id) as (
    select date_diff('day', cast(period_start as date), cast(period_end as date)) + 1
    from figures where claim_id = id);
create macro monthly(site, what, this) as (
    select cast(value as double) from series
    where place = site and measure = what and month = this);
create macro total(site, what) as (
    select sum(cast(value as bigint)) from series
    where place = site and measure = what and value not in ('', 'n/a'));
create view searches as
    select lower(trim(account_group)) as who,
        strftime(try_strptime(searched_at, '%Y-%m-%d %H:%M:%S'), '%Y-%m') as utc_month,
        strftime(timezone('America/Los_Angeles',
            timezone('UTC', try_strptime(searched_at, '%Y-%m-%d %H:%M:%S'))), '%Y-%m') as month,
        (account, account_group, "user", searched_at, search_type, reason) as search
    from portal where search_id like 'SYN-%';
create macro searched(prefix, this) as (
    select count(distinct search) from searches where starts_with(who, prefix) and month = this);
create view queries as
    select owner, sum(n) as n from cells where id like 'SYN-%' group by owner;
"""

_PAIR = "(printed('N002') + printed('N003'))"
_DAY = "printed('W003') / days('W003') / (printed('W002') / days('W002'))"
LETTERS = """
select count(*) from (select unnest(string_split(members, '; ')) as state
    from figures where claim_id = 'N010') join states using (state)"""
ANSWERS = """
with said as (
    select state, answer from restrictions where route in ('nlets', 'all') and until = ''
        and coalesce(nullif(since, ''), nullif(seen, '')) <= '2026-01-12'
), judged as (
    select state, coalesce(bool_or(answer = 'blocks'), false) as blocks,
        coalesce(bool_or(answer = 'agreed to help'), false) as agreed,
        coalesce(bool_or(answer = 'asked to block'), false) as asked
    from states left join said using (state) group by state
) select count(*) from judged"""
DOORS = r"""
with named as (
    select owner, id,
        trim(regexp_replace(regexp_replace(org_name, '\[\w+\]', '', 'g'), ' +', ' ', 'g')) as who,
        timezone('America/Chicago', timezone('UTC',
            try_strptime(search_time, '%m/%d/%Y, %I:%M:%S %p UTC'))) as moment,
        regexp_replace(translate(replace(lower(translate(reason, 'ＩＣＥ', 'ICE')), 'i.c.e.',
            'ice'), '+/;:,', '     '), 'ice cream', '') as why
    from audits where id like 'SYN-%'
), listed as (
    select owner, cast(regexp_extract(file, '_([0-9])[.]csv', 1) as int) as edition,
        trim(regexp_replace(regexp_replace(organization_name, '\[\w+\]', '', 'g'),
            ' +', ' ', 'g')) as who,
        bool_or(organization_name ilike '%[inactive]%') as inactive
    from lists where trim(networks_i) <> '' group by all
), held as (
    select * from (values
        ('example', 1, '2025-02-01', '2025-09-10'), ('example', 2, '2025-09-10', '2099-01-01'),
        ('sample', 1, '2025-01-01', '2099-01-01'), ('demoville', 1, '2025-07-01', '2099-01-01'),
        ('mockford', 1, '2025-01-01', '2099-01-01')
    ) as days(owner, edition, first_day, next_day)
), doors as (
    select n.owner, n.id, n.moment, n.why, n.who like 'Federal Agency _' as federal,
        case when n.who like 'Federal Agency _' then
            case when h.edition is null or l.inactive then 'not known'
                when l.who is not null then 'front door' else 'back door' end
        when regexp_matches(n.why, '(^| )(ice|ero|cbp|border patrol|dhs)( |$)')
            then 'side door' end as door
    from named n
    left join held h on h.owner = n.owner and n.moment >= cast(h.first_day as timestamp)
        and n.moment < cast(h.next_day as timestamp)
    left join listed l on l.owner = n.owner and l.edition = h.edition and l.who = n.who
)"""
_PARK, _CLARA = "st-louis-park-mn-pd", "santa-clara-ca-pd"
_ROWS, _ORGANIZATIONS = "network audit rows", "distinct searching organizations"
_ALL_ROWS = "network audit rows (duplicates included)"
_REASONS = "searches with an immigration-related reason"


def _bound(part: str) -> str:
    """A share of a total that is only known to be more: rounded up to four places."""
    return f"ceil(1000000 * {part} / printed('N001')) / 10000"


def _down(value: str, places: int) -> str:
    """A bound from below, rounded down."""
    return f"floor({value} * {10**places}) / {10**places}"


def _at(site: str, what: str, month: str) -> str:
    return f"monthly('{site}', '{what}', '{month}')"


def _change(site: str, what: str, first: str, second: str) -> str:
    return f"100 * {_at(site, what, second)} / {_at(site, what, first)} - 100"


def _expected(factor: str, days: str = "1") -> str:
    """The second count that the first (to the nearest ten) and the rise (to one) would give."""
    low, high = "(printed('W002') - 5)", "(printed('W002') + 5)"
    rise = f"printed('{factor}') / 100"
    return (
        f"format('{{:,}} to {{:,}}', cast(floor({low} * (1 + {rise} - 0.005) * {days}) as bigint), "
        f"cast(ceil({high} * (1 + {rise} + 0.005) * {days}) as bigint))"
    )


def _flip(factor: str, days: str = "1") -> str:
    """The least whole first count from which that rise passes the second, which is printed over."""
    return f"floor(printed('W003') / (1 + printed('{factor}') / 100 + 0.005) / ({days})) + 1"


def _away(flip: str) -> str:
    return f"format('{{:.1f}}%', 100 * abs(({flip}) / printed('W002') - 1))"


def _rise(days: str = "1") -> str:
    """The rise that a reader takes: the first count to the nearest ten, the second by hundreds."""
    low, high = (
        f"(1000 * ({second} / {first} * {days} - 1))"
        for second, first in (
            ("printed('W003')", "(printed('W002') + 5)"),
            ("(printed('W003') + 100)", "(printed('W002') - 5)"),
        )
    )
    return f"select format('{{:.1f}} to {{:.1f}}', floor({low}) / 10, ceil({high}) / 10)"


def _total(less: str = "0") -> str:
    """The totals of which both counts are the whole percentages printed beside them."""
    return f"""select string_agg(cast(total - {less} as varchar), ' or ' order by total)
        from range(1, 1000) as every(total) where total >= printed('W031') + printed('W032')
        and abs(100 * printed('W031') / total - printed('X064')) <= 0.5
        and abs(100 * printed('W032') / total - printed('X065')) <= 0.5"""


_COMMON = """(date_diff('day', cast((select max(period_start) from figures
    where claim_id in ('N001', 'W013')) as date), cast((select min(period_end) from figures
    where claim_id in ('N001', 'W013')) as date)) + 1)"""
_OUTSIDE = f"(days('W013') - {_COMMON})"
_AT_PACE = f"ceil({_PAIR} * (days('N001') + {_OUTSIDE}) / days('N001'))"
_DAILY, _DAILY_PAIR = "(printed('W013') / days('W013'))", f"({_PAIR} / days('N001'))"
_MONTHS = "(1.0 * days('W003') / days('W002'))"
_PER_DAY, _ROUNDING = _flip("W006", _MONTHS), _flip("W006")

WAYS: dict[str, str] = {
    # 05_clean_release
    "intake.rows_read": "select records from raw_records",
    "intake.rows_kept": "select count(*) from agreements",
    "intake.rows_rejected": "select (select records from raw_records) - count(*) from agreements",
    # 10_nlets_queries
    "nlets.pair": f"select {_PAIR}",
    "nlets.hsi_over_ice": "select printed('N003') / printed('N002')",
    "nlets.ice_share_of_pair": f"select 100 * printed('N002') / {_PAIR}",
    "nlets.share_ice": "select " + _bound("printed('N002')"),
    "nlets.share_hsi": "select " + _bound("printed('N003')"),
    "nlets.share_pair": f"select {_bound(_PAIR)}",
    "nlets.per_day_ice": "select printed('N002') / days('N002')",
    "nlets.per_day_hsi": "select printed('N003') / days('N003')",
    "nlets.per_day_all": "select floor(printed('N001') / days('N001'))",
    **{
        f"nlets.questions_{name}": f"select cast(ceil({part} / 50) as bigint)"
        for name, part in (("ice", "printed('N002')"), ("hsi", "printed('N003')"), ("pair", _PAIR))
    },
    "nlets.share_pair_of_questions": f"select ceil(1000 * {_PAIR} / "
    f"({_PAIR} + (printed('N001') - {_PAIR}) / 50)) / 10",
    "nlets.rounding_hsi": "select format('{:.1f}', 100 - 100 * printed('N015') / printed('N003'))",
    "nlets.rounding_ice": "select format('{:.1f}', 100 * printed('N017') / printed('N002') - 100)",
    "nlets.traffic_2005": "select cast(12 * printed('N037') as bigint)",
    "nlets.traffic_2007": "select cast(12 * printed('X037') as bigint)",
    "nlets.log_first_day": "select cast(cast(date '2025-11-12' - interval 1 year "
    "+ interval 1 day as date) as varchar)",
    "nlets.log_days_kept": "select date_diff('day', date '2024-11-13', "
    "cast(period_end as date)) + 1 from figures where claim_id = 'N001'",
    "nlets.log_days_counted": "select days('N001')",
    "nlets.log_empty_from": "select cast(cast(cast(period_end as date) + interval 1 year as date) "
    "as varchar) from figures where claim_id = 'N001'",
    "nlets.counted_requester_a": "select n from queries where owner = 'Federal requester A'",
    "nlets.counted_requester_b": "select n from queries where owner = 'Federal requester B'",
    "nlets.counted_total": "select sum(n) from queries",
    # 20_washington_searches
    "washington.growth_by_month": "select 100 * printed('W003') / printed('W002') - 100",
    "washington.growth_per_day": f"select 100 * {_DAY} - 100",
    "washington.rise_by_month": _rise(),
    "washington.rise_per_day": _rise("days('W002') / days('W003')"),
    "washington.requests_month_low": "select printed('W030') / 11",
    "washington.requests_month_high": "select printed('W030') / 10",
    "washington.decided": "select cast(printed('W031') + printed('W032') as bigint)",
    "washington.totals": _total(),
    "washington.undecided": _total("cast(printed('W031') + printed('W032') as int)"),
    "washington.days_shared": f"select {_COMMON}",
    "washington.days_outside": f"select {_OUTSIDE}",
    "washington.times_pair": f"select printed('W013') / {_PAIR}",
    "washington.per_day": f"select {_DAILY}",
    "washington.per_day_pair": f"select {_DAILY_PAIR}",
    "washington.times_per_day": f"select {_DAILY} / {_DAILY_PAIR}",
    "washington.pair_at_pace": f"select cast({_AT_PACE} as bigint)",
    "washington.others_at_pace": f"select cast(printed('W013') - {_AT_PACE} as bigint)",
    "washington.break_even": f"select (printed('W013') - {_PAIR}) / {_OUTSIDE} / {_DAILY_PAIR}",
    "washington.civil_and_cbp": "select "
    "cast(printed('W019') + printed('W020') - printed('W017') as bigint)",
    "reading.per-day.comparison": f"select {_expected('W006', _MONTHS)}",
    "reading.per-day.flip": f"select cast(cast({_PER_DAY} as bigint) as varchar)",
    "reading.per-day.away": f"select {_away(_PER_DAY)}",
    "reading.rounding.comparison": f"select {_expected('W006')}",
    "reading.rounding.flip": f"select cast(cast({_ROUNDING} as bigint) as varchar)",
    "reading.rounding.away": f"select {_away(_ROUNDING)}",
    "washington.pair_at_most": f"select 100 * {_PAIR} / printed('W013')",
    "washington.others": f"select printed('W013') - {_PAIR}",
    "washington.counted_growth_all": "select "
    "100 * searched('federal', '2025-05') / searched('federal', '2024-11') - 100",
    "washington.counted_growth_account": "select 100 * searched('federal account a', '2025-05') "
    "/ searched('federal account a', '2024-11') - 100",
    # 30_plate_reader_doors, what is worked out from printed figures
    "doors.groups_together": "select printed('F001') + printed('F002')",
    "doors.in_both": "select printed('F001') + printed('F002') - printed('F007')",
    "doors.counted_searchers": f"{DOORS} select count(distinct who) from named",
    "doors.counted_undecided": f"{DOORS} select count(distinct who) from named "
    "where who not like 'Federal Agency _'",
    "doors.counted_agencies": "select count(distinct owner) from audits",
    **{
        f"doors.counted_{name}": f"{DOORS} select count(distinct id) from doors "
        f"where door = '{door}' and moment is not null"
        for name, door in (
            ("front_searches", "front door"),
            ("back_searches", "back door"),
            ("side_searches", "side door"),
            ("unsure_searches", "not known"),
        )
    },
    **{
        f"doors.counted_{name}_agencies": f"{DOORS} select count(distinct owner) from doors "
        f"where door = '{name} door' and moment is not null"
        for name in ("front", "back", "side")
    },
    **{
        f"doors.counted_{name}_not_known": f"{DOORS} select count(*) from ("
        "select owner from doors where moment is not null group by owner "
        f"having not coalesce(bool_or(door = '{name} door'), false) and bool_or({unread}))"
        for name, unread in (
            ("front", "door = 'not known'"),
            ("back", "door = 'not known'"),
            ("side", "not federal and trim(why) = ''"),
        )
    },
    # 40_state_restrictions
    "restrictions.letters_states": f"{LETTERS} where kind = 'state'",
    "restrictions.letters_territories": f"{LETTERS} where kind <> 'state'",
    "restrictions.blocks": f"{ANSWERS} where blocks and not agreed",
    "restrictions.agreed_to_help": f"{ANSWERS} where agreed and not blocks",
    "restrictions.asked_to_block": f"{ANSWERS} where asked and not blocks and not agreed",
    "restrictions.not_known": f"{ANSWERS} where (blocks and agreed) "
    "or not (blocks or agreed or asked)",
    "restrictions.earlier_to_baseline": f"select {_change(_PARK, _ROWS, '2025-04', '2025-05')}",
    "restrictions.baseline_to_comparison": f"select {_change(_PARK, _ROWS, '2025-05', '2025-06')}",
    "restrictions.earlier_to_comparison": f"select {_change(_PARK, _ROWS, '2025-04', '2025-06')}",
    "restrictions.baseline": f"select {_at(_PARK, _ROWS, '2025-05')}",
    "restrictions.comparison": f"select {_at(_PARK, _ROWS, '2025-06')}",
    "restrictions.missing_months": "select date_diff('month', "
    "min(cast(month || '-01' as date)), max(cast(month || '-01' as date))) + 1 "
    "- count(*) filter (value not in ('', 'n/a')) "
    f"from series where place = '{_PARK}' and measure = '{_ROWS}'",
    "restrictions.letters": "select len(string_split(members, ';')) from figures "
    "where claim_id = 'N010'",
    **{
        f"series.santa_clara_{name}_{month}": f"select {_at(_CLARA, what, month)}"
        for name, what in (("organizations", _ORGANIZATIONS), ("rows", _ALL_ROWS))
        for month in ("2023-11", "2023-12", "2024-01")
    },
    "series.santa_clara_organizations_change": "select "
    f"{_change(_CLARA, _ORGANIZATIONS, '2023-11', '2024-01')}",
    "series.santa_clara_rows_change": f"select {_change(_CLARA, _ALL_ROWS, '2023-11', '2024-01')}",
    "series.santa_clara_rows_return": "select strftime(cast(max(month) || '-01' as date) "
    "+ interval 1 month, '%Y-%m') from series "
    f"where place = '{_CLARA}' and measure = '{_ALL_ROWS}' and month > '2024-01' "
    f"and cast(value as bigint) < {_at(_CLARA, _ALL_ROWS, '2023-11')} and month < '2025'",
    "series.park_reasons": f"select total('{_PARK}', '{_REASONS}')",
    "series.park_reasons_2025-04": f"select {_at(_PARK, _REASONS, '2025-04')}",
    "series.park_reasons_2025-06": f"select {_at(_PARK, _REASONS, '2025-06')}",
    # 70_released_records: what is counted in records is in released_by_hand.py
    "records.rise_stated_1": "100 * printed('C021') / printed('C029') - 100",
    "records.rise_stated_2": "100 * printed('C022') / printed('C029') - 100",
    # 50_routes
    "routes.cells": "select 11 * count(*) from routes",
    "routes.cells_known": "select count(distinct (route, question)) from route_facts "
    "where question not in ('desk', 'answered') and says <> 'not known'",
    "routes.asked": "select 3 * count(*) from routes",
    **{
        f"routes.agreements_{name}": "select sum(cast(agreements as bigint)) from agreements "
        "where list = 'participating' and (list_date, edition) = ("
        f"select {which}((list_date, edition)) from agreements where list = 'participating')"
        for name, which in (("first", "min"), ("last", "max"))
    },
    # 90_fact_check
    "series.conway_total": "select total('conway-ar-pd', 'own searches')",
    "series.st_louis_park_searches": f"select total('{_PARK}', '{_REASONS}')",
    "series.st_louis_park_april": f"select {_at(_PARK, _REASONS, '2025-04')}",
    "series.santa_clara_rows": f"select total('{_CLARA}', '{_ALL_ROWS}')",
    "series.santa_clara_most_organizations": "select max(cast(value as bigint)) from series "
    f"where place = '{_CLARA}' and measure = '{_ORGANIZATIONS}'",
    "claims.total": "select count(*) from figures "
    "where type <> 'statement' and origin <> 'plateglass'",
    "article.claims": "select count(*) from article_threads",
    "article.statements": "select count(*) from article_threads join figures using (claim_id) "
    "where type = 'statement'",
    "claims.for_a_person": "select count(*) from figures "
    "where type = 'statement' and origin <> 'plateglass'",
    **{
        f"arithmetic.{name}": f"select {sql}"
        for name, sql in {
            "hsi_rounded": "100 * printed('N015') / printed('N003') - 100",
            "transmissions_2005": "12 * printed('N037')",
            "states_covered": "printed('N005') + printed('N025') - 1",
            "portal_times": "printed('W003') / printed('W002')",
            "portal_mean": "printed('W004') / 5",
            "requests_by_denied": "100 * printed('W031') / printed('X064')",
            "requests_2018": "format('{} to {}', "
            "cast(greatest(ceil(100 * printed('W031') / (printed('X064') + 0.5)), "
            "ceil(100 * printed('W032') / (printed('X065') + 0.5))) as bigint), "
            "cast(least(floor(100 * printed('W031') / (printed('X064') - 0.5)), "
            "floor(100 * printed('W032') / (printed('X065') - 0.5))) as bigint))",
            "requests_decided": "printed('W031') + printed('W032')",
            "requests_undecided": "format('{} to {}', "
            "cast(greatest(ceil(100 * printed('W031') / (printed('X064') + 0.5)), "
            "ceil(100 * printed('W032') / (printed('X065') + 0.5))) "
            "- printed('W031') - printed('W032') as bigint), "
            "cast(least(floor(100 * printed('W031') / (printed('X064') - 0.5)), "
            "floor(100 * printed('W032') / (printed('X065') - 0.5))) "
            "- printed('W031') - printed('W032') as bigint))",
            "requests_a_month": _down("printed('W030') / 11", 1),
            "requests_a_month_of_10": _down("printed('W030') / 10", 1),
            "federal_per_day": "printed('W013') / days('W013')",
            "federal_per_month": "printed('W013') / 11",
            "washington_over_pair": f"printed('W013') / {_PAIR}",
            "civil_and_cbp": "printed('W019') + printed('W020') - 9",
            "cases_by_ice": "printed('W016') - printed('W020')",
            "overlap_17": "printed('F001') + printed('F003') - 17",
            "dallas_devices": "printed('F028') / printed('F029')",
            "texas_devices": "printed('F052') / printed('X066')",
            "fhp_per_day": _down("printed('F030') / days('F030')", 2),
            "denver_share": "100 * printed('F035') / printed('F034')",
            "denver_after": "printed('F035') / 79",
            "denver_before_all": "printed('F034') - printed('F035')",
            "denver_before": "(printed('F034') - printed('F035')) / 221",
            "denver_times": "printed('F035') / 79 / ((printed('F034') - printed('F035')) / 221)",
            "san_jose_per_day": "printed('F053') / days('F053')",
            "san_bruno_year": "12 * printed('F068')",
            "flockwatch_rows": "printed('F059') / printed('F057')",
            "flockwatch_growth": "100 * printed('F058') / printed('F057') - 100",
            "riverside_per_day": "printed('F066') / days('F066')",
            "june_rows": _down("printed('F054') / printed('F056')", 2),
            "june_share": "100 * printed('F056') / printed('F055')",
            "santa_clara_duplicates": "100 * printed('X086') / printed('X085')",
            "st_louis_park_tools": "100 * printed('X082') / printed('X079') - 100",
            "st_louis_park_city": "100 * printed('X081') / printed('X080')",
        }.items()
    },
    **grids_by_hand.WAYS,
    **grids_by_hand.sum_up(
        "audit_reasons", DOORS + grids_by_hand.AUDIT_REASONS, "value > 100", "false"
    ),
    **{
        f"specifications.audit_reasons.{name}": f"{DOORS + grids_by_hand.AUDIT_REASONS} "
        f"select value from specs where {grids_by_hand.AUDIT_REASONS_AS_PRINTED.format(**other)}"
        for name, other in {
            "names_90": {"names": "90", "trials": "kept"},
            "names_80": {"names": "80", "trials": "kept"},
            "trials_left_out": {"names": "decided", "trials": "left out"},
        }.items()
    },
    "specifications.audit_reasons.as_printed": f"{DOORS} select count(distinct id) from doors "
    "where door = 'side door' and moment is not null",
}
"""A query a finding, by the finding's id: the one value that it gives is the finding's."""

_VERDICTS = "a count or share of verdicts, which are rules over intervals and no arithmetic over a \
file: each rule has its tests (tests/claims/test_standing.py and test_shipped_verdicts.py)"
_WORDS = ("can_print", "with_care", "dont_print")
_SHARES = ("count", "holds", "reproduces", "share_holds", "lowest", "middle", "highest")
NOT_NEEDED: dict[str, str] = {
    "nlets.log_asked_on": "the parameter itself, which the sentence repeats: nothing is computed",
    "nlets.answers": "the parameter itself, which the sentence repeats: nothing is computed for it",
    **dict.fromkeys(
        ("records.fit", "records.fit_otherwise"),
        "a count of the lines of a table whose every number is counted a second way, and which "
        "tests/notebooks/test_released_records.py takes apart line by line",
    ),
    **dict.fromkeys(
        ("nlets.rounded_forms", "nlets.rounded_forms_holding"),
        "a count of rounded forms that hold a number, by rules over intervals, each of which has "
        "its tests (tests/claims/test_rounding.py)",
    ),
    **{f"claims.{word}": _VERDICTS for word in _WORDS},
    **{f"article.{what}": _VERDICTS for what in ("contradicted", "moved", "repeats")},
    **{f"specifications.verdicts.{what}": _VERDICTS for what in (*_SHARES, "as_printed")},
    **dict.fromkeys(
        ("routes.open", "routes.closed", "routes.not_known"),
        "a count of answers, which rules give over dated sources: each rule is held to a row that "
        "meets it (tests/policy/test_route_status.py)",
    ),
}
"""Why a finding needs no second way, by its id."""


def connect(raw: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection with the views, over the raw files in the folder `raw`."""
    connection = duckdb.connect()
    for name, path in FILES.items():
        _read(connection, name, raw / path)
    _read(connection, "portal", raw / PORTAL)
    with (raw / FILES["agreements"]).open(encoding="utf-8", newline="") as file:
        records = sum(1 for _ in csv.reader(file)) - 1
    connection.execute("create table raw_records as select ? as records", [records])
    connection.execute("create table cells (id varchar, owner varchar, n decimal(18, 0))")
    book = CalamineWorkbook.from_path(raw / WORKBOOK)
    cells = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    kept = [(str(r[0]), str(r[2]), int(r[5]) if isinstance(r[5], float) else None) for r in cells]
    connection.execute(
        "insert into cells select unnest(?), unnest(?), unnest(?)",
        list(map(list, zip(*kept, strict=True))),
    )
    for name in REFERENCES:
        path = raw.parent / "reference" / f"{name}.csv"
        if path.is_file():
            _read(connection, name, path)
    _read_audits(connection, raw)
    connection.execute("create table alike (who varchar, likeness double)")
    names = connection.execute("select distinct org_name from audits").fetchall()
    alike = grids_by_hand.tell_likeness(name for (name,) in names)
    connection.execute(
        "insert into alike select unnest(?), unnest(?)", [list(alike), list(alike.values())]
    )
    connection.execute(VIEWS)
    connection.execute(grids_by_hand.VIEWS)
    return connection


def _read_audits(connection: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """Fill a table of the made-up audits and one of the lists, a row a row of the files."""
    for name, pattern, columns in (
        ("audits", "synthetic-audit-*/*.csv", ("ID", "Org Name", "Reason", "Search Time")),
        ("lists", "synthetic-list-*/*.csv", ("Organization Name", "Networks I'm Sharing")),
    ):
        rows: list[list[str]] = []
        for path in sorted(raw.glob(pattern)):
            owner = path.parent.name.split("-", 2)[2]
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows += [
                    [owner, path.name, *(row[one] for one in columns)]
                    for row in csv.DictReader(file)
                ]
        names = ("owner", "file", *(one.split("'")[0].lower().replace(" ", "_") for one in columns))
        typed = ", ".join(f"{one} varchar" for one in names)
        connection.execute(f"create table {name} ({typed})")
        if rows:
            marks = ", ".join("unnest(?)" for _ in names)
            connection.execute(
                f"insert into {name} select {marks}", list(map(list, zip(*rows, strict=True)))
            )


def _read(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file))
    types = ", ".join(f"'{column}': 'varchar'" for column in columns)
    connection.execute(
        f"create table {name} as select * from read_csv(?, header = true, auto_detect = false, "
        f"delim = ',', quote = '\"', escape = '\"', nullstr = 'no such text', parallel = false, "
        f"null_padding = true, columns = {{{types}}})",
        [str(path)],
    )


def compute(connection: duckdb.DuckDBPyConnection, name: str) -> Any:
    """Return the value of a finding, the second way."""
    found = connection.execute(f"select ({WAYS[name]})").fetchone()
    assert found is not None
    return found[0]
