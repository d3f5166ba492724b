"""The specifications once more: every combination of the choices as a cross join, by hand in SQL.

Each query gives one value a combination. What is said of a headline (how many there are, under how
many its sentence holds, the least, middle and largest) is then an aggregate over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

VIEWS = """
create view calendar as
    select strftime(day, '%Y-%m') as month, count(*) as days,
        count(*) filter (isodow(day) < 6) as weekdays
    from (select unnest(generate_series(
        timestamp '2024-01-01', timestamp '2026-12-31', interval 1 day)) as day)
    group by 1;
create view measures as select unnest(['total', 'per day', 'per weekday']) as measure;
create macro level(measure, n, months, days, weekdays) as
    n / (case measure when 'total' then months when 'per day' then days else weekdays end);
"""

PORTAL_RISE = """
with moved as (
    select 'local' as clock, month, who, search from searches
    union all select 'utc', utc_month, who, search from searches
), counted as (
    select clock, accounts, month, count(*) as all_rows, count(distinct search) as once
    from moved join (values ('federal'), ('federal account a')) as a(accounts)
        on starts_with(who, accounts)
    where month is not null group by all
), spans as (
    select * from (values ('first', '2024-11', '2024-11'), ('first', '2024-10', '2024-10'),
        ('first', '2024-10', '2024-11'), ('second', '2025-05', '2025-05'),
        ('second', '2025-06', '2025-06'), ('second', '2025-01', '2025-05')) as s(which, low, high)
), levels as (
    select which, low, high, clock, accounts, how, measure,
        level(measure, sum(if(how = 'rows', all_rows, once)), count(*), sum(days), sum(weekdays))
            as level
    from spans join counted on month between low and high join calendar using (month),
        measures, (values ('rows'), ('once')) as h(how)
    group by which, low, high, clock, accounts, how, measure
), specs as (
    select 100 * s.level / f.level - 100 as value
    from levels f join levels s using (clock, accounts, how, measure)
    where f.which = 'first' and s.which = 'second'
)"""

AUDIT_FALL = """
with spans as (
    select * from (values ('first', '2025-04', '2025-04'), ('first', '2025-05', '2025-05'),
        ('first', '2025-01', '2025-04'), ('second', '2025-06', '2025-06'),
        ('second', '2025-06', '2025-08'), ('second', '2025-06', '2025-12')) as s(which, low, high)
), counted as (
    select month, cast(nullif(value, '') as bigint) as n from series
    where place = 'st-louis-park-mn-pd' and measure = 'network audit rows'
), levels as (
    select which, low, high, measure,
        level(measure, sum(n), count(*), sum(days), sum(weekdays)) as level
    from spans join counted on month between low and high join calendar using (month), measures
    group by which, low, high, measure
), specs as (
    select 100 * s.level / f.level - 100 as value
    from levels f join levels s using (measure)
    where f.which = 'first' and s.which = 'second'
)"""

PORTAL_PAIR = """
with specs as (
    select (printed('W002') + first.away) * (1 + (printed('W001') + rise.away) / 100) * case measure
        when 'total' then 1
        when 'per day' then (select days from calendar where month = '2025-05')
            / (select days from calendar where month = '2024-11')
        else (select weekdays from calendar where month = '2025-05')
            / (select weekdays from calendar where month = '2024-11') end as value
    from (values (-5), (0), (5)) as first(away), (values (-0.5), (0), (0.5)) as rise(away), measures
)"""

NLETS_ICE = """
with specs as (
    select printed('N002') as value union all select printed('N002') + printed('N003')
)"""

NLETS_SHARE = """
with specs as (
    select ceil(1000000 * part / printed('N001')) / 10000 as value
    from (select unnest([printed('N002'), printed('N002') + printed('N003')]) as part)
)"""

AUDIT_REASONS = """
, said as (
    select owner, id, who, who like 'Federal Agency _' as federal,
        coalesce(strftime(moment, '%Y-%m-%d'), '9999-12-31') as day,
        replace(why, 'homeland security investigations', 'hsi') as why
    from named
), chosen as (
    select words, match, searchers, names, trials, period, owner, id
    from said,
        (values ('ice|ero'), ('ice|ero|cbp|border patrol|dhs'),
            ('ice|ero|cbp|border patrol|dhs|immigration'),
            ('ice|ero|cbp|border patrol|dhs|immigration|hsi')) as w(words),
        (values ('whole'), ('within')) as m(match), (values ('local'), ('all')) as s(searchers),
        (values ('decided', 101), ('90', 90), ('80', 80)) as n(names, likeness_from),
        (values ('kept'), ('left out')) as t(trials),
        (values ('9999-12-31'), ('2025-05-31')) as p(period)
    where regexp_matches(why, if(match = 'whole', '(^| )(' || words || ')( |$)', words))
        and (searchers = 'all' or not federal)
        and (searchers = 'all' or who not in (
            select a.who from alike a where a.likeness >= likeness_from))
        and (trials = 'kept' or not regexp_matches(why, '(^| )(test|tests|testing|training)( |$)'))
        and day <= period
), specs as (
    select words, match, searchers, names, trials, period,
        unnest(['rows', 'here', 'anywhere']) as counted,
        unnest([count(*), count(distinct (owner, id)), count(distinct id)]) as value
    from chosen group by words, match, searchers, names, trials, period
)"""
"""Follows the views of doors, whose `named` has each row's searcher, moment and folded reason."""

AUDIT_REASONS_AS_PRINTED = """words = 'ice|ero|cbp|border patrol|dhs' and match = 'whole'
    and searchers = 'local' and names = '{names}' and trials = '{trials}'
    and period = '9999-12-31' and counted = 'anywhere'"""


def tell_likeness(names: Iterable[str]) -> dict[str, float]:
    """Return how much each name that is no federal account's is like one, of 100."""
    cleaned = {" ".join(re.sub(r"\[\w+\]", "", name).split()) for name in names}
    federal = {name for name in cleaned if re.fullmatch("Federal Agency .", name)}
    return {
        name: max(
            (fuzz.token_sort_ratio(name.casefold(), one.casefold()) for one in federal), default=0.0
        )
        for name in sorted(cleaned - federal)
    }


GRIDS = {
    "portal_rise": (PORTAL_RISE, "value > 100", "value between 187.5 and 188.5"),
    "portal_pair": (PORTAL_PAIR, "value > 1600", "value > 1600 and value < 1700"),
    "nlets_ice": (NLETS_ICE, "value > 290000", "value > 290000 and value < 300000"),
    "nlets_share": (NLETS_SHARE, "value < 0.3333", "false"),
    "audit_fall": (AUDIT_FALL, "value < -90", "false"),
}
"""The grid of each headline, when its sentence holds, and when it gives the figure as printed."""


def sum_up(name: str, grid: str, holds: str, reproduces: str) -> dict[str, str]:
    """Return the queries that say of a grid what its findings say, by their ids."""
    said = {
        "count": "count(*)",
        "holds": f"count(*) filter ({holds})",
        "reproduces": f"count(*) filter ({reproduces})",
        "share_holds": f"100 * count(*) filter ({holds}) / count(*)",
        "lowest": "min(value)",
        "middle": "median(value)",
        "highest": "max(value)",
    }
    return {
        f"specifications.{name}.{what}": f"{grid} select {aggregate} from specs"
        for what, aggregate in said.items()
    }


WAYS = {
    name: query for one, grid in GRIDS.items() for name, query in sum_up(one, *grid).items()
} | {
    "specifications.portal_rise.as_printed": "select "
    "100 * searched('federal', '2025-05') / searched('federal', '2024-11') - 100",
    "specifications.portal_pair.as_printed": "select printed('W002') * (1 + printed('W001') / 100)",
    "specifications.nlets_ice.as_printed": "select printed('N002')",
    "specifications.nlets_share.as_printed": "select "
    "ceil(1000000 * printed('N002') / printed('N001')) / 10000",
    "specifications.audit_fall.as_printed": "select 100 * "
    "monthly('st-louis-park-mn-pd', 'network audit rows', '2025-06') / "
    "monthly('st-louis-park-mn-pd', 'network audit rows', '2025-04') - 100",
}
