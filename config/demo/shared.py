"""What the demo desk says to many: macros, articles, and an incident that runs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import Team, User
from config.demo.articles import write_articles
from incidents.services import Notice, Rule, declare_incident, publish_update, send_due
from knowledge.services import Draft, save_macro

Then = Callable[[float, Callable[[datetime], object]], None]
WEEK = 7 * 24 * 60

MACROS = [
    Draft(
        "We look at it",
        "已受理，正在核查",
        "Hello {{customer}},\n\nwe have your request {{number}} and look at it now. You hear from us by {{limit}} at the latest.\n\n"
        "{{agent}}, agent {{agent_number}}\nSee where it stands: {{status_page}}",
        "{{customer}}，您好：\n\n您的工单 {{number}} 已受理，正在核查。我们最迟于 {{limit}} 答复您。\n\n"
        "{{agent}}，工号 {{agent_number}}\n随时查看进度：{{status_page}}",
    ),
    Draft(
        "Deposit: please send the hash",
        "充值：请提供交易哈希",
        "Hello {{customer}},\n\nplease send us the transaction hash of your deposit. The sending side shows it.",
        "{{customer}}，您好：\n\n请提供这笔充值的交易哈希（TxID），在转出方的记录中可以查到。",
        category="funds",
        follow_up="wait",
        waits_for="the transaction hash",
        waits_for_zh="请提供交易哈希",
        wait_days=2,
    ),
    Draft(
        "Deposit: credited",
        "充值：已到账",
        "Hello {{customer}},\n\nyour deposit is credited. We are sorry for the wait.",
        "{{customer}}，您好：\n\n您的充值已到账，让您久等了，非常抱歉。",
        category="funds",
        follow_up="resolve",
    ),
    Draft(
        "How to download statements",
        "如何下载对账单",
        "Hello {{customer}},\n\nopen Assets, History, Export and choose the period. The file is ready within ten minutes.",
        "{{customer}}，您好：\n\n请打开“资产”—“历史记录”—“导出”，选择时间范围，文件会在十分钟内生成。",
        category="guidance",
        follow_up="resolve",
    ),
]
DELAY = Notice(
    "Deposits on TRON are credited later than usual because our node there is catching up. Your coins are safe. "
    "Please do not send again.",
    "由于我们的波场节点正在同步，波场（TRON）网络的充值到账比平时慢。您的资产是安全的，请勿重复转账。",
    "TRON deposits are credited late",
    "波场（TRON）网络充值到账延迟",
)
HALFWAY = Notice(
    "Our TRON node has caught up by half. We expect late deposits to be credited today, without anything for you to do.",
    "波场节点已同步过半，预计延迟的充值将于今天陆续到账，您无需任何操作。",
)


def tell_shared(then: Then, staff: dict[str, User]) -> None:
    """Put it all into the story."""
    mei = staff["mei"]
    then(WEEK, lambda at: _write(mei, at))
    then(WEEK, lambda at: write_articles(mei, at))
    then(90, lambda at: _declare(mei, at))


def _write(by: User, at: datetime) -> None:
    funds = Team.objects.filter(categories__contains=["funds"]).first()
    for place, draft in enumerate(MACROS):
        macro = save_macro(draft=draft, by=by, at=at + timedelta(minutes=place))
        if macro.category == "funds":
            save_macro(draft=Draft(**(vars(draft) | {"team": funds})), macro=macro, by=by, at=at + timedelta(hours=2))


def _declare(by: User, at: datetime) -> None:
    rule = Rule("funds", at - timedelta(hours=15), "deposit_missing", ["tron"])
    incident = declare_incident(notice=DELAY, rule=rule, by=by, at=at)
    publish_update(incident=incident, notice=HALFWAY, by=by, at=at + timedelta(minutes=40))
    send_due(at=at + timedelta(minutes=40))
