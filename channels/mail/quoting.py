"""Where a reply ends and what it answers begins, as the mail programs of our customers write it, in English and Chinese.

Each rule is a line on which a known program starts its quotation. When nothing of one's own stands above it, the writer answered
below or between, and only lines that begin with > are taken out. What is cut is never lost: the whole text is kept beside it.
"""

import re
from typing import Final

_MOST: Final = 60_000  # what is read of a text: three times what one message on a ticket may hold
_LONGEST: Final = 500

_DATE_ZH = r"\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}"
_BEGINS = [
    # Gmail, Apple Mail, Thunderbird, Yahoo, Proton: "On Tue, 3 Nov 2026 at 10:00, Desk <a@b.c> wrote:"
    re.compile(r"(?:-{2,}\s*)?on\s.{4,300}\bwrote\s*(?:[:：]|-{2,}|$)", re.IGNORECASE),
    re.compile(r"at\s\d{4}-\d\d?-\d\d?\s.{0,200}\bwrote\s*[:：]", re.IGNORECASE),
    re.compile(r".{1,120}<[^<>@]{1,64}@[^<>]{1,190}>\s+(?:wrote|writes)\s*[:：]", re.IGNORECASE),
    # Notes; Tutanota; Yandex; Mail.ru
    re.compile(r"-{2,}.{1,150}\bwrote\s*[:：]\s*-{2,}", re.IGNORECASE),
    re.compile(r".{4,60}\bby\s[^\s@]{1,64}@\S{1,190}[:：]", re.IGNORECASE),
    re.compile(r"(?:\d{1,2}\.\d{1,2}\.\d{4}|.{4,120}\bfrom\b).{0,150}<[^<>@]{1,64}@[^<>]{1,190}>\s*[:：]", re.IGNORECASE),
    # Gmail, Apple Mail, NetEase in Chinese: "Desk <a@b.c> 于2026年11月3日周二 10:00写道：", "在 2026-11-03 10:00:00，"Desk" <a@b.c> 写道："
    re.compile(r".{0,300}(?:于|在|於)\s*" + _DATE_ZH + r".{0,300}(?:写道|寫道|写到|寫到)\s*[:：]?"),
    re.compile(r".{0,200}<[^<>@]{1,64}@[^<>]{1,190}>\s*(?:写道|寫道)\s*[:：]"),
    # QQ, Foxmail, NetEase, Outlook, corporate ones: a ruler with a title.
    re.compile(r"[-_=—─]{2,}\s*(?:原始邮件|原始郵件|原邮件|原郵件|回复的原邮件|转发邮件|轉寄郵件|转发的邮件|邮件原文)\s*[-_=—─]{2,}.{0,40}"),
    re.compile(
        r"[-_=—─]{2,}\s*(?:original message|original email|forwarded message|replied message|original|reply message|forwarded by .{1,80})\s*[-_=—─]{2,}",
        re.IGNORECASE,
    ),
    re.compile(r"begin forwarded message\s*[:：]", re.IGNORECASE),
    re.compile(r"(?:开始转发的邮件|以下是转发的邮件|回复邮件正文)\s*[:：]?"),
    # Our own mails bear this line nowhere else.
    re.compile(r"(?:please reply above this line|请在此行以上回复).{0,60}", re.IGNORECASE),
]
# Outlook writes a block of headers, with or without a ruler above it.
_HEAD_FROM = re.compile(r"\*?(?:from|发件人|寄件者|寄件人|发自|差出人|von|de)\*?\s?[:：]\*?\s*\S.{0,300}", re.IGNORECASE)
_HEAD_NEXT = re.compile(
    r"\*?(?:sent|date|to|cc|subject|发送时间|发送日期|时间|日期|收件人|收件者|抄送|主题|主旨|寄件日期|已发送|gesendet|envoyé)\*?\s?[:：]\*?.{0,400}",
    re.IGNORECASE,
)
# One glance that lets most lines go: each rule above needs one of these.
_HINT = re.compile(r"wrote|writes|写道|寫道|写到|寫到|[-_=—─]{2}|from|forwarded|above this|发件人|寄件|发自|差出人|von|de[:：]|转发|以上回复|正文|\bby\s|>\s*[:：]$", re.IGNORECASE)
_MAY_GO_ON = re.compile(r"(?:on\s.{0,30}\d|at\s\d|.{0,120}<[^<>]{1,80}@|.{0,120}(?:于|在|於)\s*\d{4})", re.IGNORECASE)
_RULER = re.compile(r"[-_=—─]{5,}")
_SIGNATURE = re.compile(
    r"(?:-- ?|sent from my .{1,60}|sent (?:from|with) (?:outlook|mail|yahoo|proton|aol).{0,60}|get outlook for .{1,60}|发自我的.{1,40}|从我的.{1,30}发送"
    r"|發自我的.{1,40}|来自我的.{1,40}|获取\s?outlook.{0,40}|发自.{1,20}邮箱.{0,20})",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What its writer said in this mail; the whole text when no quotation is found or nothing else would be left."""
    lines = [line.rstrip() for line in text[:_MOST].replace("\r\n", "\n").split("\n")]
    place = next((place for place in range(len(lines)) if _begins_at(lines, place)), len(lines))
    above = _without_tail(lines[: place - 1 if place and _RULER.fullmatch(lines[place - 1].strip()) else place])
    if _says_something(_unquoted(above)):
        return _joined(_unquoted(above), text)
    # Answered below or between: the sentence that begins the quotation goes, and what is marked.
    below = lines[place:]
    first = next((at for at, line in enumerate(below[:6]) if _is_quoted(line)), None)
    if first is None:
        return text.strip()
    return _joined(_without_tail(_unquoted(below[first:])), text)


def _joined(lines: list[str], text: str) -> str:
    return "\n".join(lines).strip() or text.strip()


def _unquoted(lines: list[str]) -> list[str]:
    """Without lines marked by >, where there are several: one alone may be a comparison of amounts."""
    if sum(map(_is_quoted, lines)) < 2:
        return lines
    return [line for line in lines if not _is_quoted(line)]


def _begins_at(lines: list[str], place: int) -> bool:
    """Whether a quotation begins on this line. Programs wrap the sentence with the address over up to four lines."""
    first = _plain(lines[place])
    if not _HINT.search(first) and not _MAY_GO_ON.match(first):
        return False
    if _HEAD_FROM.fullmatch(first):
        following = [_plain(line) for line in lines[place + 1 : place + 4] if line.strip()]
        return any(_HEAD_NEXT.fullmatch(line) for line in following) or _in_one_line(first)
    if any(rule.fullmatch(first) for rule in _BEGINS):
        return True
    if not _MAY_GO_ON.match(first):
        return False
    joined = first
    for line in lines[place + 1 : place + 4]:
        if not line.strip():
            break
        joined = f"{joined} {_plain(line)}"
        if len(joined) <= _LONGEST and any(rule.fullmatch(joined) for rule in _BEGINS[:8]):
            return True
    return False


def _in_one_line(first: str) -> bool:
    """Foxmail's short form: 发件人： x 发送时间： y 收件人： z on one line."""
    return sum(word in first for word in ("发送时间", "收件人", "主题", "Sent:", "Subject:", "To:")) >= 2


def _plain(line: str) -> str:
    return line[:_LONGEST].strip().strip("\u200b\ufeff").strip()


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "＞"))


def _says_something(lines: list[str]) -> bool:
    return any(line.strip(" \t*_-—=>") for line in lines)


def _without_tail(lines: list[str]) -> list[str]:
    """Without the signature and the rulers at the end."""
    for place, line in enumerate(lines):
        short = line.strip()
        is_tail = line == "--" or line == "-- " or (len(lines) - place <= 4 and _SIGNATURE.fullmatch(short))
        if is_tail and _says_something(lines[:place]):
            lines = lines[:place]
            break
    while lines and not lines[-1].strip(" \t-_=—─"):
        lines = lines[:-1]
    return lines
