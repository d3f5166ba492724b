"""Addresses: where a number, a claim or a notebook is found, on the pages or in the one file."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import urlsplit

from helpers.errors import Problem
from helpers.publishing.markup import is_web_address
from helpers.publishing.notebooks import Image

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Names:
    """What there is to link to. A name that is no file name is refused: it becomes one."""

    claims: frozenset[str]
    findings: frozenset[str]
    releases: frozenset[str]
    notebooks: frozenset[str]
    methodology: bool = True

    def __post_init__(self) -> None:
        for names in (self.claims, self.findings, self.releases, self.notebooks):
            check_names(names)


def check_names(names: Iterable[str]) -> None:
    """Refuse a name that could not be the name of a page.

    Raises Problem for anything but letters, digits, dots, hyphens and underscores.
    """
    for name in sorted(names):
        if not _SAFE.fullmatch(name):
            raise Problem(
                f"The name {name!r} cannot be the name of a page",
                expected="letters, digits, dots, hyphens and underscores",
            )


class Addresses(Protocol):
    """What templates ask: where does this lead? Empty means nowhere."""

    def finding(self, name: str) -> str:
        """Return the address of a finding."""

    def claim(self, name: str) -> str:
        """Return the address of a claim."""

    def release(self, name: str) -> str:
        """Return the address of a release."""

    def notebook(self, name: str) -> str:
        """Return the address of a notebook."""

    def number(self, name: str) -> str:
        """Return the address of what stands behind a number: a finding or a claim."""

    def named(self, text: str) -> str:
        """Return the address of whatever a table's cell names, if it names anything."""

    def link(self, target: str) -> str:
        """Return where the link of a notebook or of the methodology leads here."""

    def filter(self, slug: str) -> str:
        """Return where the claims of one verdict are listed."""

    def picture(self, image: Image) -> str:
        """Return the source of a picture."""


@dataclass
class SiteAddresses:
    """Pages in folders; `root` leads from a page to the top, `pictures` are to be written."""

    names: Names
    root: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)

    def below(self) -> SiteAddresses:
        """Return the addresses as seen from a page one folder down."""
        return SiteAddresses(self.names, "../", self.pictures)

    def finding(self, name: str) -> str:
        """Return the address of a finding."""
        return f"{self.root}findings/{name}.html" if name in self.names.findings else ""

    def claim(self, name: str) -> str:
        """Return the address of a claim."""
        return f"{self.root}claims/{name}.html" if name in self.names.claims else ""

    def release(self, name: str) -> str:
        """Return the address of a release."""
        return f"{self.root}releases/{name}.html" if name in self.names.releases else ""

    def notebook(self, name: str) -> str:
        """Return the address of a notebook."""
        return f"{self.root}notebooks/{name}.html" if name in self.names.notebooks else ""

    def number(self, name: str) -> str:
        """Return the address of a finding or a claim."""
        return self.finding(name) or self.claim(name)

    def named(self, text: str) -> str:
        """Return the address of the finding, claim or release that is called `text`."""
        return self.number(text) or self.release(text)

    def link(self, target: str) -> str:
        """Return where a link leads here; other files of the repository are not on the pages."""
        if is_web_address(target) or target.startswith("#"):
            return target
        parts = urlsplit(target)
        path = PurePosixPath(parts.path)
        if path.suffix == ".ipynb":
            return self.notebook(path.stem)
        if path.name == "METHODOLOGY.md" and self.names.methodology:
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return f"{self.root}methodology.html{fragment}"
        return ""

    def filter(self, slug: str) -> str:
        """Return where the claims of one verdict are listed."""
        return f"{self.root}claims.html#{slug}"

    def picture(self, image: Image) -> str:
        """Return the picture's file, named after its bytes."""
        name = f"images/{hashlib.sha256(image.png).hexdigest()[:16]}.png"
        self.pictures[name] = image.png
        return self.root + name


@dataclass
class FileAddresses:
    """One file: everything is an anchor in it, and pictures stand in it as data."""

    names: Names

    def finding(self, name: str) -> str:
        """Return the anchor of a finding."""
        return f"#finding-{name}" if name in self.names.findings else ""

    def claim(self, name: str) -> str:
        """Return the anchor of a claim."""
        return f"#{name}" if name in self.names.claims else ""

    def release(self, name: str) -> str:
        """Return nothing: releases have no place of their own in the file."""
        return ""

    def notebook(self, name: str) -> str:
        """Return the anchor of a notebook."""
        return f"#{name}" if name in self.names.notebooks else ""

    def number(self, name: str) -> str:
        """Return the anchor of a finding or a claim."""
        return self.finding(name) or self.claim(name)

    def named(self, text: str) -> str:
        """Return the anchor of the finding or claim that is called `text`."""
        return self.number(text)

    def link(self, target: str) -> str:
        """Return where a link leads in the file, or out of it to the web."""
        if is_web_address(target):
            return target
        path = PurePosixPath(urlsplit(target).path)
        return self.notebook(path.stem) if path.suffix == ".ipynb" else ""

    def filter(self, slug: str) -> str:
        """Return nothing: the file has no list of each verdict."""
        return ""

    def picture(self, image: Image) -> str:
        """Return the picture as data."""
        return f"data:image/png;base64,{b64encode(image.png).decode('ascii')}"
