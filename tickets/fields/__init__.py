"""Typed fields of the playbooks, checked while the caller still speaks. Pure: no database, no network, no clock."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, Sentence
from core.text import clean_line, clean_text
from tickets.fields.chain import KEY_TYPED, check_network, check_on_chain
from tickets.fields.networks import NETWORK_CHOICES, NETWORKS, Network, find_network
from tickets.fields.plain import check_amount, check_choice, check_coin, check_moment, check_order_number, check_ticket
from tickets.fields.shape import Checked, Field, FieldKind

__all__ = [
    "NETWORKS",
    "NETWORK_CHOICES",
    "Checked",
    "Field",
    "FieldKind",
    "Network",
    "check",
    "check_all",
    "find_network",
]

_LINE_LIMIT = 300  # a link to a block explorer with its hash still fits
_DEVICE_LIMIT = 120
_TEXT_LIMIT = 2_000
_SIMPLE: Mapping[FieldKind, Callable[[Field, str], Checked]] = {
    FieldKind.COIN: check_coin,
    FieldKind.NETWORK: check_network,
    FieldKind.ORDER_NUMBER: check_order_number,
    FieldKind.TICKET: check_ticket,
    FieldKind.CHOICE: check_choice,
}


def check(field: Field, value: str, *, others: Mapping[str, str], zone: str, at: datetime) -> Checked:
    """`value` as it will be stored, with a note for the person who types it.

    `others` are the other fields as typed so far: an address is read by others["network"], an amount by others["coin"].
    `zone` is the IANA name in which a moment without offset is meant; `at` is now (aware). Empty and not required is
    Checked(""). Raises InvalidInput whose `fields` holds one sentence under the field's key.
    """
    if field.kind is FieldKind.TEXT:
        text = clean_text(value, field=field.key, limit=_TEXT_LIMIT, required=field.required)
    else:
        limit = _DEVICE_LIMIT if field.kind is FieldKind.DEVICE else _LINE_LIMIT
        text = clean_line(value, field=field.key, limit=limit, required=field.required)
    if not text.strip():
        return Checked("")
    return _checked(field, text, others=others, zone=zone, at=at)


def _checked(field: Field, text: str, *, others: Mapping[str, str], zone: str, at: datetime) -> Checked:
    if field.kind in (FieldKind.TEXT, FieldKind.DEVICE):
        return Checked(text)
    if field.kind in (FieldKind.TXID, FieldKind.ADDRESS):
        return check_on_chain(field, text, others.get("network", ""))
    if field.kind is FieldKind.AMOUNT:
        return check_amount(field, text, others.get("coin", ""))
    if field.kind is FieldKind.MOMENT:
        return check_moment(field, text, zone, at)
    return _SIMPLE[field.kind](field, text)


def check_all(fields: tuple[Field, ...], values: Mapping[str, object], *, zone: str, at: datetime) -> dict[str, str]:
    """All fields of a topic at once, as they will be stored; empty optional ones are left out.

    Raises one InvalidInput that names every field to correct, and every key that no field of the topic has; its code is
    "private_key" when one of them holds one, so that the surface does not show it again.
    """
    known = {field.key: field for field in fields}
    wrong: dict[str, Sentence] = {key: _("This topic has no such field.") for key in values if key not in known}
    wrong |= {key: _("Enter text.") for key in known if not isinstance(values.get(key, ""), str)}
    typed = {key: value for key, value in values.items() if isinstance(value, str)}
    kept: dict[str, str] = {}
    code = None
    for field in fields:
        if field.key in wrong:
            continue
        try:
            value = check(field, typed.get(field.key, ""), others=typed, zone=zone, at=at).value
        except InvalidInput as refused:
            wrong |= refused.fields
            code = KEY_TYPED if refused.reason == KEY_TYPED else code
        else:
            kept |= {field.key: value} if value else {}
    if wrong:
        raise InvalidInput(fields=wrong, code=code)
    return kept
