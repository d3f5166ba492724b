"""Documents: a draft story in any of seven formats, as paragraphs of text with their positions.

Nothing of a draft is run, fetched or written. Markup, scripts, hidden parts, footnote marks and
comments are left out; so is what an editor has struck out (`<del>`, `~~`, tracked deletions), and
what has been inserted is in.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.drafts import word
from helpers.errors import Misuse, Problem
from helpers.readers.apart import MEMORY, SECONDS, Budget, read_apart
from helpers.readers.encoding import find_encoding

MOST_BYTES = 20_000_000
"""A story is not longer; a file that is, or whose text unpacks to more, isn't a draft."""
MOST_CHARACTERS = 1_000_000
"""About 150,000 words. A longer text is a book, and would take more than a minute."""
STDIN = "-"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its words, where they begin in the draft's text, and on which line.

    `level` is 1 to 6 for a heading, else 0. In a Word document the line is the paragraph's number.
    """

    text: str
    start: int = 0
    line: int = 1
    level: int = 0


@dataclass(frozen=True)
class Draft:
    """A story: its name, its text, and its paragraphs, whose offsets are those of the text.

    The text of a plain or Markdown file is the file's own; that of other forms is its paragraphs,
    an empty line between two.
    """

    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]

    def line_at(self, offset: int) -> int:
        """Return the line on which an offset lies; of a document with pages, the paragraph."""
        number = bisect_right(self.paragraphs, offset, key=lambda one: one.start)
        if not number:
            return 1
        one = self.paragraphs[number - 1]
        return one.line + self.text.count("\n", one.start, offset)


def read_draft(path: Path) -> Draft:
    """Return the draft in a file, or that on standard input if the path is `-`.

    Raises Misuse for a file that is not there or has another ending; Problem for one that cannot be
    read as what its ending says.
    """
    if str(path) == STDIN:
        return _read_piped(sys.stdin.buffer.read(MOST_BYTES + 1), Path("standard input"))
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise Misuse(
            f"{path.name} is no draft that can be read",
            expected=f"a file that ends in {', '.join(READERS)}, or - for standard input",
            remedy="Save it as one of these and check that",
        )
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    if size is None:
        raise Misuse(f"There is no file {path}", remedy="Check its name and folder")
    _check_size(size, path.name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(
            f"The draft cannot be opened: {error.strerror or 'no access'}",
            file=path.name,
            remedy="Ask for permission to read it, or check a copy",
        ) from error
    if read is _read_text:
        draft = read(content, path)
    else:
        draft = read_apart(path.name, Budget.of(path), read, content, path)
    if len(draft.text) > MOST_CHARACTERS:
        raise _too_long(path.name)
    return draft


_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,99}<(?:!doctype html|html)\b", re.IGNORECASE)
"""How a web page begins."""


def _read_piped(content: bytes, path: Path) -> Draft:
    """Return the draft on standard input: a web page, or else plain text or Markdown."""
    _check_size(len(content), path.name)
    if not _PAGE.match(content):
        return read_markdown(_decode(content, path.name), path.name)
    return read_apart(path.name, Budget(SECONDS, MEMORY), _read_page, content, path)


def _check_size(size: int, name: str) -> None:
    if size > MOST_BYTES:
        raise _too_long(name)


def _too_long(name: str) -> Problem:
    return Problem(
        "The draft is too long for a story",
        file=name,
        expected=f"at most {MOST_BYTES // 1_000_000} MB and {MOST_CHARACTERS:,} characters",
        remedy="Check the story alone, without pictures",
    )


# Plain text and Markdown: the offsets are those of the file.

_UNPRINTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00a0\u202f]"
)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![\n#*>+-]|\d{1,3}[.)] |[ \t]*\n)[^\n]+)*")
_LEAD = re.compile(r"[ \t]{0,8}(?:(#{1,6})[ \t]+|[*+>-][ \t]+|\d{1,3}[.)][ \t]+)?")
_OPENED = re.compile(
    r"<!--|<(script|style|del|s|strike)\b[^<>]{0,300}>|~~[^~\n]{1,2000}~~|```", re.IGNORECASE
)
_LONGEST_HIDDEN = 20_000
"""What is hidden for longer was never closed, and is read."""
_MARKS = re.compile(
    r"</?[a-zA-Z][^<>\n]{0,300}>|\]\([^()\s]{1,500}(?:\s\"[^\"\n]{0,200}\")?\)|\[\^?\d{1,3}\]|"
    r"[*_`\[\]|]|&(?:nbsp|amp|mdash|ndash|#\d{1,5});"
)


def _hide(text: str) -> str:
    """Return a text with what is hidden or struck out as blanks of the same length.

    Each end is searched for once, also where many beginnings have none.
    """
    low = text.lower() if len(text.lower()) == len(text) else text
    ends: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    while found := _OPENED.search(text, at):
        start, stop = found.span()
        if not found[0].startswith("~~"):
            end = f"</{found[1].lower()}>" if found[1] else "-->" if found[0] == "<!--" else "```"
            if ends.get(end, 0) < stop:
                position = low.find(end, stop)
                ends[end] = len(text) + _LONGEST_HIDDEN + 1 if position < 0 else position
            stop = ends[end] + len(end) if ends[end] - stop <= _LONGEST_HIDDEN else start
        pieces += [text[at:start], re.sub(r"[^\n]", " ", text[start:stop])]
        if stop == start:
            pieces.append(text[start])
            stop += 1
        at = stop
    return "".join([*pieces, text[at:]])


def _blank(found: re.Match[str]) -> str:
    """Return blanks of the same length, so offsets stay."""
    return re.sub(r"[^\n]", " ", found[0])


def read_markdown(text: str, name: str) -> Draft:
    r"""Return a Markdown or plain text as a draft, its marks blanked.

    >>> draft = read_markdown("# Head\n\nICE ran ~~300~~ *540* searches.", "a.md")
    >>> [(one.text.split(), one.level) for one in draft.paragraphs]
    [(['Head'], 1), (['ICE', 'ran', '540', 'searches.'], 0)]
    """
    shown = text.replace("\r\n", " \n").replace("\r", "\n")
    shown = _MARKS.sub(_blank, _hide(_UNPRINTED.sub(" ", shown)))
    paragraphs = []
    line, seen = 1, 0
    for found in _PARAGRAPH.finditer(shown):
        lead = _LEAD.match(found[0])
        cut = lead.end() if lead else 0
        words = found[0][cut:].replace("\n", " ")
        line, seen = line + shown.count("\n", seen, found.start()), found.start()
        if words.strip():
            level = len(lead[1]) if lead and lead[1] else 0
            paragraphs.append(Paragraph(words, found.start() + cut, line, level))
    return Draft(name, text, tuple(paragraphs))


def _read_text(content: bytes, path: Path) -> Draft:
    return read_markdown(_decode(content, path.name, find_encoding(path)), path.name)


_OTHER = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")
"""How files begin that aren't text."""


def _decode(content: bytes, name: str, encoding: str = "utf-8") -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if content.startswith(_OTHER) or "\x00" in text[:LOOKED_AT]:
        raise Problem(
            "This isn't text",
            file=name,
            expected="plain text or Markdown",
            remedy="Give it the ending of what it is, or save the story as text, and check that",
        )
    return text


LOOKED_AT = 10_000
"""So many characters show whether a file is text: no text has a NUL."""


def _join(name: str, found: Iterator[tuple[str, int, int]]) -> Draft:
    """Return paragraphs, given as words, line and level, as a draft."""
    paragraphs, at = [], 0
    for words, line, level in found:
        # A character beyond 16 bits may come in two halves, and a damaged file has one of them.
        words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if words.strip():
            paragraphs.append(Paragraph(words, at, line, level))
            at += len(words) + 2
            if at > MOST_CHARACTERS:
                raise _too_long(name)
    return Draft(name, "\n\n".join(one.text for one in paragraphs), tuple(paragraphs))


# Web pages.


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNSEEN = _names(
    "script style template noscript head svg iframe object nav form button del s strike"
)
_BLOCKS = _names(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr "
    "td th blockquote figure figcaption pre body html caption tbody thead tfoot hr"
)
_FOOTNOTE = re.compile(r"\s{0,9}\[?\(?(?:\d{1,3}|[*†‡])\)?\]?\s{0,9}")
_SPACES = re.compile(r"\s+")


def _read_page(content: bytes, path: Path) -> Draft:
    return _join(path.name, _list_blocks(_parse_page(content, path.name)))


def _parse_page(content: bytes, name: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # The parser follows what the page says of itself.
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=encoding
    )
    try:
        return html.document_fromstring(content if content.strip() else b"<p></p>", parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Problem(
            "The page cannot be read",
            file=name,
            expected="a web page (HTML)",
            remedy="Open it in a browser and save it again, or save the story as text",
        ) from error


def _list_blocks(root: Any) -> Iterator[tuple[str, int, int]]:
    """Yield the text of each innermost block, without recursion: pages may nest without end."""
    pieces: list[str] = []
    line, level = 1, 0
    stack: list[tuple[Any, bool]] = [(root, False)]

    def flush() -> Iterator[tuple[str, int, int]]:
        words = _SPACES.sub(" ", _UNPRINTED.sub(" ", "".join(pieces))).strip()
        pieces.clear()
        if words:
            yield words, line, level

    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            if tag in _BLOCKS:
                yield from flush()
                level = 0
            pieces.append(node.tail or "")
            continue
        if not tag or tag in _UNSEEN or _is_hidden(node) or _is_footnote(node, tag):
            pieces.append(node.tail or "")
            continue
        if tag in _BLOCKS:
            yield from flush()
            level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else level
        if tag == "br":
            pieces.append(" ")
        if node.text:
            if not any(one.strip() for one in pieces):
                line = node.sourceline or 1
            pieces.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    yield from flush()


def _is_hidden(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style


def _is_footnote(node: Any, tag: str) -> bool:
    """Return whether an element is the mark of a footnote, and no number of the story."""
    return tag == "sup" and bool(_FOOTNOTE.fullmatch("".join(node.itertext())[:20]))


# Word, OpenDocument and RTF.


def _read_word(content: bytes, path: Path) -> Draft:
    return _join(path.name, word.list_paragraphs(content, path.name))


_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def _read_open(content: bytes, path: Path) -> Draft:
    root = word.parse_part(content, "content.xml", path.name, "an OpenDocument text (.odt)")
    return _join(path.name, _list_open(root))


def _list_open(root: Any) -> Iterator[tuple[str, int, int]]:
    skipped = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"}
    number = 0
    for node in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if any(parent.tag in skipped for parent in node.iterancestors()):
            continue
        number += 1
        digits = node.get(f"{_TEXT}outline-level") or ""
        level = int(digits[:2]) if digits.isdecimal() else 1
        level = level if node.tag == f"{_TEXT}h" else 0
        pieces: list[str] = []
        stack: list[tuple[Any, bool]] = [(node, False)]
        while stack:
            one, leaving = stack.pop()
            if leaving:
                pieces.append(one.tail or "")
                continue
            if one is not node:
                stack.append((one, True))
            if one.tag in skipped or (one.tag == f"{_TEXT}p" and one is not node):
                continue
            if one.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
                pieces.append(" ")
            pieces.append(one.text or "")
            stack.extend((child, False) for child in reversed(one))
        yield _UNPRINTED.sub(" ", "".join(pieces)), number, min(level, 6)


_RTF = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|"
    r"([^\\{}\r\n]+)|[\r\n]|\\"
)
_RTF_ASIDE = _names(
    "fonttbl colortbl stylesheet info pict header footer footnote annotation object themedata "
    "colorschememapping datastore xmlnstbl listtable listoverridetable rsidtbl generator "
    "latentstyles revtbl fldinst atnid atnauthor headerl headerr footerl footerr"
)
_RTF_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "tab": " ", "line": " ", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip


def _read_rtf(content: bytes, path: Path) -> Draft:
    if not content.lstrip()[:5] == b"{\\rtf":
        raise Problem(
            "The file is no RTF, whatever its name says",
            file=path.name,
            expected="a text in rich text format (.rtf)",
            remedy="Open it in a word processor and save it again, or save it as text",
        )
    return _join(path.name, _list_rtf(content.decode("latin-1")))


def _list_rtf(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the paragraphs of an RTF text; what is deleted, hidden or aside is left out."""
    pieces: list[str] = []
    number, skip = 0, 0
    # For each open group: whether it is hidden, and how many characters replace one of Unicode.
    stack: list[tuple[bool, int]] = [(False, 1)]
    for found in _RTF.finditer(text):
        name, value, code, sign, brace, words = found.groups()
        unseen, width = stack[-1]
        if brace == "{":
            stack.append((unseen, width))
        elif brace == "}":
            if len(stack) > 1:
                stack.pop()
        elif name in _RTF_ASIDE or sign == "*":
            stack[-1] = (True, width)
        elif name in ("deleted", "v"):
            stack[-1] = (unseen or value != "0", width)
        elif name == "uc":
            stack[-1] = (unseen, int(value or 1))
        elif unseen:
            continue
        elif name in ("par", "sect", "page", "row", "cell"):
            number += 1
            yield _UNPRINTED.sub(" ", "".join(pieces)), number, 0
            pieces = []
        elif name == "u":
            pieces.append(chr(int(value or 63) % 65536))
            skip = width
        elif name in _RTF_SIGNS:
            pieces.append(_RTF_SIGNS[name])
        elif code or words or sign:
            letters = bytes.fromhex(code).decode("cp1252", "replace") if code else words or sign
            letters = " " if sign == "~" else letters
            cut, skip = min(skip, len(letters)), max(0, skip - len(letters))
            pieces.append(letters[cut:])
    yield _UNPRINTED.sub(" ", "".join(pieces)), number + 1, 0


READERS: Mapping[str, Callable[[bytes, Path], Draft]] = {
    ".md": _read_text,
    ".markdown": _read_text,
    ".txt": _read_text,
    ".docx": _read_word,
    ".html": _read_page,
    ".htm": _read_page,
    ".odt": _read_open,
    ".rtf": _read_rtf,
}
"""How a draft is read, by its ending."""
