"""Connecting a conversation on Telegram: what the status page offers to who was proven by a one-time code."""

from dataclasses import dataclass

from django.conf import settings

from accounts.models import Customer
from tickets.categories import ChannelKind


@dataclass(frozen=True)
class Offer:
    """`connected` are the accounts that are the customer's already, as Telegram shows them."""

    connected: list[str]


def offer_for(customer: Customer) -> Offer | None:
    """None where there is no bot to connect with."""
    if not (settings.TELEGRAM_BOT_TOKEN and settings.TELEGRAM_BOT_NAME):
        return None
    proven = customer.handles.filter(kind=ChannelKind.TELEGRAM, proven_at__isnull=False).order_by("id")
    return Offer([each or "Telegram" for each in proven.values_list("name", flat=True)])


def link_to_bot(token: str) -> str:
    """Opens the conversation and hands the token over."""
    return f"https://t.me/{settings.TELEGRAM_BOT_NAME}?start={token}"
