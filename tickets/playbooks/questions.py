"""Fields that several topics share, so that the same thing is asked in the same words everywhere."""

from django.utils.translation import gettext_lazy as _

from tickets.fields import NETWORK_CHOICES, Field, FieldKind

COIN = Field("coin", FieldKind.COIN, _("Coin"), _("Which coin is it?"))
COIN_NEEDED = Field(COIN.key, COIN.kind, COIN.label, COIN.ask, required=True)
NETWORK = Field(
    "network",
    FieldKind.NETWORK,
    _("Network"),
    _("On which network was it sent, for example TRC-20 or ERC-20?"),
    choices=NETWORK_CHOICES,
)
NETWORK_NEEDED = Field(NETWORK.key, NETWORK.kind, NETWORK.label, NETWORK.ask, required=True, choices=NETWORK_CHOICES)
TXID = Field(
    "txid",
    FieldKind.TXID,
    _("Transaction hash"),
    _("Could you copy the transaction hash, also called TxID, from the details of the transfer?"),
)
AMOUNT = Field("amount", FieldKind.AMOUNT, _("Amount"), _("How much was it, exactly?"))
HAPPENED = Field("happened", FieldKind.MOMENT, _("Time"), _("When did it happen, by the clock where you are?"))
SENT = Field("happened", FieldKind.MOMENT, _("Time sent"), _("When was it sent, by the clock where you are?"))
ORDER_NUMBER = Field(
    "order_number", FieldKind.ORDER_NUMBER, _("Order number"), _("Which order number does the record show?")
)
DEVICE = Field("device", FieldKind.DEVICE, _("Device"), _("Which device and which version of the app do you use?"))
MEMO = Field(
    "memo",
    FieldKind.TEXT,
    _("Memo or tag"),
    _("Was a memo or tag filled in, and which one? Leave it out if there was none."),
)
STEP = Field("step", FieldKind.TEXT, _("Where it stops"), _("At which step are you, and what does the page say?"))
EARLIER_TICKET = Field(
    "earlier_ticket", FieldKind.TICKET, _("Earlier ticket"), _("Do you have the number of the ticket this is about?")
)
WANTED = Field("wanted", FieldKind.TEXT, _("What would put it right"), _("What would put this right for you?"))
