"""Hold requirements.lock against known vulnerabilities and newer versions, and say what is found.

    python .ci/dependencies.py requirements.lock

Vulnerabilities come from OSV (https://osv.dev), newer versions from PyPI. What is printed is
Markdown; the exit status is 1 if a locked version has a known vulnerability, and 2 if nobody could
be asked. It needs nothing but Python, so it can be run before anything is installed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

VULNERABILITIES = "https://api.osv.dev/v1/querybatch"
NEWEST = "https://pypi.org/pypi/{}/json"
AT_ONCE, SECONDS = 500, 60
_LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)

Ask = Callable[[str, Any], Any]
"""From an address, and what is sent to it, to the JSON that comes back."""


def read_lock(text: str) -> dict[str, str]:
    """Return the version of each package in a lock."""
    return dict(_LOCKED.findall(text))


def ask(address: str, sent: Any = None) -> Any:
    """Return the JSON that an address gives; with `sent`, what it answers to that."""
    data = None if sent is None else json.dumps(sent).encode()
    request = Request(address, data, {"Content-Type": "application/json"})
    with urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)


def find_vulnerable(locked: dict[str, str], ask: Ask = ask) -> dict[str, list[str]]:
    """Return the ids of the vulnerabilities that are known of locked versions, by package."""
    found: dict[str, list[str]] = {}
    names = list(locked)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        queries = [
            {"package": {"name": name, "ecosystem": "PyPI"}, "version": locked[name]}
            for name in some
        ]
        results = ask(VULNERABILITIES, {"queries": queries})["results"]
        for name, result in zip(some, results, strict=True):
            ids = sorted(one["id"] for one in result.get("vulns", []))
            found |= {name: ids} if ids else {}
    return found


def find_newer(locked: dict[str, str], ask: Ask = ask) -> dict[str, str]:
    """Return the newest version of each package of which the lock has another."""
    newest = {name: str(ask(NEWEST.format(name), None)["info"]["version"]) for name in locked}
    return {name: version for name, version in newest.items() if version != locked[name]}


def write_report(
    locked: dict[str, str], vulnerable: dict[str, list[str]], newer: dict[str, str]
) -> Iterator[str]:
    """Yield the report, line by line."""
    yield f"{len(locked):,} packages are locked."
    yield ""
    yield f"## Known vulnerabilities: {len(vulnerable):,}"
    for name, ids in vulnerable.items():
        links = ", ".join(f"[{one}](https://osv.dev/vulnerability/{one})" for one in ids)
        yield f"- {name} {locked[name]}: {links}"
    yield ""
    yield f"## Newer versions: {len(newer):,}"
    for name, version in newer.items():
        yield f"- {name} {locked[name]}: {version}"


def main(arguments: Iterable[str], ask: Ask = ask) -> int:
    """Print the report on a lock, and return the exit status."""
    (path,) = arguments
    locked = read_lock(Path(path).read_text(encoding="utf-8"))
    try:
        vulnerable, newer = find_vulnerable(locked, ask), find_newer(locked, ask)
    except (URLError, OSError, ValueError, KeyError) as error:
        print(f"The lock could not be checked: {error}. Run this again.")  # noqa: T201
        return 2
    print("\n".join(write_report(locked, vulnerable, newer)))  # noqa: T201
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
