"""What the demo's invented operator publishes as its own, each entry by two supervisors; and fakes that were met."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from channels.announcements.services import Words, announce
from channels.directory.entries import Entry
from channels.directory.services import approve_change, confirm_fake, propose_channel, set_wait
from config.demo.people import EN, ZH
from core.hours import DAYS, Schedule
from core.lookalikes import Kind

_BOTH = (ZH, EN)
_ALWAYS = Schedule.from_json({"zone": "Asia/Singapore", "always": True})
_HONG_KONG = Schedule.from_json({"zone": "Asia/Hong_Kong", "week": {day: [["08:00", "24:00"]] for day in DAYS}})
_LONDON = Schedule.from_json({"zone": "Europe/London", "week": {day: [["09:00", "18:00"]] for day in DAYS[:5]}})
_CALLS: dict[str, Any] = {
    "will": "Asks for your ticket number, your registered e-mail and the last four digits of your phone.",
    "will_zh": "会询问工单号、注册邮箱和手机号后四位。",
    "never": "Never a password or code, never a transfer, never an app to install.",
    "never_zh": "绝不索要密码或验证码，绝不让您转账，绝不让您安装应用。",
}
_NEWS: dict[str, Any] = {
    "will": "Posts news. Answers nobody in private.",
    "will_zh": "只发布消息，不私信任何人。",
    "never": "Never writes to you first, never gives coins away.",
    "never_zh": "绝不主动私信您，绝不赠送币。",
}
_MAIL: dict[str, Any] = {
    "will": "Names your ticket number and carries a code that you can check here.",
    "will_zh": "写明您的工单号，并带有可在此核实的消息码。",
    "never": "Never a link to sign in, never an attachment to run.",
    "never_zh": "绝不含登录链接，绝不含需要运行的附件。",
}

# kind, value, name, name_zh, region, region_zh, languages, hours, what it says, wait
CHANNELS: list[tuple[Entry, int | None]] = [
    (Entry(Kind.PHONE, "+65 6000 0000", "", "", "Singapore", "新加坡", _BOTH, _ALWAYS, 0, **_CALLS), 3),
    (Entry(Kind.PHONE, "+852 3000 0000", "", "", "Hong Kong", "香港", _BOTH, _HONG_KONG, 1, **_CALLS), 6),
    (Entry(Kind.PHONE, "+44 20 7946 0142", "", "", "United Kingdom", "英国", (EN,), _LONDON, 2, **_CALLS), None),
    (Entry(Kind.SITE, "aldermoor.example", "Exchange", "交易平台", languages=_BOTH, position=10), None),
    (Entry(Kind.SITE, "help.aldermoor.example", "Help centre", "帮助中心", languages=_BOTH, position=11), None),
    (Entry(Kind.APP, "ios:1500000042", "App for iPhone", "苹果版应用", languages=_BOTH, position=12), None),
    (
        Entry(Kind.APP, "android:example.aldermoor.app", "App for Android", "安卓版应用", languages=_BOTH, position=13),
        None,
    ),
    (Entry(Kind.MAIL, "support@aldermoor.example", "Support", "客服", languages=_BOTH, position=20, **_MAIL), None),
    (Entry(Kind.MAIL_DOMAIN, "mail.aldermoor.example", "Notices", "通知", languages=_BOTH, position=21, **_MAIL), None),
    (Entry(Kind.TELEGRAM, "aldermoor_news", "News", "公告频道", languages=_BOTH, position=30, **_NEWS), None),
    (Entry(Kind.X, "aldermoor", "News", "资讯", languages=(EN,), position=31, **_NEWS), None),
    (Entry(Kind.WEIBO, "aldermoor", "News", "资讯", languages=(ZH,), position=32, **_NEWS), None),
]
FAKES = [
    (Kind.SITE, "aldermoor-support.example", "Asks for the recovery phrase"),
    (Kind.TELEGRAM, "aldermoor_support", "Writes first and asks for codes"),
    (Kind.PHONE, "+65 6000 0001", "Calls and names a “safe account”"),
]


def load_official(*, at: datetime) -> None:
    """Twelve channels, three fakes, one change that waits for its second person, two announcements and one to come."""
    mei, david = (User.objects.get(agent_number=number) for number in ("1102", "1140"))
    for entry, wait in CHANNELS:
        change = propose_channel(entry=entry, reason="First directory", by=mei, at=at - timedelta(days=40))
        channel = approve_change(change=change, by=david, at=at - timedelta(days=39))
        if wait is not None:
            set_wait(channel=channel, minutes=wait, by=mei, at=at)
    for kind, value, note in FAKES:
        confirm_fake(kind=kind, value=value, note=note, by=mei, at=at - timedelta(days=3))
    for words in _announcements(at):
        announce(words=words, by=mei, at=at)
    waiting = Entry(Kind.YOUTUBE, "@aldermoor", "Videos", "视频", languages=(EN,), position=33)
    propose_channel(entry=waiting, reason="The marketing team opens it on Monday", by=david, at=at - timedelta(hours=5))


def _announcements(at: datetime) -> list[Words]:
    return [
        Words(
            "warning",
            "Calls in our name from +65 6000 0001",
            "有人用 +65 6000 0001 假冒我们来电",
            "Callers say that your account is in danger and name a “safe account”. That is fraud. Hang up and report it.",
            "来电者称您的账户有风险，并让您转到“安全账户”。这是诈骗。请挂断并举报。",
            at - timedelta(days=2),
            regions=["Singapore"],
        ),
        Words(
            "news",
            "The United Kingdom has a line of its own",
            "英国客服热线已开通",
            "Working days from 9:00 to 18:00, London time. The number stands in the directory of official channels.",
            "工作日伦敦时间 9:00 至 18:00。号码见官方渠道名录。",
            at - timedelta(days=9),
        ),
        Words(
            "works",
            "The telephone lines are serviced on Sunday",
            "周日电话线路维护",
            "For two hours the lines may be busy. Write to us meanwhile: nothing is lost.",
            "期间约两小时电话可能占线。您可以先书面联系我们，不会遗漏。",
            at + timedelta(days=3),
            at + timedelta(days=4),
        ),
    ]
