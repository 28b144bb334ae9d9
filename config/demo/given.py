"""What the demo desk gives by rule: the general team does, and one question from the web has found its agent."""

from collections.abc import Callable, Sequence
from datetime import datetime

from accounts.models import Customer, Giving, Team, User
from accounts.services.presence import note_seen
from accounts.services.teamwork import TeamWork, set_team_work
from tickets.categories import Category, ChannelKind, Language
from tickets.services import give_by_rule, open_ticket

Then = Callable[[float, Callable[[datetime], object]], None]
SUBJECT = "对账单导出后缺少 10 月的记录"
BODY = "我在“资产”—“历史记录”里导出了对账单，里面没有 10 月 3 日到 9 日的记录，请问怎么补齐？"


def tell_given(then: Then, staff: dict[str, User], customers: Sequence[Customer]) -> None:
    """Put it into the story."""
    then(31, lambda at: _switch_on(staff, at))
    then(26, lambda at: _ask(staff, next(each for each in customers if each.language == Language.ZH), at))


def _switch_on(staff: dict[str, User], at: datetime) -> None:
    general = Team.objects.get(name="General")
    work = TeamWork(Giving.AUTOMATIC, Team.objects.get(name="Funds"), silence_minutes=None, handover_hours=None)
    set_team_work(team=general, work=work, limits={}, by=staff["mei"], at=at)


def _ask(staff: dict[str, User], customer: Customer, at: datetime) -> None:
    """Both agents are at the desk; only one of them reads Chinese."""
    note_seen(people=[staff["ravi"].pk, staff["zhou"].pk], at=at)
    ticket = open_ticket(
        customer=customer,
        subject=SUBJECT,
        body=BODY,
        category=Category.GUIDANCE,
        channel=ChannelKind.WEB,
        by=customer,
        at=at,
        language=Language.ZH,
    )
    give_by_rule(ticket=ticket, at=at)
