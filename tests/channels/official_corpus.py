"""Genuine and fake forms of everything by which an invented operator could be reached: written by hand, and varied by rule."""

from collections.abc import Iterator

from core.lookalikes import Kind

# What the operator of the corpus publishes.
OURS: list[tuple[str, str]] = [
    (Kind.PHONE, "+6560000000"),
    (Kind.PHONE, "+85230000000"),
    (Kind.PHONE, "+442079460142"),
    (Kind.SITE, "aldermoor.example"),
    (Kind.SITE, "*.help.aldermoor.example"),
    (Kind.SITE, "安陌.example".encode("idna").decode()),
    (Kind.APP, "ios:1500000042"),
    (Kind.APP, "android:example.aldermoor.app"),
    (Kind.MAIL, "support@aldermoor.example"),
    (Kind.MAIL_DOMAIN, "mail.aldermoor.example"),
    (Kind.TELEGRAM, "aldermoor_news"),
    (Kind.X, "aldermoor"),
    (Kind.WEIBO, "aldermoor"),
    (Kind.WHATSAPP, "+6560000000"),
]
FAKES: list[tuple[str, str]] = [
    (Kind.SITE, "aldermoor-support.example"),
    (Kind.TELEGRAM, "aldermoor_support"),
    (Kind.PHONE, "+6560000001"),
    (Kind.MAIL, "aldermoor.help@gmail.com"),
    (Kind.MAIL_DOMAIN, "aldermoor.test"),
]

_SITE_FORMS = (
    *(
        "{0}",
        "http://{0}",
        "https://{0}",
        "https://{0}/",
        "HTTPS://{0}/Login?next=/a#b",
        "https://{0}:443/x",
        "http://{0}:80",
    ),
    *(
        "{0}.",
        "https://{0}./",
        "//{0}/x",
        "hxxps://{0}",
        " https://{0} ",
        "<https://{0}/>",
        "“{0}”",
        "{0}。",
        "https:\\\\{0}\\x",
    ),
    *("https：//{0}/x", "（https://{0}）", "https://{0}/a@b", "https://{0}/?u=evil.test", "\u200bhttps://{0}"),
)
_PHONE_FORMS = {
    "+6560000000": (
        *("+65 6000 0000", "+6560000000", "6000 0000", "60000000", "6000-0000", "(65) 6000 0000", "0065 6000 0000"),
        *(
            "＋６５ ６０００ ００００",
            "６０００００００",
            "tel:+6560000000",
            "+65-6000-0000",
            "+65 (6000) 0000",
            "+65 6000 0000 ext 12",
        ),
        *("+65\u00a06000\u00a00000", "+65·6000·0000", "\u202a+65 6000 0000\u202c", "+65.6000.0000"),
    ),
    "+85230000000": ("+852 3000 0000", "3000 0000", "00852 30000000", "＋８５２３０００００００", "+852-3000-0000"),
    "+442079460142": (
        *("+44 20 7946 0142", "020 7946 0142", "(020) 7946 0142", "+44 (0)20 7946 0142", "0044 20 7946 0142"),
        *("tel:+44-20-7946-0142", "020-7946-0142", "02079460142"),
    ),
}


def genuine() -> Iterator[str]:
    """Forms of what is ours."""
    for host in (
        "aldermoor.example",
        "www.aldermoor.example",
        "help.aldermoor.example",
        "zh.help.aldermoor.example",
        "ALDERMOOR.example",
    ):
        yield from (form.format(host) for form in _SITE_FORMS)
    yield from (
        "ａｌｄｅｒｍｏｏｒ.example",
        "aldermoor。example",
        "https://%61ldermoor.example/",
        "aldermoor[.]example",
    )
    yield from ("安陌.example", "https://安陌.example/帮助", "安陌。example", "aldermoor(dot)example")
    for forms in _PHONE_FORMS.values():
        yield from forms
    yield from (
        *("support@aldermoor.example", "Support@Aldermoor.EXAMPLE", "mailto:support@aldermoor.example?subject=Hi"),
        *("Aldermoor <support@aldermoor.example>", "<support@aldermoor.example>", "support＠aldermoor.example"),
        *(
            "support@aldermoor.example.",
            "support[at]aldermoor[.]example",
            "notice@mail.aldermoor.example",
            "@mail.aldermoor.example",
        ),
    )
    yield from (
        *(
            "aldermoor_news",
            "t.me/aldermoor_news",
            "https://t.me/aldermoor_news",
            "https://t.me/s/aldermoor_news/42",
        ),
        *(
            "http://telegram.me/Aldermoor_News",
            "tg://resolve?domain=aldermoor_news",
            "https://aldermoor_news.t.me/",
            "@Aldermoor_News",
        ),
        *(
            "@aldermoor",
            "x.com/aldermoor",
            "https://x.com/Aldermoor/status/1",
            "https://twitter.com/aldermoor?lang=zh",
            "https://mobile.twitter.com/aldermoor",
        ),
        *("https://weibo.com/aldermoor", "https://m.weibo.cn/aldermoor", "weibo.com/n/aldermoor", "＠aldermoor"),
        *("https://wa.me/6560000000", "https://api.whatsapp.com/send?phone=6560000000", "wa.me/6560000000?text=hi"),
        *("https://apps.apple.com/sg/app/aldermoor/id1500000042", "apps.apple.com/app/id1500000042"),
        *("https://play.google.com/store/apps/details?id=example.aldermoor.app&hl=zh", "example.aldermoor.app"),
    )


_NAMES = (
    *(
        "aldermor",
        "aldemoor",
        "aldermooor",
        "aldermorr",
        "adlermoor",
        "aldermoro",
        "aldrmoor",
        "alderm00r",
        "a1dermoor",
        "aldermoox",
    ),
    *(
        "alderrnoor",
        "aIdermoor",
        "al-dermoor",
        "aldermoor-support",
        "support-aldermoor",
        "aldermoor24",
        "my-aldermoor",
        "aldermoorhelp",
    ),
    *(
        "aldermoor-exchange",
        "secure-aldermoor",
        "aldermoor-zh",
        "thealdermoor",
        "aldermoor-refund",
        "clldermoor",
        "alclermoor",
    ),
    *(
        "аldermoor",
        "aldеrmoor",
        "aldermооr",
        "аldеrmoor",
        "áldermoor",
        "aldermöor",
        "aldermοοr",
        "ａｌｄermοor",
        "𝐚ldermοor",
    ),
)
_ENDINGS = ("example", "test", "com", "io")
_OTHER_SITES = (
    *(
        "https://aldermoor.example@evil.test/",
        "https://aldermoor.example:x@evil.test",
        "https://aldermoor.example%40evil.test/",
    ),
    *(
        "aldermoor.example.evil.test",
        "https://aldermoor.example.login.evil.test/a",
        "aldermoor-example.test",
        "evil.test/aldermoor.example",
    ),
    *(
        "https://evil.test/?https://aldermoor.example",
        "https://evil.test#@aldermoor.example",
        "https://evil.test\\@aldermoor.example",
    ),
    *(
        "https://aldermoor.example\\@evil.test",
        "aldermoor.example／.evil.test",
        "https://aldermoor.example⁄.evil.test/",
        "aldermoor.com",
    ),
    *(
        "aldermoor.io",
        "aldermoor.test",
        "help.aldermoor.test",
        "aldermoor.example.com",
        "evil-aldermoor.example",
        "xaldermoor.example",
    ),
    *(
        "https://aldermoor.example:8443/",
        "ftp://aldermoor.example/",
        "javascript:location='https://aldermoor.example'",
        "data:text/html,aldermoor.example",
    ),
    *("https://203.0.113.7/aldermoor.example", "203.0.113.7", "https://[2001:db8::1]/aldermoor", "https://3405803783/"),
    *(
        "wallet.aldermoor.example",
        "https://login.aldermoor.example",
        "aldermoor..example.test",
    ),
    *(
        "https://bit.ly/aldermoor",
        "https://aldermoor.github.io",
        "https://sites.google.com/view/aldermoor",
        "https://user@aldermoor.example/",
    ),
    *(
        "https://evil.test℀.aldermoor.example",
        "https://aldermoor.example℀evil.test/",
    ),
    *(
        "аldermoor.example",
        "aldermoor.exаmple",
        "aldermoor\u3002evil.test",
        "https://xn--ldermoor-2fg.example",
        "www.aldermoor.example.evil.test",
    ),
    *(
        "https://evil.test/https://aldermoor.example",
        "//evil.test/aldermoor.example",
        "aldermoor,example.test",
        "aldermoor_example.test",
    ),
)
_OTHER_MAIL = (
    *(
        "support@aldermoor.test",
        "support@aldermoor.example.evil.test",
        "support@a1dermoor.example",
        "support@aldermor.example",
    ),
    *(
        "aldermoor.support@gmail.com",
        "aldermoor@outlook.com",
        "support.aldermoor.example@gmail.com",
        "suport@aldermoor.example",
    ),
    *(
        "ceo@aldermoor.example",
        "support@mail.aldermoor.example.test",
        "support@xmail.aldermoor.example",
        "support@aldermoor-example.test",
    ),
    *("mailto:support@evil.test?cc=support@aldermoor.example", "support@aldermoor.example <evil@evil.test>"),
    *(
        "“support@aldermoor.example” <x@evil.test>",
        "support@аldermoor.example",
        "@aldermoor.test",
        "@aldermoor.example.test",
    ),
    *("aldermoor.help@gmail.com", "security@aldermoor.test", "@evil.test", "support＠aldermoor.test"),
)
_OTHER_NAMES = (
    *(
        "@aldermoor_support",
        "@aldermoor_help",
        "@aIdermoor",
        "@aldermoor1",
        "@aldermoor_",
        "@real_aldermoor",
        "@aldermoor_newss",
    ),
    *(
        "@aldermor_news",
        "t.me/aldermoor",
        "https://t.me/aldermoor_support",
        "t.me/aldermoor_news_bot",
        "https://t.me/+AbCdEf123",
        "t.me/joinchat/aldermoor_news",
    ),
    *(
        "x.com/aldermoor_news",
        "https://x.com/aldermoor_cs",
        "twitter.com/aldermoor24",
        "https://x.com.evil.test/aldermoor",
        "https://t.me.evil.test/aldermoor_news",
    ),
    *(
        "https://facebook.com/aldermoor",
        "https://instagram.com/aldermoor",
        "https://youtube.com/@aldermoor",
        "https://weibo.com/u/aldermoor1",
    ),
    *(
        "https://linkedin.com/company/aldermoor",
        "discord.gg/aldermoor",
        "https://tme.test/aldermoor_news",
        "@аldermoor",
        "@aldermооr_news",
    ),
    *(
        "https://wa.me/6560000001",
        "https://wa.me/85230000000",
        "https://apps.apple.com/app/aldermoor/id1500000043",
        "apps.apple.com/app/aldermoor",
    ),
    *(
        "https://play.google.com/store/apps/details?id=com.aldermoor.app",
        "https://play.google.com/store/search?q=aldermoor",
        "android.aldermoor.app",
    ),
    *(
        "tg://resolve?domain=aldermoor_support",
        "https://t.me@evil.test/aldermoor_news",
        "aldermoor_support.t.me",
        "@aldermoornews1",
    ),
)
_OTHER_PHONES = (
    *(
        "+65 6000 0001",
        "6000 0001",
        "+65 6000 0010",
        "+65 6000 0100",
        "+65 600 0000",
        "+65 60000000 0",
        "+60 6000 0000",
        "+86 6000 0000",
    ),
    *(
        "+852 3000 0001",
        "3000 0010",
        "+852 3100 0000",
        "+44 20 7946 0143",
        "020 7946 0124",
        "+44 20 7964 0142",
        "+1 650 600 0000",
    ),
    *("400 600 0000", "+86 400 600 0000", "95599", "+65 9000 0000", "+852 6000 0000", "+65 3000 0000", "1800 600 0000"),
    *(
        "0044 20 7946 0141",
        "＋６５ ６０００ ０００１",
        "tel:+6560000001",
        "+65 6000 0000 0",
        "+656000000",
        "00 65 6000 0009",
    ),
)


def fakes() -> Iterator[str]:
    """Forms of what is not."""
    for name in _NAMES:
        for ending in _ENDINGS:
            yield f"https://{name}.{ending}/login"
        yield f"support@{name}.example"
        yield f"@{name}"
        yield f"t.me/{name}_news"
    yield from (each for each in _OTHER_SITES if each != "aldermoor.example.")
    yield from (*_OTHER_MAIL, *_OTHER_NAMES, *_OTHER_PHONES)
