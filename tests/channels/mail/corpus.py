"""The mails that the tests read: written here, the way the programs of our customers write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header

DESK = "support@aldermoor.example"
QUOTED = "We have received your message."
QUOTED_ZH = "我们已经收到您的消息。"
SAID = "The deposit is still missing.\n\nPlease look again, it was 120 USDT on Tuesday."
SAID_ZH = "充值还是没有到账。\n\n请再查一下，周二那笔 120 USDT。"


@dataclass(frozen=True)
class Client:
    """How one program lays out an answer: {said} and {old} are what was written now and before."""

    name: str
    language: str
    layout: str
    charset: str = "utf-8"
    html: bool = False

    @property
    def said(self) -> str:
        return SAID_ZH if self.language == "zh" else SAID

    @property
    def raw(self) -> bytes:
        old = QUOTED_ZH if self.language == "zh" else QUOTED
        said = self.said.replace("\n\n", "<br><br>") if self.html else self.said
        body = self.layout.format(said=said, old=old)
        kind = "html" if self.html else "plain"
        return letter(
            body, subject="Re: 充值" if self.language == "zh" else "Re: deposit", charset=self.charset, kind=kind
        )


def letter(
    body: str | bytes,
    *,
    subject: str = "Deposit",
    charset: str = "utf-8",
    kind: str = "plain",
    sender: str = "Cleo <cleo@mail.test>",
    to: str = DESK,
    more: str = "",
) -> bytes:
    """A mail of one part, with 8-bit content as most programs send it."""
    content = body if isinstance(body, bytes) else body.encode(charset, "replace")
    named = Header(subject, charset).encode() if not subject.isascii() else subject
    heads = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {named}\r\nMessage-ID: <{abs(hash((subject, body)))}@mail.test>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n{more}\r\n"
    )
    return heads.encode() + content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


_RULE = "________________________________"
_EN_HEAD = f"From: Aldermoor <{DESK}>\nSent: Tuesday, November 3, 2026 10:00 AM\nTo: Cleo <cleo@mail.test>\nSubject: RE: deposit\n\n{{old}}"
_ZH_HEAD = f"发件人: Aldermoor <{DESK}>\n发送时间: 2026年11月3日 10:00\n收件人: Cleo <cleo@mail.test>\n主题: 答复: 充值\n\n{{old}}"
_MARKED = "\n\n> {old}\n>\n> Aldermoor"

ENGLISH = {
    "gmail": f"{{said}}\n\nOn Tue, Nov 3, 2026 at 10:00 AM Aldermoor <{DESK}> wrote:{_MARKED}",
    "gmail wrapped": f"{{said}}\n\nOn Tue, Nov 3, 2026 at 10:00 AM Aldermoor Customer Support Team of the Desk <\nsupport+abcdefgh@aldermoor.example> wrote:{_MARKED}",
    "gmail forward": f"{{said}}\n\n---------- Forwarded message ---------\nFrom: Aldermoor <{DESK}>\nDate: Tue, Nov 3, 2026\nSubject: deposit\n\n{{old}}",
    "apple mail": f"{{said}}\n\n> On 3 Nov 2026, at 10:00, Aldermoor <{DESK}> wrote:\n> \n> {{old}}\n> \n",
    "iphone": f"{{said}}\n\nSent from my iPhone\n\n> On Nov 3, 2026, at 10:00 AM, Aldermoor <{DESK}> wrote:\n> \n> {{old}}\n",
    "icloud": f"{{said}}\n\nOn Nov 3, 2026, at 10:00 AM, Aldermoor <{DESK}> wrote:\n\n\n{{old}}\n",
    "outlook": f"{{said}}\n\n{_EN_HEAD}",
    "outlook ruler": f"{{said}}\n\n{_RULE}\n{_EN_HEAD}",
    "outlook mobile": f"{{said}}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n{_RULE}\n{_EN_HEAD}",
    "windows mail": f"{{said}}\n\nSent from Mail for Windows\n\n{_EN_HEAD}",
    "outlook express": "{said}\n\n----- Original Message -----\nFrom: Aldermoor\nTo: Cleo\nSent: Tuesday\n\n{old}",
    "thunderbird": f"{{said}}\n\nOn 03/11/2026 10:00, Aldermoor wrote:{_MARKED}",
    "thunderbird below": "On 03/11/2026 10:00, Aldermoor wrote:\n> {old}\n>\n> Aldermoor\n\n{said}\n",
    "yahoo": f"{{said}}\n\n    On Tuesday, November 3, 2026 at 10:00:00 AM GMT+8, Aldermoor <{DESK}> wrote:  \n \n  {{old}}",
    "proton": f"{{said}}\n\n------- Original Message -------\nOn Tuesday, November 3rd, 2026 at 10:00, Aldermoor <{DESK}> wrote:{_MARKED}",
    "proton new": f"{{said}}\n\nSent with Proton Mail secure email.\n\nOn Tuesday, November 3rd, 2026 at 10:00, Aldermoor <{DESK}> wrote:{_MARKED}",
    "fastmail": f"{{said}}\n\nOn Tue, 3 Nov 2026, at 10:00 AM, Aldermoor wrote:{_MARKED}",
    "zoho": f"{{said}}\n\n---- On Tue, 03 Nov 2026 10:00:00 +0800 Aldermoor <{DESK}> wrote ----\n\n{{old}}",
    "mutt": f"{{said}}\n\nOn Tue, Nov 03, 2026 at 10:00:00AM +0800, Aldermoor wrote:{_MARKED}",
    "aol": f"{{said}}\n\n-----Original Message-----\nFrom: Aldermoor <{DESK}>\nTo: cleo@mail.test\nSent: Tue\n\n{{old}}",
    "notes": f"{{said}}\n\n-----Aldermoor <{DESK}> wrote: -----\nTo: Cleo\n\n{{old}}",
    "samsung": f"{{said}}\n\n-------- Original message --------\nFrom: Aldermoor <{DESK}>\nDate: 11/3/26 10:00 (GMT+08:00)\n\n{{old}}",
    "k9": f"{{said}}\n\nOn 3 November 2026 10:00:00 GMT+08:00, Aldermoor <{DESK}> wrote:\n>{{old}}\n>Aldermoor",
    "spark": f"{{said}}\nOn Nov 3, 2026, 10:00 AM +0800, Aldermoor <{DESK}>, wrote:\n> {{old}}\n> x",
    "hey": f"{{said}}\n\nOn Nov 3, 2026, Aldermoor <{DESK}> wrote:\n\n{{old}}",
    "roundcube": f"{{said}}\n\nOn 2026-11-03 10:00, Aldermoor wrote:{_MARKED}",
    "evolution": "On Tue, 2026-11-03 at 10:00 +0800, Aldermoor wrote:\n> {old}\n> x\n\n{said}\n",
    "netease en": f'{{said}}\n\n\n\nAt 2026-11-03 10:00:00, "Aldermoor" <{DESK}> wrote:\n\n{{old}}',
    "tutanota": f"{{said}}\n\n3 Nov 2026, 10:00 by {DESK}:{_MARKED}",
    "yandex": f'{{said}}\n\n03.11.2026, 10:00, "Aldermoor" <{DESK}>:\n\n{{old}}',
    "mail.ru": f"{{said}}\n\nTuesday, 3 November 2026, 10:00 +08:00 from Aldermoor <{DESK}>:\n\n{{old}}",
    "signature": "{said}\n\n-- \nCleo\nHead of Somewhere",
    "new": "{said}\n",
}
CHINESE = {
    "gmail": f"{{said}}\n\nAldermoor <{DESK}> 于2026年11月3日周二 10:00写道：{_MARKED}",
    "gmail wrapped": f"{{said}}\n\nAldermoor 客户支持 <support+abcdefgh@aldermoor.example> 于\n2026年11月3日周二 上午10:00写道：{_MARKED}",
    "gmail taiwan": f"{{said}}\n\nAldermoor <{DESK}> 於 2026年11月3日 週二 上午10:00寫道：{_MARKED}",
    "qq": f"{{said}}\n\n\n\n------------------ 原始邮件 ------------------\n{_ZH_HEAD}",
    "qq english": f'{{said}}\n\n------------------ Original ------------------\nFrom:  "Aldermoor"<{DESK}>;\nDate:  Tue, Nov 3, 2026\n\n{{old}}',
    "exmail": '{said}\n\n------------------ Original message ------------------\nFrom: "Aldermoor"\n\n{old}',
    "foxmail": "{said}\n \n\n发件人： Aldermoor\n发送时间： 2026-11-03 10:00\n收件人： cleo\n主题： 充值\n{old}",
    "foxmail one line": "{said}\n\n发件人： Aldermoor 发送时间： 2026-11-03 10:00 收件人： cleo 主题： 充值\n{old}",
    "netease": f'{{said}}\n\n\n\n\n在 2026-11-03 10:00:00，"Aldermoor" <{DESK}> 写道：\n\n{{old}}',
    "netease marked": f'{{said}}\n\n在 2026-11-03 10:00:00，"Aldermoor" <{DESK}> 写道：\n>{{old}}\n>x',
    "netease master": "{said}\n\n---- 回复的原邮件 ----\n| 发件人 | Aldermoor |\n| 日期 | 2026年11月03日 10:00 |\n{old}",
    "sina": f"{{said}}\n\n----- 原始邮件 -----\n发件人：Aldermoor <{DESK}>\n收件人：cleo\n{{old}}",
    "sohu": "{said}\n\n------------------ 原始邮件 ------------------\n发件人:Aldermoor\n{old}",
    "coremail": "{said}\n\n-----原始邮件-----\n发件人:Aldermoor\n发送时间:2026-11-03 10:00:00 (星期二)\n收件人:cleo\n{old}",
    "139": f"{{said}}\n\n----邮件原文----\n发件人：Aldermoor <{DESK}>\n收件人：cleo\n{{old}}",
    "189": "{said}\n\n---原始邮件---\n发件人：Aldermoor\n发件时间：2026年11月3日\n{old}",
    "aliyun": f"{{said}}\n\n------------------------------------------------------------------\n发件人：Aldermoor <{DESK}>\n发送时间：2026年11月3日(星期二) 10:00\n收件人：cleo\n主　题：充值\n\n{{old}}",
    "dingtalk": f"{{said}}\n------------------------------------------------------------------\n发件人：Aldermoor<{DESK}>\n日　期：2026年11月03日 10:00:00\n收件人：cleo\n\n{{old}}",
    "feishu": f"{{said}}\n\n发件人：Aldermoor<{DESK}>\n日期：2026年11月3日（周二）10:00\n主题：充值\n收件人：cleo\n\n{{old}}",
    "lark": f"{{said}}\n\nAldermoor<{DESK}> 在 2026年11月3日 周二 10:00 写道：\n\n{{old}}",
    "outlook": f"{{said}}\n\n{_ZH_HEAD}",
    "outlook ruler": f"{{said}}\n\n{_RULE}\n{_ZH_HEAD}",
    "outlook mobile": f"{{said}}\n\n获取 Outlook for iOS<https://aka.ms/o0ukef>\n{_RULE}\n{_ZH_HEAD}",
    "outlook taiwan": f"{{said}}\n\n寄件者: Aldermoor <{DESK}>\n寄件日期: 2026年11月3日 10:00\n收件者: Cleo\n主旨: 充值\n\n{{old}}",
    "apple mail": f"{{said}}\n\n在 2026年11月3日，上午10:00，Aldermoor <{DESK}> 写道：\n\n{{old}}",
    "iphone": f"{{said}}\n\n发自我的 iPhone\n\n> 在 2026年11月3日，10:00，Aldermoor <{DESK}> 写道：\n> \n> {{old}}\n",
    "apple taiwan": f"{{said}}\n\nAldermoor <{DESK}> 於 2026年11月3日 上午10:00 寫道：\n\n{{old}}",
    "thunderbird": f"{{said}}\n\n在 2026/11/3 10:00, Aldermoor 写道:{_MARKED}",
    "thunderbird below": "在 2026/11/3 10:00, Aldermoor 写道:\n> {old}\n> x\n\n{said}\n",
    "xiaomi": f"{{said}}\n\n在 2026年11月3日星期二 10:00，Aldermoor <{DESK}> 写道：\n{{old}}",
    "huawei": f"{{said}}\n\n从我的华为手机发送\n\n-------- 原始邮件 --------\n发件人： Aldermoor <{DESK}>\n日期： 2026年11月3日 10:00\n\n{{old}}",
    "forward": "{said}\n\n---------- 转发的邮件 ---------\n发件人：Aldermoor\n日期：2026年\n\n{old}",
    "new": "{said}\n",
}
HTML = [
    Client(
        "gmail html",
        "en",
        f'<div dir="ltr">{{said}}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Nov 3, 2026 at 10:00 AM Aldermoor &lt;<a href="mailto:{DESK}">{DESK}</a>&gt; wrote:<br></div><blockquote class="gmail_quote">{{old}}</blockquote></div>',
        html=True,
    ),
    Client(
        "outlook html",
        "en",
        f"<html><head><style>p {{{{margin:0}}}}</style></head><body><p>{{said}}</p><div><hr><b>From:</b> Aldermoor &lt;{DESK}&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Cleo<br><b>Subject:</b> deposit</div><p>{{old}}</p></body></html>",
        html=True,
    ),
    Client(
        "apple html",
        "en",
        '<html><body>{said}<br><div><br><blockquote type="cite"><div>On 3 Nov 2026, at 10:00, Aldermoor wrote:</div><br><div>{old}</div></blockquote></div></body></html>',
        html=True,
    ),
    Client(
        "gmail html",
        "zh",
        f'<div dir="ltr">{{said}}</div><div class="gmail_quote"><div>Aldermoor &lt;{DESK}&gt; 于2026年11月3日周二 10:00写道：<br></div><blockquote>{{old}}</blockquote></div>',
        html=True,
    ),
    Client(
        "qq html",
        "zh",
        '<div>{said}</div><div><br></div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div>发件人: Aldermoor</div><div>{old}</div>',
        charset="gb18030",
        html=True,
    ),
    Client(
        "foxmail html",
        "zh",
        "<body><div>{said}</div><blockquote><div>发件人： Aldermoor</div><div>发送时间： 2026-11-03</div><div>{old}</div></blockquote></body>",
        charset="gb2312",
        html=True,
    ),
    Client(
        "outlook html",
        "zh",
        "<p>{said}</p><div><p><b>发件人:</b> Aldermoor<br><b>发送时间:</b> 2026年11月3日<br><b>收件人:</b> Cleo</p></div><p>{old}</p>",
        html=True,
    ),
]


def clients() -> list[Client]:
    """Every way of answering that we know."""
    en = [Client(name, "en", layout) for name, layout in ENGLISH.items()]
    zh = [Client(name, "zh", layout, _charset(name)) for name, layout in CHINESE.items()]
    return [*en, *zh, *HTML]


def _charset(name: str) -> str:
    return {"qq": "gb18030", "netease": "gbk", "foxmail": "gb2312", "sina": "gbk", "xiaomi": "gb18030"}.get(
        name, "utf-8"
    )


@dataclass(frozen=True)
class Sample:
    """A mail, and of which kind it must be found; or the code with which it is refused."""

    name: str
    raw: bytes
    kind: str = ""
    refused: str = ""
    envelope_from: str | None = None


def _report(action: str, status: str, *, heads: bool = False, recipient: str = "cleo@mail.test") -> bytes:
    returned = "text/rfc822-headers" if heads else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.mail.test\r\nTo: support@aldermoor.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <dsn1@mx.mail.test>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nIt failed.\r\n\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.mail.test\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\nMessage-ID: <OURS>\r\nSubject: x\r\n\r\nbody\r\n--b--\r\n"
    ).encode()


def machines() -> list[Sample]:
    """Automatic answers, reports, lists and our own mail come back: twenty and more."""
    said = {
        "auto-replied": "Auto-Submitted: auto-replied",
        "auto-generated": "Auto-Submitted: auto-generated",
        "auto-notified with a parameter": "Auto-Submitted: auto-notified; owner-email=a@b.test",
        "x-autoreply": "X-Autoreply: yes",
        "x-autorespond": "X-Autorespond: vacation",
        "precedence auto_reply": "Precedence: auto_reply",
        "precedence bulk": "Precedence: bulk",
        "precedence junk": "Precedence: junk",
        "failed recipients": "X-Failed-Recipients: a@b.test",
    }
    automatic = [Sample(name, letter("Away.", more=f"{line}\r\n"), "automatic") for name, line in said.items()]
    subjects = [
        "Automatic reply: deposit",
        "自动回复: 充值",
        "自动回复：充值",
        "Out of office: deposit",
        "Auto Reply: deposit",
    ]
    automatic += [Sample(f"subject {each}", letter("Away.", subject=each), "automatic") for each in subjects]
    automatic += [
        Sample("null return path", letter("Away."), "automatic", envelope_from=""),
        Sample("return-path header", letter("Away.", more="Return-Path: <>\r\n"), "automatic"),
        Sample("from a daemon", letter("Away.", sender="MAILER-DAEMON@mx.test"), "automatic"),
        Sample("from no-reply", letter("Away.", sender="No Reply <no-reply@shop.test>"), "automatic"),
    ]
    lists = ["List-Id: <users.list.test>", "List-Unsubscribe: <https://list.test/u>", "Precedence: list"]
    own = [
        Sample("from our own address", letter("Hello", sender=f"Aldermoor <{DESK}>"), "loop"),
        Sample("from our own address with a token", letter("x", sender="support+abc@aldermoor.example"), "loop"),
        Sample("our own mail, forwarded by a machine", letter("x", more=f"X-Desk-Mail: {DESK}\r\n"), "loop"),
    ]
    reports = [
        Sample("report failed", _report("failed", "5.1.1"), "bounce", envelope_from=""),
        Sample("report delayed", _report("delayed", "4.4.1"), "bounce", envelope_from=""),
        Sample("report with headers only", _report("failed", "5.1.1", heads=True), "bounce"),
        Sample("report relayed", _report("relayed", "2.0.0"), "bounce"),
        Sample("report of a full mailbox", _report("failed", "5.2.2"), "bounce"),
    ]
    human = [
        Sample("auto-submitted no", letter("I am here.", more="Auto-Submitted: no\r\n"), "person"),
        Sample("precedence first-class", letter("I am here.", more="Precedence: first-class\r\n"), "person"),
        Sample("a person about auto replies", letter("x", subject="Your automatic reply confused me"), "person"),
    ]
    return [
        *automatic,
        *(Sample(each, letter("x", more=f"{each}\r\n"), "list") for each in lists),
        *own,
        *reports,
        *human,
    ]


def _nested(depth: int) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return f"From: a@b.test\r\nMessage-ID: <n@b>\r\n{opened}Content-Type: text/plain\r\n\r\ndeep".encode()


def _parts(parts: Iterator[str] | list[str], *, boundary: str = "b") -> bytes:
    joined = "".join(f"--{boundary}\r\n{each}\r\n" for each in parts)
    return (
        f'From: a@b.test\r\nMessage-ID: <p@b>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
        f"{joined}--{boundary}--\r\n"
    ).encode("utf-8", "surrogateescape")


def _file(name: str, content: str = "AAAA", kind: str = "application/octet-stream") -> str:
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; {name}\r\n\r\n{content}"


def hostile() -> list[Sample]:
    """Made to break a parser, to take its time, or to seem to be somebody else."""
    head = b"From: a@b.test\r\nMessage-ID: <h@b>\r\n"
    text = "Content-Type: text/plain\r\n\r\nhello"
    html = "html"
    return [
        Sample("empty", b"", refused="empty"),
        Sample("blank", b"\r\n\r\n ", refused="empty"),
        Sample("no sender", b"Subject: x\r\n\r\nhello", refused="no_sender"),
        Sample("too large", head + b"\r\n" + b"x" * (20 * 2**20), refused="too_large"),
        Sample("nested a little", _nested(20), "person"),
        Sample("nested 5,000 deep", _nested(5_000), refused="too_deep"),
        Sample("mails in mails", head + b"Content-Type: message/rfc822\r\n\r\n" * 1000, refused="too_deep"),
        Sample("mails in mails, few", head + b"Content-Type: message/rfc822\r\n\r\n" * 40, "person"),
        Sample(
            "lines times boundaries", _parts([text] * 10) + b"boundary=\n" * 50 + b"\n" * 200_000, refused="too_deep"
        ),
        Sample("100,000 headers", head + b"X-A: b\r\n" * 100_000 + b"\r\nhello", refused="too_long"),
        Sample("a header of a megabyte", head + b"X-A: " + b"y" * 2**20 + b"\r\n\r\nhello", "person"),
        Sample(
            "a header folded 50,000 times", head + b"X-A: b\r\n" + b" c\r\n" * 50_000 + b"\r\nhello", refused="too_long"
        ),
        Sample("two From headers", letter("hi", more="From: Sam <sam@desk.test>\r\n"), "person"),
        Sample("two addresses in From", letter("hi", sender="a@b.test, c@d.test"), "person"),
        Sample("an address in the name", letter("hi", sender='"cleo@mail.test" <evil@bad.test>'), "person"),
        Sample(
            "an encoded comma in the name",
            letter("hi", sender="=?utf-8?q?cleo=40mail.test=3E=2C?= <evil@bad.test>"),
            "person",
        ),
        Sample("3,000 brackets in From", letter("hi", sender="(" * 3000 + " <a@b.test>"), "person"),
        Sample("From without an address", letter("hi", sender="nobody"), "person"),
        Sample("From of quotes", letter("hi", sender='"' * 1999), "person"),
        Sample(
            "boundary never ends",
            head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nhello',
            "person",
        ),
        Sample(
            "boundary is empty", head + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nhello', "person"
        ),
        Sample("boundary of 10,000 signs", _parts([text], boundary="b" * 10_000), "person"),
        Sample("multipart that is none", head + b"Content-Type: multipart/mixed\r\n\r\nhello", "person"),
        Sample("type is noise", head + b"Content-Type: ;;;=/=;\x00\xff\r\n\r\nhello", "person"),
        Sample("base64 that is none", head + b"Content-Transfer-Encoding: base64\r\n\r\n!!!! hello ====", "person"),
        Sample(
            "quoted-printable that is none", head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=", "person"
        ),
        Sample(
            "uuencoded that is none", head + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\n\x00", "person"
        ),
        Sample("unknown encoding", head + b"Content-Transfer-Encoding: rot13\r\n\r\nhello", "person"),
        *(
            Sample(
                f"charset {name[:12]}",
                head + f"Content-Type: text/plain; charset={name}\r\n\r\nhello".encode(),
                "person",
            )
            for name in (
                "rot13",
                "zlib",
                "idna",
                "punycode",
                "unicode_escape",
                "undefined",
                "x" * 5000,
                "../../etc/passwd",
                '"\x00"',
            )
        ),
        Sample("utf-7", head + b"Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-", "person"),
        Sample("NUL bytes", head + b"\r\nhel\x00lo\x00", "person"),
        Sample("half surrogates", head + b"Subject: \xed\xa0\x80\r\n\r\n\xed\xa0\x80", "person"),
        Sample("direction controls", letter("hello \u202egpj.exe", subject="a \u202eb"), "person"),
        Sample("nothing to see", letter("\u200b\u200b \u2800"), "person"),
        Sample("carriage returns only", b"From: a@b.test\rSubject: x\r\rhello", refused="unreadable"),
        Sample("one line of 5 MB", head + b"\r\n" + b"x" * 5_000_000, "person"),
        Sample("20,000 open tags", letter("<div>" * 20_000, kind=html), "person"),
        Sample("50,000 open comments", letter("<!-- " * 50_000, kind=html), "person"),
        Sample("200,000 brackets", letter("<" * 200_000, kind=html), "person"),
        Sample("unclosed tags", letter('<a href="' * 50_000, kind=html), "person"),
        Sample("100,000 ampersands", letter("&" * 100_000 + "&#x110000;&#0;", kind=html), "person"),
        Sample("quotations in quotations", letter("<blockquote>" * 20_000 + "x", kind=html), "person"),
        Sample("a script", letter("<script>alert(1)</script><p onclick=x>hello</p>", kind=html), "person"),
        Sample("half a sentence of a program, often", letter("On Tue, Nov 3, 2026 at 10 \n" * 20_000), "person"),
        Sample("rulers", letter(("-" * 400 + "\n") * 5_000), "person"),
        Sample("nearly quoted", letter(("在 2026年1月1日" * 40 + "\n") * 2_000), "person"),
        Sample("winmail.dat", _parts([text, _file('filename="winmail.dat"', kind="application/ms-tnef")]), "person"),
        Sample("a path as name", _parts([text, _file('filename="../../etc/passwd"')]), "person"),
        Sample(
            "a name in broken pieces",
            _parts([text, _file("filename*0*=utf-8''a; filename*2*=%zz; filename*1=\xff")]),
            "person",
        ),
        Sample("a name in GBK", _parts([text, _file('filename="=?gbk?B?vdjNvC5wbmc=?="')]), "person"),
        Sample("500 files", _parts([text, *[_file(f'filename="{n}"') for n in range(500)]]), "person"),
        Sample("10,000 references", letter("hi", more="References: " + "<a@b> " * 10_000 + "\r\n"), "person"),
        Sample("5,000 encoded words", letter("hi", more="Subject: " + "=?utf-8?q?a?= " * 5_000 + "\r\n"), "person"),
        Sample(
            "a report of nothing",
            head + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b--",
            "person",
        ),
        Sample(
            "results of a stranger",
            letter("hi", more="Authentication-Results: x; dmarc=pass (((((((\r\n" * 50),
            "person",
        ),
    ]
