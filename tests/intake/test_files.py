"""Files: each is read by the reader of its format; others are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import Problem
from helpers.intake.files import read_file
from helpers.releases.descriptor import Resource


def test_a_format_without_a_reader_is_a_sentence(tmp_path: Path) -> None:
    resource = Resource(name="x", path="x.doc", bytes=0, hash="", format="doc")
    with pytest.raises(
        Problem, match=r"No table found: files of the format doc cannot be read \(x.doc\)"
    ):
        read_file(tmp_path / "x.doc", resource, shown="x.doc")
