"""A scanner of its own for published bytes, which shares no code with the gate."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Mapping


def read_texts(data: bytes) -> str:
    """Return all that bytes say, however it is written, in small letters."""
    found = [data.decode("utf-8", "replace")]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found += [read_texts(archive.read(one)) for one in archive.namelist()]
            found += archive.namelist()
    if data[1:4] == b"PNG":
        for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
            try:
                found.append(
                    zlib.decompressobj().decompress(data[start.start() :]).decode("latin-1")
                )
            except zlib.error:
                continue
    text = found[0]
    for picture in re.findall(r'"image/png": "([A-Za-z0-9+/=\\n]+)"', text):
        found.append(read_texts(b64decode(picture.replace("\\n", ""))))
    for picture in re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", text):
        found.append(read_texts(b64decode(picture)))
    if "<" in text or "&" in text:
        found.append(re.sub(r"<[^>]*>", "", html.unescape(text)))
    if "\\u" in text or '\\"' in text:
        found.append(re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text))
        found.append(text.replace('\\"', '"').replace("\\\\", "\\"))
    return "\n".join(found).lower()


def find(files: Mapping[str, bytes], sought: Iterable[str]) -> dict[str, list[str]]:
    """Return which of the texts sought stand in files, or in their names, by file."""
    wanted = {one: re.findall(r"[^\W_]+", one.lower()) for one in sought}
    hits = {}
    for name, data in files.items():
        text = f"{name.lower()}\n{read_texts(data)}"
        words = set(re.findall(r"[^\W_]+", text))
        # A search of the text only for what is there word for word: a set answers at once.
        near = [one for one, parts in wanted.items() if words.issuperset(parts)]
        found = [one for one in near if is_in(one.lower(), text)]
        found += [one for one, parts in wanted.items() if is_mixed(one) and "".join(parts) in words]
        if found:
            hits[name] = sorted(set(found))
    return hits


def is_in(sought: str, text: str) -> bool:
    """Return whether a text stands in another, whatever signs and blanks are between its words."""
    parts = map(re.escape, re.findall(r"[^\W_]+", sought))
    return re.search(r"[\W_]{1,3}".join(parts), text) is not None


def is_mixed(text: str) -> bool:
    """Return whether a text has letters and digits, and is short: it may be written as one word."""
    return len(text) < 20 and bool(re.search("[A-Za-z]", text) and re.search("[0-9]", text))


# Whole words: what a reader would take for the value itself.


def scan_bytes(data: bytes, values: Iterable[str]) -> list[str]:
    """Return which of `values` occur in published bytes, sorted.

    Case does not matter; letters and digits beside a value make it another word. HTML and JSON
    escapes are undone first.

    >>> scan_bytes(b"<td>O&#39;Neil</td> plate 7abc123", ["O'Neil", "7ABC123", "ABC123"])
    ['7ABC123', "O'Neil"]
    """
    text = data.decode("utf-8", errors="replace")
    undone = _undo_escapes(text)
    forms = {_fold(one) for one in (text, undone, html.unescape(text), html.unescape(undone))}
    tokens = {form: set(re.findall(r"\w+", form)) for form in forms}
    found = set()
    for value in values:
        sought = " ".join(_fold(value).split())
        words = set(re.findall(r"\w+", sought))
        if words and any(_occurs(sought, words, form, tokens[form]) for form in forms):
            found.add(value)
    return sorted(found)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _occurs(sought: str, words: set[str], form: str, tokens: set[str]) -> bool:
    """Look for the words first: a set answers at once, a search of the text does not."""
    if not words <= tokens:
        return False
    pattern = r"\s+".join(re.escape(word) for word in sought.split())
    return re.search(rf"(?<!\w){pattern}(?!\w)", form) is not None


def _undo_escapes(text: str) -> str:
    def undo(match: re.Match[str]) -> str:
        try:
            return str(json.loads(f'"{match[0]}"'))
        except json.JSONDecodeError:  # half of a surrogate pair, or no escape at all
            return match[0]

    return re.sub(r'(?:\\u[0-9a-fA-F]{4}|\\[nrtbf"\\/])+', undo, text)


def scan_files(files: Mapping[str, bytes], values: Iterable[str]) -> dict[str, list[str]]:
    """Return, for each file (name to content) in which any of `values` occurs, which."""
    sought = list(values)
    found = {name: scan_bytes(data, sought) for name, data in sorted(files.items())}
    return {name: hits for name, hits in found.items() if hits}
