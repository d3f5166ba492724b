"""The walk through a released log: its commands are given, and its numbers looked for."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import nbformat
import pytest

from helpers.cleaning.clean import load_table
from helpers.cli import app
from helpers.privacy.columns import collect_sensitive
from helpers.project import HOME, Project
from scanner import scan_files
from whole_tables import read_all

PAGE = HOME / "docs" / "walkthrough.md"
COPIES = {
    "EPDSearchAuditLogs.csv": "portal_log/eugene-or-pd_2025-06-18_2025-12-02.csv",
    "search_audit.csv": "portal_download/san-mateo-ca-pd_a.csv",
}
"""Files that the reader downloads, and the samples that stand for them here."""


def read_blocks() -> list[tuple[str, str]]:
    """Return the blocks of commands and of what they print, in order, each with its language."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def list_commands(block: str) -> list[list[str]]:
    return [shlex.split(line) for line in block.replace("\\\n", " ").splitlines()]


def matches(expected: str, printed: str) -> bool:
    """Whether text was printed, where `...` stands for anything within a line."""
    pattern = ".*".join(map(re.escape, expected.split("...")))
    return re.search(rf"^{pattern}$", printed, re.M) is not None


def test_the_addresses_and_hashes_belong_to_one_file_each() -> None:
    """What is downloaded is checked, and what is added says where it came from."""
    commands = [
        words for kind, text in read_blocks() if kind == "sh" for words in list_commands(text)
    ]
    got = {words[3]: words[4] for words in commands if words[0] == "curl"}
    checked = {words[1].split()[1]: words[1].split()[0] for words in commands if words[0] == "echo"}
    assert list(got) == list(checked) == list(COPIES)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in checked.values())
    said = [words[words.index("--address") + 1] for words in commands if "--address" in words]
    assert said
    assert set(said) <= set(got.values())
    assert all(
        re.match(r"https://raw\.githubusercontent\.com/[\w./-]+$", one) for one in got.values()
    )


@pytest.mark.samples
def test_every_command_prints_what_the_page_shows(
    samples: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    printed, shown = "", 0
    for kind, text in read_blocks():
        if kind == "text":
            for line in text.splitlines():
                assert matches(line, printed), f"{line}\n\nis not in:\n\n{printed}"
            shown += 1
            continue
        for words in list_commands(text):
            if words[0] == "mkdir":
                Path(words[1]).mkdir()
            elif words[0] == "curl":
                shutil.copy(samples / COPIES[words[3]], words[3])
            elif words[0] == "plateglass":
                app(words[1:], standalone_mode=False)
            else:
                assert words[0] == "echo"  # checks the original's sha256; the copy has another
        printed = capsys.readouterr().out
    assert shown == 4
    look_at_the_notebook(Project(tmp_path / "my-project"))


def look_at_the_notebook(project: Project) -> None:
    """What the page quotes from the notebook stands there, and nothing private does."""
    (path,) = project.runs.rglob("05_clean_release.ipynb")
    notebook = nbformat.read(path, as_version=4)
    outputs = [
        " ".join("".join(output.get("data", {}).get("text/plain", "")).split())
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    page = PAGE.read_text(encoding="utf-8")
    quotes = [" ".join(one.replace("\n>", " ").strip("> ").split()) for one in QUOTE.findall(page)]
    assert len(quotes) == 2
    assert [quote for quote in quotes if quote not in outputs] == []
    months = " ".join(f"{month} {rows}" for month, rows in ROW.findall(page))
    assert any(output.endswith(months) for output in outputs)
    numbers = set(re.findall(r"\d+(?:,\d{3})*", re.sub(r"`[^`]*`|\S*://\S+", "", section(page, 5))))
    assert numbers <= set(re.findall(r"\d+(?:,\d{3})*", months)) | {"17", "2"}
    table = load_table("eugene-2025", project)
    days = read_all(table)["searched_at_local"].astype("str").str[:10]
    assert (days.min(), days.max()) == ("2025-06-17", "2025-12-02")
    values = collect_sensitive(table)
    own = scan_files({"own": (HOME / "notebooks" / path.name).read_bytes()}, values).get("own", [])
    assert scan_files({"run": path.read_bytes()}, values - set(own)) == {}
    # On the page ordinary words are its own; what has a figure in it would be from the records.
    figured = {value for value in values if re.search(r"\d", value)}
    assert scan_files({"page": PAGE.read_bytes()}, figured) == {}


QUOTE = re.compile(r"^(?:> .*\n)+", re.M)
ROW = re.compile(r"^\| (\d{4}-\d\d) \| ([\d,]+) \|$", re.M)


def section(page: str, number: int) -> str:
    return re.split(r"^## ", page, flags=re.M)[number].split("\n", 1)[1]
