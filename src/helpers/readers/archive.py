"""Archives: what is compressed or packed, unpacked into a folder, within limits.

The names in an archive are never used as paths on disk. Sizes are counted as the bytes come out,
for an archive may say what it likes about them.
"""

from __future__ import annotations

import gzip
import itertools
import lzma
import stat
import warnings
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import IO

from helpers.errors import Damaged, Problem
from helpers.progress import count_step
from helpers.readers.apart import Budget

MOST_MEMBERS = 2_000
MOST_BYTES = 64 << 30
MOST_RATIO = 300
RATIO_FROM = 256 << 20
"""Text packs 5 to 50 times smaller; what unpacks to far more is made to fill a disk. The ratio
counts from a quarter of a gigabyte on: short files of one repeated line reach any ratio."""

PIECE = 1 << 20
_numbers = itertools.count(1)
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz")
FURNITURE = ("__macosx/",)
FURNITURE_NAMES = (".ds_store", "thumbs.db", "desktop.ini")
FURNITURE_MARKS = ("._", "~$")
"""Files that operating systems and office programs add to an archive."""

BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)
BROKEN = (
    *(EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
    *(NotImplementedError, RuntimeError, ValueError, OSError),
)
"""What Python raises for damaged archives; OSError for a damaged bzip2 stream."""


def unpack_gzip(path: Path, folder: Path, budget: Budget, *, shown: str) -> Path:
    """Return the file that is compressed in `path`, unpacked into `folder`, at a cost to `budget`.

    Raises Problem if it is damaged or cut off, or unpacks to more than any text would.
    """
    target = folder / f"plain-{next(_numbers)}"
    try:
        with gzip.open(path) as source:
            _copy(source, target, budget, shown=shown, member=None)
    except BROKEN_GZIP as error:
        raise Damaged(
            "The compressed file is damaged or cut off",
            file=shown,
            expected="a gzip file that unpacks to its end",
            remedy="Ask the custodian for the file again",
        ) from error
    return target


def unpack_zip(path: Path, folder: Path, budget: Budget, *, shown: str) -> list[tuple[str, Path]]:
    """Return the name of each file in a zip archive, in its order, and where it is unpacked.

    Raises Problem if it is damaged, locked, holds another archive, names a path outside itself,
    or unpacks to more than any text would.
    """
    unpacked_folder = folder / f"unpacked-{next(_numbers)}"
    unpacked_folder.mkdir()
    found: list[tuple[str, Path]] = []
    try:
        with zipfile.ZipFile(path) as archive, warnings.catch_warnings():
            # Newer versions of Python warn of files that lie over one another, on the terminal.
            warnings.simplefilter("ignore")
            for number, info in enumerate(_list_members(archive, shown)):
                target = unpacked_folder / f"{number:05}{_suffix(info)}"
                try:
                    with archive.open(info) as source:
                        _copy(source, target, budget, shown=shown, member=_name(info))
                except BROKEN as error:
                    raise Problem(
                        "A file in the archive is damaged or packed in an unknown way",
                        file=shown,
                        part=_name(info),
                        remedy="Unpack it yourself and add its files, or ask for it again",
                    ) from error
                found.append((_name(info), target))
    except BROKEN as error:
        raise Damaged(
            "The archive is damaged or cut off",
            file=shown,
            expected="a zip file that can be unpacked",
            remedy="Ask the custodian for the file again",
        ) from error
    return found


def refuse_expansion(archive: zipfile.ZipFile, packed: int, *, shown: str) -> None:
    """Raise Problem if what is in an archive says that it unpacks to more than any text would."""
    whole = sum(info.file_size for info in archive.infolist())
    if _is_too_much(whole, packed):
        raise _refuse_size(whole, packed, shown, None)


def _is_too_much(whole: int, packed: int) -> bool:
    return whole > MOST_BYTES or (whole > RATIO_FROM and whole > MOST_RATIO * packed)


def _refuse_size(whole: int, packed: int, shown: str, member: str | None) -> Problem:
    return Problem(
        f"It unpacks to more than {whole // (1 << 20):,} MB from {packed:,} bytes",
        file=shown,
        part=member,
        expected=f"at most {MOST_RATIO} times its size",
        remedy="It may be made to fill a disk: ask who sent it",
    )


def _list_members(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    names = Counter(_name(info) for info in members)
    if "[Content_Types].xml" in names:
        raise Problem(
            "The file is a workbook or a document, whatever its name says",
            file=shown,
            expected="an archive of files",
            remedy="Rename it to what it is, such as .xlsx",
        )
    if len(members) > MOST_MEMBERS:
        raise Problem(
            f"The archive holds {len(members):,} files",
            file=shown,
            expected=f"at most {MOST_MEMBERS:,}",
            remedy="Unpack it and add its files as several releases",
        )
    for info in members:
        _check(info, names[_name(info)], shown)
    members = [info for info in members if not is_furniture(_name(info))]
    if not members:
        raise Problem("The archive holds no file", file=shown, remedy="Ask the custodian for it")
    return members


def _check(info: zipfile.ZipInfo, count: int, shown: str) -> None:
    name = _name(info)
    # `orig_filename` is the name as the archive has it, before Python mends it.
    parts = PurePosixPath(info.orig_filename.replace("\\", "/")).parts
    outside = ".." in parts or name.startswith("/") or ":" in name or "\0" in info.orig_filename
    reasons = {
        "names a path outside the archive": outside,
        "is a link to another file": stat.S_ISLNK(info.external_attr >> 16),
        "is locked with a password": bool(info.flag_bits & 1),
        "is in it twice": count > 1,
        "is packed in a rare way, which can't be unpacked piece by piece": (
            info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        ),
        "is an archive itself": name.lower().endswith(ARCHIVES),
    }
    for reason, holds in reasons.items():
        if holds:
            raise Problem(
                f"A file in the archive {reason}",
                file=shown,
                part=name,
                expected="plain files, each once",
                remedy="Unpack it yourself, look at what it holds, and add those files",
            )


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/")


def _suffix(info: zipfile.ZipInfo) -> str:
    """Return a name's suffix, for readers that go by it; nothing if it isn't a plain word."""
    suffix = PurePosixPath(_name(info)).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""


def is_furniture(name: str) -> bool:
    """Return whether a file is one that a system put there, and nobody handed over."""
    lower = name.lower()
    file_name = PurePosixPath(lower).name
    return (
        lower.startswith(FURNITURE)
        or file_name in FURNITURE_NAMES
        or file_name.startswith(FURNITURE_MARKS)
    )


def _copy(
    source: IO[bytes] | gzip.GzipFile,
    target: Path,
    budget: Budget,
    *,
    shown: str,
    member: str | None,
) -> None:
    """Copy what unpacks. Raises Problem if the file as received unpacks to too much."""
    with target.open("wb") as file:
        while piece := source.read(PIECE):
            budget.unpacked += len(piece)
            if _is_too_much(budget.unpacked, budget.packed):
                raise _refuse_size(budget.unpacked, budget.packed, shown, member)
            file.write(piece)
            count_step(budget.unpacked >> 20, None, "MB unpacked")
