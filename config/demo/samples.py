"""Values for the required fields of any playbook, right in form and plainly invented."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tickets.fields import Field, FieldKind
from tickets.playbooks import Topic

SAMPLES = {
    FieldKind.COIN: "USDT",
    FieldKind.NETWORK: "tron",
    FieldKind.TXID: "9c41e07b52aa31c0f8e6d4b7a95023cf1e84d6670b39fa5c12e7d86f03a74b21",
    FieldKind.AMOUNT: "2000",
    FieldKind.ORDER_NUMBER: "WD20261119004471",
    FieldKind.DEVICE: "iPhone",
    FieldKind.TEXT: "see the note",
}


def answers_for(topic: Topic, at: datetime) -> dict[str, str]:
    """Every required field, and the hash where one belongs."""
    wanted = [each for each in topic.fields if each.required or each.kind in {FieldKind.TXID, FieldKind.AMOUNT}]
    known = {each.key for each in topic.fields}
    answers = {each.key: _sample(each, at) for each in wanted if _sample(each, at)}
    if "txid" in answers and "network" in known:
        answers["network"] = SAMPLES[FieldKind.NETWORK]
    if "amount" in answers and "coin" in known:
        answers["coin"] = SAMPLES[FieldKind.COIN]
    return answers


def _sample(field: Field, at: datetime) -> str:
    if field.kind == FieldKind.MOMENT:
        return f"{(at - timedelta(hours=2)).astimezone(ZoneInfo('Asia/Singapore')):%Y-%m-%dT%H:%M}"
    if field.kind == FieldKind.CHOICE:
        return field.choices[0][0]
    return SAMPLES.get(field.kind, "")
