"""Bytes and HTML of a mail become text. Everything here takes time in proportion to what it is given, whatever that is.

Sources: RFC 2045 to 2049 (MIME), RFC 2047 (words in headers), WHATWG Encoding (a page that says gb2312 means gb18030).
"""

import base64
import binascii
import codecs
import html
import quopri
import re
from typing import Final

MOST_BYTES: Final = 1_000_000  # of one part that is read as text
_MOST_TAG: Final = 20_000

# What senders say, and what reads everything that they can have meant.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "euc_kr": "cp949",
}
# Python also calls rot13, zlib and escapes of its own a charset.
_KNOWN = re.compile(
    r"utf-(7|8|16|16-le|16-be|32|8-sig)|gb18030|hz|big5hkscs|cp\d{3,4}|iso8859-\d{1,2}|koi8-[rut]|iso2022_(jp|kr)\w*|euc_jp|mac-\w+|tis-620"
)
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\s]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,20}(?==\?)")
_ENDS_LINE = frozenset(
    "p div br tr li ul ol table blockquote h1 h2 h3 h4 h5 h6 pre hr section article header footer dt dd".split()
)
_NOT_SHOWN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"})
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text: by the charset they claim if that fits, else by what fits, never an error."""
    raw = raw[:MOST_BYTES]
    claimed = _codec(charset)
    for codec in dict.fromkeys((claimed, "utf-8", "gb18030") if claimed else ("utf-8", "gb18030")):
        try:
            return raw.decode(codec)
        except (UnicodeError, ValueError):
            continue
    return raw.decode(claimed or "utf-8", errors="replace")


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("\"'").lower()[:40]).name
    except (LookupError, ValueError):
        return ""
    meant = _MEANT.get(name, name)
    return meant if _KNOWN.fullmatch(meant) else ""


def header_text(raw: str) -> str:
    """A header's value as people read it. `raw` may hold bytes as half surrogates, as the standard parser leaves them."""
    plain = decoded(raw.encode("utf-8", "surrogateescape" if _escaped(raw) else "replace"), "utf-8")
    joined = _BETWEEN_WORDS.sub(r"\1", plain)
    pieces: list[tuple[str, bytes]] = []
    last = 0
    for match in _WORD.finditer(joined):
        if match.start() > last:
            pieces.append(("utf-8", joined[last : match.start()].encode("utf-8", "replace")))
        charset = match[1].partition("*")[0]
        content = _word_bytes(match[2], match[3])
        if pieces and pieces[-1][0] == charset and match.start() == last:
            # One character may be split over two words: common with GBK.
            pieces[-1] = (charset, pieces[-1][1] + content)
        else:
            pieces.append((charset, content))
        last = match.end()
    pieces.append(("utf-8", joined[last:].encode("utf-8", "replace")))
    return " ".join("".join(decoded(content, charset) for charset, content in pieces).split())


def _escaped(raw: str) -> bool:
    try:
        raw.encode("utf-8", "surrogateescape")
    except UnicodeError:
        return False
    return True


def _word_bytes(how: str, content: str) -> bytes:
    plain = content.encode("ascii", "ignore")
    if how in "qQ":
        return quopri.decodestring(plain, header=True)
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return plain


def text_of_html(source: str) -> str:
    """What a reader would see of an HTML mail, as lines. No parser that can be led astray: one walk from tag to tag."""
    out: list[str] = []
    place, skipping, depth = 0, "", 0
    while place < len(source):
        start = source.find("<", place)
        if start < 0:
            start = len(source)
        if not skipping and start > place:
            out.append(_shown(source[place:start]))
        if start == len(source):
            break
        if source.startswith("<!--", start):
            end = source.find("-->", start)
            place = end + 3 if end >= 0 else len(source)
            continue
        end = source.find(">", start, start + _MOST_TAG)
        name = _TAG_NAME.match(source, start + 1)
        if end < 0 or name is None:
            if not skipping:
                out.append("<")
            place = start + 1 if end >= 0 or name is None else start + _MOST_TAG
            continue
        tag, closing = name[1].lower(), source[start + 1] == "/"
        place = end + 1
        if skipping:
            skipping = "" if closing and tag == skipping else skipping
        elif tag in _NOT_SHOWN:
            skipping = "" if closing or source[end - 1] == "/" else tag
        else:
            depth = _mark(tag, closing, depth, out)
    return _tidy("".join(out))


def _mark(tag: str, closing: bool, depth: int, out: list[str]) -> int:
    """Line ends, and where a quotation begins and ends; returns how deep the walk is in quotations."""
    if tag == "blockquote":
        depth = max(0, depth - 1) if closing else min(depth + 1, 20)
        out.append("\n\x02" if not closing else "\n\x03")
    elif tag in {"td", "th"}:
        out.append(" ")
    elif tag in _ENDS_LINE:
        out.append("\n")
    return depth


def _shown(text: str) -> str:
    return html.unescape(" ".join(("." + text + ".").split())[1:-1].replace("\x02", "").replace("\x03", ""))


def _tidy(text: str) -> str:
    """Quotations get their > signs; no more than one empty line in a row."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth = min(20, max(0, depth + line.count("\x02") - line.count("\x03")))
        words = " ".join(line.replace("\x02", "").replace("\x03", "").replace("\xa0", " ").split())
        if words:
            lines.append("> " * depth + words)
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).strip()
