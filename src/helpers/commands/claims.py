"""The command `claims`: list, filter and export them, and take in what a desk has signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.printing import Json, print_report
from helpers.errors import Misuse

_MANY = list[str] | None


def claims(
    context: typer.Context,
    verdict: Annotated[_MANY, typer.Option(help="Only these verdicts; may be repeated.")] = None,
    topic: Annotated[_MANY, typer.Option(help="Only these topics.")] = None,
    kind: Annotated[_MANY, typer.Option("--type", help="Only these types of claim.")] = None,
    status: Annotated[_MANY, typer.Option(help="Only these data statuses.")] = None,
    badge: Annotated[
        _MANY, typer.Option(help="Only with one of these: method-shown, moved.")
    ] = None,
    name: Annotated[_MANY, typer.Option("--id", help="Only these claims.")] = None,
    sign_off: Annotated[
        _MANY, typer.Option(help="Only those with a sign-off that is: none, holds, outdated.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write them to a sheet for a desk: .csv or .xlsx.")
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--import-sign-offs", help="Take in the sheet that a desk has filled."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List what was printed, with a verdict on each, and whether a person has signed it off."""
    from helpers.evidence.desk import choose_rows, lay_out_sheet, open_desk, say_row
    from helpers.evidence.sign_offs import count_standings

    wanted = {"verdict": verdict, "topic": topic, "type": kind, "status": status}
    wanted |= {"badge": badge, "id": name, "sign-off": sign_off}
    if filled is not None:
        if export is not None or any(wanted.values()):
            raise Misuse(
                "A filled sheet is taken in whole", remedy="Give --import-sign-offs by itself"
            )
        from helpers.running.sign_offs import take_sign_offs

        taken = take_sign_offs(filled, context.obj)
        print_report(taken.as_json(), as_json, taken.lines())
        return
    desk = open_desk(context.obj)
    rows = choose_rows(desk.rows(), {key: values or [] for key, values in wanted.items()})
    signed = count_standings([desk.standings[row["id"]] for row in rows])
    if export is None:
        lines = [*map(say_row, rows), signed] if rows else ["No claim is all of that."]
        print_report(rows, as_json, lines)
        return
    from helpers.publishing.desk_sheet import write_desk_sheet

    written = write_desk_sheet(lay_out_sheet(rows), export)
    told = f"Claims written to {written}, to be signed: {len(rows):,}. {signed}"
    print_report({"file": str(written), "claims": len(rows)}, as_json, [told])
