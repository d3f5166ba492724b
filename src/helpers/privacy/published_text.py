"""Published text: every text in what is published, also in notebooks, archives and pictures."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from helpers.errors import Problem

Piece = tuple[str, str]
"""A text and its position."""

_PNG = b"\x89PNG\r\n\x1a\n"
_OTHERS = (b"\xff\xd8\xff", b"GIF8", b"RIFF")
_FINISH = "Finish it with charts.finish"
_WORDS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")
_TAG = re.compile(r"<[A-Za-z/!?](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|em|i|mark|small|span|strong|sub|sup|tspan|u|wbr)\b", re.I
)
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ESCAPE = re.compile(r'(?:\\u[0-9a-fA-F]{4}|\\[nrtbf"\\/])+')
_DRAWINGS = "application/vnd.plateglass.drawings"
"""A chart of ours comes with drawings next to its picture, in which words are text."""


def list_pieces(name: str, data: bytes) -> Iterator[Piece]:
    """Yield the texts of a published file, and its name, each with its position.

    Raises Problem if it is a picture or an archive whose texts nobody can list.
    """
    yield name, name
    yield from _list_content(name, data)


def _list_content(name: str, data: bytes) -> Iterator[Piece]:
    if data.startswith(_PNG):
        yield from ((name, text) for text in _read_png(name, data))
        return
    if data.startswith(b"PK"):
        yield from _read_zip(name, data)
        return
    if data.startswith(b"\x1f\x8b"):
        yield from _list_content(name, gzip.decompress(data))
        return
    if data.startswith((*_OTHERS, b"%PDF", b"PAR1")):
        raise Problem(
            "Nobody can list the words in a file of this format",
            file=name,
            remedy="Publish a picture that charts.finish made, a CSV or a page",
        )
    text = data.decode("utf-8", errors="replace")
    if name.endswith((".ipynb", ".json")):
        try:
            yield from _read_json(name, text)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise Problem("The file cannot be read", file=name, remedy="Make it again") from error
    else:
        yield from ((name, one) for one in split_markup(text, name))


def _read_json(name: str, text: str) -> Iterator[Piece]:
    if name.endswith(".ipynb"):
        yield from _read_notebook(name, json.loads(text))
    else:
        yield from ((name, one) for one in _list_strings(json.loads(text)))


def _list_strings(content: Any) -> Iterator[str]:
    """Yield the texts in JSON, its keys included; a number is a count, and no text."""
    if isinstance(content, str):
        yield from split_markup(content, "")
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield str(key)
            yield from _list_strings(value)
    elif isinstance(content, list):
        if content and all(isinstance(one, str) for one in content):
            yield "".join(content)
        for one in content:
            yield from _list_strings(one)


def _read_notebook(name: str, notebook: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the texts of a notebook, cell by cell, numbered as JupyterLab does after Run All."""
    count = 0
    for text in _list_strings({**notebook, "cells": []}):
        yield name, text
    for position, cell in enumerate(notebook.get("cells", []), start=1):
        source = _join(cell.get("source", ""))
        count += cell.get("cell_type") == "code" and bool(source.strip())
        where = f"{name}, cell {count}" if cell.get("cell_type") == "code" else f"{name}, text"
        where += "" if cell.get("cell_type") == "code" else f" {position}"
        yield where, source
        yield from ((where, text) for text in split_markup(source, where))
        rest = {key: value for key, value in cell.items() if key not in ("source", "outputs", "id")}
        yield from ((where, text) for text in _list_strings(rest))
        for output in cell.get("outputs", []):
            yield from ((where, text) for text in _read_output(where, output))


def _read_output(where: str, output: Mapping[str, Any]) -> Iterator[str]:
    data = output.get("data", {})
    for kind, content in data.items():
        if kind.startswith("image/") and kind != "image/svg+xml":
            if not output.get("metadata", {}).get(_DRAWINGS):
                raise Problem(
                    "The picture does not say which words are drawn in it",
                    file=where,
                    remedy="Use charts.finish, which keeps its words beside it",
                )
            yield from _read_png(where, _decode(_join(content)))
        else:
            yield from _list_strings(content)
    rest = {key: value for key, value in output.items() if key != "data"}
    yield from _list_strings(rest)


def _read_png(name: str, data: bytes) -> Iterator[str]:
    """Yield the words that a picture holds besides its pixels."""
    if not data.startswith(_PNG):
        raise Problem("The picture is no PNG", file=name, remedy=_FINISH)
    position = len(_PNG)
    while position + 8 <= len(data):
        size, kind = (
            int.from_bytes(data[position : position + 4], "big"),
            data[position + 4 : position + 8],
        )
        body = data[position + 8 : position + 8 + size]
        if kind in _WORDS:
            yield body.decode("latin-1")
            yield body.decode("utf-8", errors="replace")
            for start in (at for at in range(len(body) - 1) if body[at : at + 1] == b"\x78"):
                try:
                    yield zlib.decompress(body[start:]).decode("utf-8", errors="replace")
                except zlib.error:
                    continue
        position += 12 + size
    if data[position:]:
        yield data[position:].decode("utf-8", errors="replace")


def _read_zip(name: str, data: bytes) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield name, archive.comment.decode("utf-8", errors="replace")
            for member in archive.infolist():
                where = f"{name}, {member.filename}"
                yield where, member.filename
                yield where, member.comment.decode("utf-8", errors="replace")
                yield from ((where, one) for _, one in _list_content(where, archive.read(member)))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Problem("The archive cannot be opened again", file=name) from error


def split_markup(text: str, where: str) -> Iterator[str]:
    """Yield the texts of a page or of plain text: paragraphs, attributes, comments.

    Escapes are undone; pictures within it are opened.

    >>> list(split_markup('<p title="Who">O&#39;Ne<b>il</b></p><p>x</p>', ""))
    ['Who', "O'Neil", 'x']
    """
    for found in _PICTURE.finditer(text):
        picture = _decode(found[1])
        if picture.startswith(_PNG):
            yield from _read_png(where, picture)
        elif picture.startswith(_OTHERS):
            raise Problem("The picture is no PNG", file=where, remedy=_FINISH)
        else:
            yield picture.decode("utf-8", errors="replace")
    text = _PICTURE.sub("", text)
    if "<" in text:
        text, comments = _take_comments(text)
        for comment in comments:
            yield from split_markup(comment, where)
        for tag in _TAG.findall(text):
            for double, single in _ATTRIBUTE.findall(tag):
                if double or single:
                    yield from _undo(double or single)
        text = _TAG.sub(lambda found: "" if _INLINE.match(found[0]) else "\x00", text)
    for piece in text.split("\x00"):
        if not piece.isspace() and piece:
            yield from _undo(piece)


def _take_comments(text: str) -> tuple[str, list[str]]:
    """Return a text without its comments, and these; in time that grows with its length alone."""
    kept, comments, start = [], [], 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept.append(text[start:begin])
        comments.append(text[begin + 4 : end])
        start = end + 3
    return "\n".join([*kept, text[start:]]), comments


def _undo(text: str) -> Iterator[str]:
    """Yield a text as a reader sees it, whichever way it is escaped."""
    undone = {html.unescape(text) if "&" in text else text: None}
    if "\\" in text:
        undone |= dict.fromkeys([_undo_json(one) for one in undone])
        undone |= dict.fromkeys([html.unescape(one) for one in undone])
    if "%" in text:
        undone |= dict.fromkeys([unquote(one) for one in undone])
    for one in undone:
        yield one if one.isascii() else unicodedata.normalize("NFKC", one)


def _undo_json(text: str) -> str:
    def undo(match: re.Match[str]) -> str:
        try:
            return str(json.loads(f'"{match[0]}"'))
        except json.JSONDecodeError:  # half of a surrogate pair, or no escape at all
            return match[0]

    return _ESCAPE.sub(undo, text)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except binascii.Error:
        return b""


def _join(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
