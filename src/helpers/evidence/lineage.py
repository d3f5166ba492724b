"""Lineage: from a finding or a claim to the releases, files and rows it rests on, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from helpers.evidence.claims import RELEASE, Claim
from helpers.evidence.findings import Finding
from helpers.kinds.tables import load_table
from helpers.paths import Project
from helpers.releases import open_release


def trace_finding(finding: Finding, project: Project) -> dict[str, Any]:
    """Return what a page or a reader needs to follow a finding back.

    Keys: id, text, value, unit, scope, n, data_status, notebook, parameters, inputs, and
    `releases`, one entry each; see `trace_release`. Raises Problem if a release no longer matches
    its descriptor: then nothing may be said of the finding.
    """
    return {
        "id": finding.id,
        "text": finding.text,
        "value": finding.value,
        "unit": finding.unit,
        "scope": finding.scope.model_dump(),
        "n": finding.n,
        "data_status": finding.data_status.value,
        "notebook": finding.notebook,
        "parameters": finding.parameters,
        "inputs": finding.inputs,
        "releases": [trace_release(name, project) for name in finding.releases],
    }


def trace_claim(claim: Claim, project: Project) -> dict[str, Any]:
    """Return where a claim was printed, and the row of the transcription that holds it.

    Keys: id, text, source, title, address, source_date, origin, rank, data_status, row (counted
    from the first after the header), and `releases` as for a finding.
    """
    return {
        "id": claim.id,
        "text": claim.text,
        "source": claim.source,
        "title": claim.title,
        "address": claim.address,
        "source_date": claim.source_date,
        "origin": claim.origin,
        "rank": claim.rank.value,
        "data_status": claim.data_status.value,
        "row": claim.row,
        "releases": [trace_release(RELEASE, project)],
    }


def trace_release(name: str, project: Project) -> dict[str, Any]:
    """Return what a release is, who handed it over, and what became of each row of its files.

    Keys: release, title, kind, data_status, custodian, request_number, received, address, licenses,
    sources, note, rows_read, rows_kept, rows_rejected, and `files`: path, sha256, bytes and the
    same three counts, summed over the parts of a file.
    """
    release, table = open_release(name, project), load_table(name, project)
    facts, ledger = release.descriptor.plateglass, table.ledger
    return {
        "release": release.name,
        "title": release.descriptor.title,
        "kind": release.kind,
        "data_status": table.data_status.value,
        "custodian": facts.custodian,
        "request_number": facts.request_number,
        "received": facts.received,
        "address": facts.address,
        "licenses": release.descriptor.licenses,
        "sources": release.descriptor.sources,
        "note": facts.note,
        "rows_read": ledger.rows_read,
        "rows_kept": ledger.rows_kept,
        "rows_rejected": ledger.rows_rejected,
        "files": [
            {
                "path": resource.path,
                "sha256": resource.hash,
                "bytes": resource.bytes,
                **_count_rows(part for part in ledger.files if part.path == resource.path),
            }
            for resource in release.resources
        ],
    }


def _count_rows(parts: Iterable[Any]) -> dict[str, int]:
    names = ("rows_read", "rows_kept", "rows_rejected")
    listed = list(parts)
    return {name: sum(getattr(part, name) for part in listed) for name in names}
