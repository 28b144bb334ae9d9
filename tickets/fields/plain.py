"""Checks of what needs no chain, one for each kind: coins, amounts, moments, order and ticket numbers, choices."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import numbers
from core.errors import InvalidInput, Sentence
from core.text import fold
from tickets.fields.shape import Checked, Field

_COIN = re.compile(r"[A-Z0-9]{1,15}")
# Grouped by threes or not at all; decimals after a point; perhaps the coin. "0,500" is no group: some mean a half.
# "1e5" and "10k" are not a coin called E5 or K.
_AMOUNT = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:[,' _][0-9]{3})+)?(?P<part>\.[0-9]+)?"
    r"\s*(?P<coin>(?![eE][0-9])[A-Za-z][A-Za-z0-9]{1,14})?"
)
_DECIMAL_COMMA = re.compile(r"[0-9.]*,[0-9]+(\s*[A-Za-z][A-Za-z0-9]*)?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]+([0-9]{1,2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_ORDER_NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_\-]{3,39}")
_OLDEST = timedelta(days=3653)  # beyond ten years the year is mistyped


def refusal(field: Field, sentence: Sentence) -> InvalidInput:
    """The error for one field."""
    return InvalidInput(fields={field.key: sentence})


def filled(sentence: Sentence, **values: object) -> Sentence:
    """`sentence` with its {places} filled; it is translated when it is shown, not now."""
    return format_lazy(cast("str", sentence), **values)


def narrow(text: str) -> str:
    """Full-width letters, digits and punctuation as their plain forms, outer blanks removed."""
    return fold(text).replace("。", ".").replace("\u2019", "'").strip()


def check_coin(field: Field, text: str) -> Checked:
    """A coin's or currency's symbol, in capitals."""
    symbol = _symbol(text)
    if not symbol:
        raise refusal(field, _("Enter the symbol of the coin or currency only, such as USDT, BTC or EUR."))
    return Checked(symbol)


def _symbol(text: str) -> str:
    symbol = narrow(text[:40]).lstrip("$").upper()
    return symbol if _COIN.fullmatch(symbol) else ""


def check_amount(field: Field, text: str, coin: str) -> Checked:
    """A number above zero, as a plain decimal without exponent. `coin` is the symbol chosen beside it, or ""."""
    typed = narrow(text)
    found = _AMOUNT.fullmatch(typed)
    if not found or not (found["whole"] or found["part"]):
        if _DECIMAL_COMMA.fullmatch(typed):
            raise refusal(field, _("Write decimals with a point, such as 0.5; a comma only separates thousands."))
        raise refusal(field, _("Enter the amount in digits, such as 1250.50."))
    suffix, symbol = (found["coin"] or "").upper(), _symbol(coin)
    if suffix and symbol and suffix != symbol:
        raise refusal(field, _("The amount names another coin than the one chosen. Correct one of the two."))
    value = Decimal(re.sub(r"[,' _]", "", found["whole"] or "0") + (found["part"] or ""))
    if value <= 0:
        raise refusal(field, _("The amount must be more than zero."))
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if len(plain) > 60:
        raise refusal(field, _("The amount has too many digits. Check it against the record."))
    if symbol or suffix:
        return Checked(plain, filled(_("Read as {amount} {coin}."), amount=plain, coin=symbol or suffix))
    return Checked(plain, filled(_("Read as {amount}."), amount=plain))


def check_moment(field: Field, text: str, zone: str, at: datetime) -> Checked:
    """A past date and time, as UTC in ISO 8601. Without an offset of its own it is read in `zone` (an IANA name).

    An hour that occurs twice, when clocks are put back, is read as the first.
    """
    local_zone = _zone(field, zone)
    moment = _parsed(field, narrow(text), local_zone)
    if moment > at:
        raise refusal(field, _("This moment is still to come. Check date, time and time zone."))
    if moment < at - _OLDEST:
        raise refusal(field, _("This is more than ten years ago. Check the year."))
    shown = moment.astimezone(local_zone)
    note = filled(
        _("Read as {moment}, UTC{offset}."),
        moment=shown.strftime("%Y-%m-%d %H:%M"),
        offset=shown.isoformat()[-6:],
    )
    return Checked(moment.isoformat(), note)


def _zone(field: Field, zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as unknown:
        raise refusal(field, _("This time zone is unknown. Choose one from the list.")) from unknown


def _parsed(field: Field, text: str, zone: ZoneInfo) -> datetime:
    unreadable = refusal(field, _("Enter date and time, such as 2026-11-19 08:40."))
    found = _MOMENT.fullmatch(text)
    if not found:
        raise unreadable
    day, minute, second, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{minute:0>5}{second or ''}{offset or ''}")
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        utc = moment.replace(tzinfo=zone).astimezone(UTC)
        existed = utc.astimezone(zone).replace(tzinfo=None) == moment
    except (ValueError, OverflowError) as impossible:
        raise unreadable from impossible
    if not existed:
        raise refusal(field, _("The clocks were put forward then, so this time did not exist. Check the time."))
    return utc


def check_order_number(field: Field, text: str) -> Checked:
    """An order, card-payment or transfer reference as the exchange prints it: letters, digits, dashes."""
    number = re.sub(r"\s", "", narrow(text)).removeprefix("#")
    if not _ORDER_NUMBER.fullmatch(number):
        raise refusal(field, _("An order number has 4 to 40 letters, digits or dashes, with at least one digit."))
    return Checked(number)


def check_ticket(field: Field, text: str) -> Checked:
    """The 12 digits of one of our own ticket numbers, as typed, spoken or pasted with its link."""
    try:
        return Checked(numbers.parse(text), _("Check digits right."))
    except InvalidInput as refused:
        raise InvalidInput(fields={field.key: refused.sentence}, code=refused.reason) from refused


def check_choice(field: Field, text: str) -> Checked:
    """The key of one of the field's choices."""
    if text not in dict(field.choices):
        raise refusal(field, _("Choose one of the answers in the list."))
    return Checked(text)
