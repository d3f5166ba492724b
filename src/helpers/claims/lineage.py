"""Lineage: from a number back to its rows, and from a row or a claim to what rests on it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.claims.claim import RELEASE, Claim, Claims
from helpers.claims.finding import MIME, Finding, Rows, kept_file, load_findings
from helpers.claims.relations import FINDING
from helpers.claims.trace import (
    BY_HAND,
    Link,
    Narrowing,
    RowPosition,
    RowTrace,
    SourceRelease,
    Trace,
)
from helpers.claims.verdicts import Verdict, judge_all
from helpers.cleaning.clean import find_table
from helpers.cleaning.selection import list_numbers, list_ranges, register, unpack
from helpers.cleaning.table import Table
from helpers.errors import Misuse, Problem, explain_file, suggest
from helpers.ledger.ledger import Corrected
from helpers.ledger.parts import select_rows
from helpers.project import CORRECTIONS, REFERENCE, Project, executed_file, findings_file
from helpers.quoting import name as quote
from helpers.readers.neighborhood import Neighborhood, look_up
from helpers.readers.records import CORRECTED
from helpers.releases.catalog import find_entry, list_unfetched, load_catalog
from helpers.releases.descriptor import DESCRIPTOR, Descriptor
from helpers.releases.release import (
    Entry,
    hash_file,
    list_entries,
    list_fetched,
    list_releases,
    read_descriptor,
)
from helpers.schemas.schema import table_columns
from helpers.status import DataStatus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

AGAIN = "Run its notebook again: plateglass run"
SAMPLE, SEED = 5, 1
"""So many rows are shown of those that count, chosen at random; the same seed gives the same."""


@dataclass
class Lineage:
    """Everything that can be traced in a project, read once.

    `as_shipped` leaves out the public releases that were fetched here, for pages that are to be the
    same on every machine.
    """

    project: Project
    as_shipped: bool = False
    _tables: dict[str, Table] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The findings of all notebooks, by id."""
        return load_findings(self.project)

    @cached_property
    def _judged(self) -> tuple[Claims, dict[str, Verdict]]:
        return judge_all(self.project)

    @property
    def claims(self) -> Claims:
        """The claims, by id."""
        return self._judged[0]

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each claim, by its id."""
        return self._judged[1]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries of data/reference, by id."""
        return list_entries(self.project)

    def table(self, release: str) -> Table:
        """Return a release's table, as it is on disk."""
        if release not in self._tables:
            self._tables[release] = find_table(release, self.project)
        return self._tables[release]

    def trace(
        self, name: str, *, sample: int = SAMPLE, seed: int = SEED, every: bool = False
    ) -> Trace:
        """Return what is behind a finding, a claim or an entry of data/reference.

        `sample` rows are chosen by `seed`; `every` also lists all of them. Raises Misuse, which
        names the nearest id, if there is nothing of that name.
        """
        if name in self.findings:
            return self._trace_finding(self.findings[name], sample, seed, every)
        if name in self.claims:
            return self._trace_claim(self.claims[name])
        if name in self.entries:
            return self._trace_entry(self.entries[name])
        known = [*self.findings, *self.claims, *self.entries]
        raise Misuse(f"There is no finding or claim called {name}", remedy=suggest(name, known))

    def _trace_finding(self, one: Finding, sample: int, seed: int, every: bool) -> Trace:
        number, code = _find_cell(one, self.project)
        facts: dict[str, Any] = {
            "unit": one.unit,
            "scope": one.scope.model_dump(),
            "wording": one.wording,
            "note": one.note,
            "n": one.n,
            "data_status": one.data_status.value,
            "by_hand": one.by_hand,
            "notebook": one.notebook,
            "cell": number,
            "parameters": one.parameters,
        }
        return Trace(
            id=one.id,
            kind="finding",
            text=one.phrase,
            value=one.value,
            hash=one.hash,
            facts=facts,
            code=code,
            rows=tuple(self.trace_rows(rows, sample, seed, every) for rows in one.rows),
            of=tuple(self.link(name) for name in one.of),
            used=tuple(self.list_dependents([one.id])),
        )

    def _trace_claim(self, claim: Claim) -> Trace:
        verdict = self.verdicts[claim.id]
        facts = {
            "statement": claim.statement,
            "printed": claim.phrase or claim.printed,
            "quotation": claim.quote,
            "wording": claim.wording,
            "unit": claim.unit,
            "scope": claim.scope.model_dump(),
            "publisher": claim.source,
            "title": claim.title,
            "address": claim.address,
            "date": claim.source_date,
            "counted_by": claim.origin_name,
            "kind_of_source": claim.rank.value,
            "notes": claim.notes,
            "data_status": claim.data_status.value,
            "quoted": [str(one) for one in (verdict.label, *verdict.also)],
            "standing": str(verdict.standing),
            "advice": str(verdict.advice),
            "reason": verdict.reason,
            "print_this": verdict.print_this,
            "settled_by": verdict.settled_by,
            "file": self.table(RELEASE).parts[0].file,
            "row": claim.row,
        }
        return Trace(
            id=claim.id,
            kind="claim",
            text=claim.phrase or claim.printed,
            value=claim.printed,
            hash=claim.hash,
            facts=facts,
            of=tuple(self._list_repeated(claim)),
            bears=tuple(self._list_bearings(claim.id)),
            used=tuple(self.list_dependents([claim.id])),
        )

    def _trace_entry(self, entry: Entry) -> Trace:
        named = [word for text in entry.cells.values() for word in text.split()]
        members = [name for name in named if name in self.claims or name in self.entries]
        return Trace(
            id=entry.id,
            kind="entry",
            text=f"data/reference/{entry.file}, row {entry.row:,}",
            value=entry.id,
            hash=entry.hash,
            facts={"file": entry.file, "row": entry.row, **entry.cells},
            of=tuple(self.link(name) for name in dict.fromkeys(members) if name != entry.id),
            used=tuple(self.list_dependents([entry.id])),
        )

    # Rows.

    def trace_rows(self, rows: Rows, sample: int, seed: int, every: bool) -> RowTrace:
        """Return the rows of one release behind a number."""
        if self._is_elsewhere(rows.release):
            return self._trace_absent(rows)
        table = self.table(rows.release)
        stale = table.digest != rows.table
        found: Mapping[int, Numbers] = {}
        if not stale and (sample or every):
            found = self.find_rows(rows)
        return RowTrace(
            release=read_source(rows.release, self.project),
            use=rows.use,
            n=rows.n,
            total=rows.total,
            first=rows.first,
            last=rows.last,
            by_hand=rows.by_hand,
            stale=stale,
            steps=tuple(_list_steps(table, rows)),
            sample=tuple(self.list_row_positions(table, sample_rows(found, sample, seed))),
            every=tuple(_write_ranges(table, found)) if every else (),
            corrections=() if stale else tuple(self._list_corrections(table, rows)),
        )

    def _is_elsewhere(self, release: str) -> bool:
        if self.as_shipped and release not in list_releases(self.project):
            return True
        return bool(list_unfetched([release], self.project))

    def _trace_absent(self, rows: Rows) -> RowTrace:
        """Return what is known of rows whose release is public, and was not fetched here."""
        entry = find_entry(rows.release, load_catalog(self.project))
        source = SourceRelease(
            name=entry.name,
            title=entry.title,
            data_status=DataStatus.RELEASED.value,
            custodian=entry.custodian,
            request=None,
            received=None,
            address=entry.address,
            licenses=(entry.license,),
            hash=entry.rows_sha256 or entry.sha256,
            files={entry.file: entry.sha256} if entry.sha256 else {},
        )
        return RowTrace(
            release=source,
            use=rows.use,
            n=rows.n,
            total=rows.total,
            first=rows.first,
            last=rows.last,
            by_hand=rows.by_hand,
            stale=False,
            steps=tuple(_list_steps(None, rows)),
            sample=(),
            absent=True,
        )

    def _list_corrections(self, table: Table, rows: Rows) -> Iterator[Corrected]:
        """Yield the corrections of cells in rows, with the number of these rows."""
        if not table.ledger.corrections or rows.use == "rejected":
            return
        if rows.condition:
            cursor, chosen = table.connection.cursor(), f"located_rows WHERE {rows.condition}"
        else:
            cursor = register(table, self.find_rows(rows))
            chosen = "located_rows JOIN chosen USING (part, position)"
        query = f"SELECT unnest(string_split({CORRECTED}, ' ')) AS id FROM {chosen}"
        counts = dict(cursor.execute(f"SELECT id, count(*) FROM ({query}) GROUP BY id").fetchall())
        for one in table.ledger.corrections:
            if one.id in counts:
                yield replace(one, rows=counts[one.id])

    def find_rows(self, rows: Rows) -> dict[int, Numbers]:
        """Return the numbers of rows by part of their table, from 1, in order.

        Raises Problem if they were kept in a file that is not there.
        """
        import numpy as np

        table = self.table(rows.release)
        if rows.condition:
            return _ask_rows(table, rows.condition)
        numbers = [part.model_dump() for part in rows.numbers]
        shown = self.project.show(findings_file("", self.project).parent)
        if rows.kept:
            path = kept_file(rows.kept, self.project)
            if not path.is_file():
                raise Problem(
                    "The numbers of its rows are not on this machine",
                    file=self.project.show(path),
                    remedy=AGAIN,
                )
            shown = self.project.show(path)
        with explain_file(shown, AGAIN):
            if rows.kept:
                numbers = json.loads(path.read_text(encoding="utf-8"))
            found = {int(one["part"]): unpack(one["rows"]) for one in numbers}
            if not found.keys() <= set(range(1, len(table.parts) + 1)):
                raise LookupError(rows.release)
        return {part: np.asarray(found[part]) for part in sorted(found)}

    def list_row_positions(
        self, table: Table, chosen: Mapping[int, Numbers]
    ) -> Iterator[RowPosition]:
        """Yield the positions of rows, with the page if their file is a printed document."""
        printed = {part: found for part, found in chosen.items() if table.parts[part - 1].pages}
        pages: dict[tuple[int, int], str] = {}
        if printed:
            cursor = register(table, printed)
            query = "SELECT part, source_row, source_part FROM located_rows JOIN chosen "
            listed = cursor.execute(f"{query} USING (part, position)").fetchall()
            pages = {(part, row): page for part, row, page in listed}
        for part, found in chosen.items():
            account = table.parts[part - 1]
            for row in found.tolist():
                page = pages.get((part, row), "").rpartition("page ")[2]
                number = int(page) if page.isdigit() else None
                yield RowPosition(account.file, account.part, row, number)

    def look_up(self, release: str, positions: Sequence[RowPosition]) -> list[Neighborhood]:
        """Return rows in their files with the records around them: not for publication."""
        table = self.table(release)
        folder, described = self.project.release(release), _read_descriptor(release, self.project)
        resources = {one.path: one for one in described.resources}
        grouped: dict[tuple[str, str | None], list[int]] = {}
        for position in positions:
            grouped.setdefault((position.file, position.part), []).append(position.row)
        found: dict[tuple[str, str | None, int], Neighborhood] = {}
        for (file, name), rows in grouped.items():
            account = next(one for one in table.parts if (one.file, one.part) == (file, name))
            shown = look_up(
                folder / file,
                resources[file],
                part=name,
                rows=rows,
                lost=[one.row for one in account.lost],
                offset=account.offset,
                schema=table.schema,
                mapping=described.plateglass.mapping,
            )
            found |= {(file, name, one.row): one for one in shown}
        return [found[position.file, position.part, position.row] for position in positions]

    def read_values(self, release: str, positions: Sequence[RowPosition]) -> list[dict[str, str]]:
        """Return the values that we read in rows, by column: not for publication."""
        import numpy as np

        table = self.table(release)
        parts = {(part.file, part.part): n for n, part in enumerate(table.parts, 1)}
        chosen: dict[int, Numbers] = {}
        for position in positions:
            part = parts[position.file, position.part]
            chosen[part] = np.append(chosen.get(part, np.array([], np.int64)), position.row)
        cursor = register(table, chosen)
        listed = ", ".join(
            f"{quote(name)}::VARCHAR AS {quote(name)}"
            for column in table.schema.columns
            for name in table_columns(column)
        )
        answer = cursor.execute(
            f"SELECT part, source_row, {listed} "
            "FROM located_rows JOIN chosen USING (part, position)"
        )
        names = [column[0] for column in answer.description][2:]
        values = {
            row[:2]: {name: text for name, text in zip(names, row[2:], strict=True) if text}
            for row in answer.fetchall()
        }
        keys = [(parts[position.file, position.part], position.row) for position in positions]
        return [values.get(key, {}) for key in keys]

    # What rests on something.

    def link(self, name: str, how: str = "") -> Link:
        """Return what an id names, in one line."""
        bare = name.removeprefix(FINDING)
        if bare in self.findings:
            one = self.findings[bare]
            return Link(bare, "finding", str(one.scope), one.phrase, one.notebook, how)
        if bare in self.claims:
            claim = self.claims[bare]
            text = claim.phrase or claim.printed
            return Link(bare, "claim", claim.statement, text, claim.source, how)
        if bare in self.entries:
            entry = self.entries[bare]
            text = f"data/reference/{entry.file}, row {entry.row:,}"
            return Link(bare, "entry", _describe(entry), text, "", how)
        return Link(bare, "", "", "", "", how)

    def _list_repeated(self, claim: Claim) -> Iterator[Link]:
        """Yield what a claim repeats, as transcribed, from one source to the next."""
        seen = {claim.id}
        while claim.repeats and claim.repeats not in seen:
            seen.add(claim.repeats)
            yield self.link(claim.repeats, "repeats" if len(seen) == 2 else "which repeats")
            claim = self.claims[claim.repeats]

    def _list_bearings(self, name: str) -> Iterator[Link]:
        """Yield all evidence on a claim, as its verdicts weigh it, and who disputes it."""
        verdict = self.verdicts[name]
        shown: set[tuple[str, str]] = set()
        for item in verdict.evidence:
            for one in item.ids:
                if (one, item.does) not in shown:
                    shown.add((one, item.does))
                    yield self.link(one, item.does)
        yield from (self.link(one, "disputes it") for one in verdict.responses)

    def list_dependents(self, names: Iterable[str]) -> list[Link]:
        """Return the findings and verdicts that rest on any of `names`, directly or not."""
        sources = self._members
        found: dict[str, str] = {}
        waiting = list(names)
        start = set(waiting)
        while waiting:
            name = waiting.pop(0)
            for one in sources.get(name, ()):
                if one not in found and one not in start:
                    found[one] = name
                    waiting.append(one)
        links = [self.link(one, f"from {name}") for one, name in found.items()]
        verdicts = self._list_verdicts({*start, *found})
        return [*links, *verdicts]

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        """For each id, the findings and entries that name it as what they rest on."""
        rests: dict[str, list[str]] = {}
        claimed = {claim.row: claim.id for claim in self.claims.values()}
        for finding in self.findings.values():
            names = list(finding.of)
            for rows in finding.rows:
                if rows.release == RELEASE:
                    every = [n for found in self.find_rows(rows).values() for n in found.tolist()]
                    names += [claimed[n] for n in every if n in claimed]
            for name in names:
                rests.setdefault(name, []).append(finding.id)
        used = {name for finding in self.findings.values() for name in finding.of}
        for entry in self.entries.values():
            if entry.file.startswith(f"{CORRECTIONS}/"):
                release = entry.file.removeprefix(f"{CORRECTIONS}/").removesuffix(".csv")
                rests.setdefault(entry.id, []).extend(self._find_corrected(release, entry.id))
            if entry.id in used:
                for word in {word for text in entry.cells.values() for word in text.split()}:
                    if word in self.claims:
                        rests.setdefault(word, []).append(entry.id)
        return rests

    def _find_corrected(self, release: str, correction: str) -> Iterator[str]:
        """Yield the findings in whose rows a correction replaced a cell."""
        for finding in self.findings.values():
            for rows in finding.rows:
                if rows.release == release and rows.table == self.table(release).digest:
                    touched = self._list_corrections(self.table(release), rows)
                    if correction in {one.id for one in touched}:
                        yield finding.id

    def _list_verdicts(self, names: set[str]) -> list[Link]:
        """Return the claims whose verdicts weigh any of `names`, each once, with the first."""
        links = []
        for name, verdict in self.verdicts.items():
            weighed = [(one, item.does) for item in verdict.evidence for one in item.ids]
            weighed += [(self.claims[name].repeats, "its source")]
            hit = next((pair for pair in weighed if pair[0].removeprefix(FINDING) in names), None)
            if hit and name not in names:
                text = f"{verdict.label}; {verdict.standing}"
                how = f"{hit[0].removeprefix(FINDING)}: {hit[1]}"
                links.append(Link(name, "verdict", self.claims[name].statement, text, "", how))
        return links

    def trace_back(self, source: str) -> list[Link]:
        """Return what rests on a file, on one row of it (FILE:ROW), on a claim or an entry.

        Raises Misuse if no release has such a file and nothing has that name.
        """
        if source in self.claims or source in self.entries or source in self.findings:
            return self.list_dependents([source])
        file, row = _split_location(source)
        if row is not None:
            named = [one for one in self.entries.values() if (one.file, one.row) == (file, row)]
            if named:
                return self.list_dependents([named[0].id])
        hits = self._find_on(file, row)
        direct = [self.link(name, how) for name, how in hits.items()]
        rest = [one for one in self.list_dependents(list(hits)) if one.id not in hits]
        return [*direct, *rest]

    def _find_on(self, file: str, row: int | None) -> dict[str, str]:
        """Return the findings and claims whose rows are in a file, or include one row of it."""
        if file.startswith(f"data/{REFERENCE}") and (self.project.root / file).is_file():
            read = [one for one in self.findings.values() if file[5:] in one.inputs]
            return {one.id: "its notebook reads it" for one in read}
        return self._find_in(*self._find_file(file), row)

    def find_row(self, location: str) -> tuple[str, RowPosition]:
        """Return the release and the position of a row given as FILE:ROW.

        Raises Misuse if no release has such a file, or no row is named.
        """
        import numpy as np

        file, row = _split_location(location)
        if row is None:
            raise Misuse(
                f"{location} names no row", expected="a file and a row, such as log.csv:12"
            )
        release, name = self._find_file(file)
        parts = [part for part in self.table(release).parts if part.file == name]
        within = [one for one in parts if one.offset < row <= one.offset + one.counted]
        part = (within or parts)[0]
        numbers = {self.table(release).parts.index(part) + 1: np.array([row], np.int64)}
        return release, next(self.list_row_positions(self.table(release), numbers))

    def _find_file(self, file: str) -> tuple[str, str]:
        """Return the release and the path of a file; a Misuse names the nearest, or the choice."""
        files = [
            (release, one.path)
            for release in [*list_releases(self.project), *list_fetched(self.project)]
            for one in _read_descriptor(release, self.project).resources
        ]
        wanted = file.removeprefix("data/raw/")
        found = [
            (release, name) for release, name in files if wanted in (name, f"{release}/{name}")
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise Misuse(
                f"{len(found):,} releases have a file called {file}",
                remedy=f"Name one of them: {', '.join(f'{one}/{name}' for one, name in found)}",
            )
        known = [name for pair in files for name in (pair[1], "/".join(pair))]
        raise Misuse(
            f"No release has a file called {file}, and no number is called so",
            remedy=suggest(file, known if "." in file else [*self.claims, *self.findings]),
        )

    def _find_in(self, release: str, file: str, row: int | None) -> dict[str, str]:
        table = self.table(release)
        parts = {n for n, part in enumerate(table.parts, 1) if part.file == file}
        hits: dict[str, str] = {}
        conditions: dict[str, str] = {}
        for finding in self.findings.values():
            for rows in finding.rows:
                if rows.release != release or rows.table != table.digest:
                    continue
                if rows.condition:
                    conditions[finding.id] = rows.condition
                elif _holds(self.find_rows(rows), parts, row):
                    hits[finding.id] = rows.use
        hits |= dict.fromkeys(_ask_which(table, file, row, conditions), "counted")
        if release == RELEASE:
            claimed = {claim.row: claim.id for claim in self.claims.values()}
            names = [name for number, name in claimed.items() if row in (None, number)]
            hits |= dict.fromkeys(names, "the row")
        return hits


def _split_location(location: str) -> tuple[str, int | None]:
    file, colon, number = location.rpartition(":")
    if colon and number.isdigit():
        return file.removeprefix("./"), int(number)
    return location.removeprefix("./"), None


def _holds(found: Mapping[int, Numbers], parts: set[int], row: int | None) -> bool:
    return any(
        len(numbers) > 0 and (row is None or bool((numbers == row).any()))
        for part, numbers in found.items()
        if part in parts
    )


def _ask_which(
    table: Table, file: str, row: int | None, conditions: Mapping[str, str]
) -> list[str]:
    """Return the names of the conditions that a row of a file meets, or any row of it."""
    names = list(conditions)
    if not names:
        return []
    tests = ", ".join(f"bool_or({conditions[name]})" for name in names)
    where = "source_file = $file" + ("" if row is None else " AND source_row = $row")
    given: dict[str, object] = {"file": file} | ({} if row is None else {"row": row})
    answer = table.connection.cursor().execute(f"SELECT {tests} FROM rows WHERE {where}", given)
    met = answer.fetchall()[0]
    return [name for name, held in zip(names, met, strict=True) if held]


def _ask_rows(table: Table, condition: str) -> dict[int, Numbers]:
    """Return the numbers of all rows that meet a condition, by part, in order."""
    import numpy as np

    if condition == "true" and all(part.kept == part.delivered for part in table.parts):
        return {
            number: list_numbers(part, np.arange(part.kept, dtype=np.int64))
            for number, part in enumerate(table.parts, 1)
            if part.kept
        }
    cursor = table.connection.cursor()
    rows = "located_rows"
    if condition == "true":
        rows = select_rows(cursor, table.folder, table.parts)
    answer = cursor.sql(f"SELECT part, position FROM {rows} WHERE {condition}").to_arrow_table()
    parts = answer["part"].to_numpy()
    positions = answer["position"].to_numpy().astype(np.int64)
    found: dict[int, Numbers] = {}
    for part, account in enumerate(table.parts, 1):
        chosen = positions if len(table.parts) == 1 else positions[parts == part]
        if len(chosen):
            chosen = chosen if (chosen[1:] > chosen[:-1]).all() else np.sort(chosen)
            found[part] = list_numbers(account, chosen)
    return found


def sample_rows(found: Mapping[int, Numbers], count: int, seed: int) -> dict[int, Numbers]:
    """Return some of the rows by part, chosen at random, in order; the same seed gives the same."""
    total = sum(map(len, found.values()))
    picked = sorted(random.Random(seed).sample(range(total), min(count, total)))
    chosen: dict[int, Numbers] = {}
    start = 0
    for part, numbers in found.items():
        in_part = [index - start for index in picked if start <= index < start + len(numbers)]
        if in_part:
            chosen[part] = numbers[in_part]
        start += len(numbers)
    return chosen


def _write_ranges(table: Table, found: Mapping[int, Numbers]) -> Iterator[dict[str, Any]]:
    for part, numbers in found.items():
        account = table.parts[part - 1]
        yield {"file": account.file, "part": account.part, "rows": list_ranges(numbers)}


def _list_steps(table: Table | None, rows: Rows) -> Iterator[Narrowing]:
    """Yield how the records of a release's files became the rows that count."""
    left = table.ledger.rows_read if table else 0
    for reason, count in table.ledger.rejected.items() if table else ():
        yield Narrowing(f"rejected: {reason}", left, left - count)
        left -= count
    if rows.use == "rejected":
        return
    for step in rows.steps:
        reason = f"left out: {step.reason or 'another value'}" if step.where else BY_HAND
        yield Narrowing(reason, step.before, step.after, step.where)


def _find_cell(finding: Finding, project: Project) -> tuple[int | None, str]:
    """Return the number and the code of the cell that shows a finding, as JupyterLab counts."""
    path = executed_file(finding.notebook, project)
    if not path.is_file():
        return None, ""
    with explain_file(project.show(path), AGAIN):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            for output in cell.get("outputs", []):
                shown = output.get("data", {}).get(MIME)
                if shown and shown.get("id") == finding.id:
                    source = cell["source"]
                    return cell.get("execution_count"), (
                        source if isinstance(source, str) else "".join(source)
                    )
    return None, ""


def _read_descriptor(release: str, project: Project) -> Descriptor:
    return read_descriptor(project.release(release) / DESCRIPTOR, project)


def read_source(release: str, project: Project) -> SourceRelease:
    """Return a release as its descriptor describes it."""
    path = project.release(release) / DESCRIPTOR
    described = read_descriptor(path, project)
    facts = described.plateglass
    return SourceRelease(
        name=described.name,
        title=described.title,
        data_status=facts.data_status.value,
        custodian=facts.custodian,
        request=facts.request_number,
        received=facts.received,
        address=facts.address,
        licenses=tuple(one.get("name", "") for one in described.licenses),
        hash=facts.rows_sha256 or hash_file(path),
        files={one.path: one.hash for one in described.resources},
    )


def _describe(entry: Entry) -> str:
    """Return what an entry of data/reference says, cell by cell."""
    return "; ".join(text for text in list(entry.cells.values())[1:] if text)[:200]
