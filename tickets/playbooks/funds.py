"""Funds: look at the chain or the order record while the caller waits. The desk never moves money."""

from django.utils.translation import gettext_lazy as _

from tickets.categories import Category, Priority
from tickets.fields import NETWORK_CHOICES, Field, FieldKind
from tickets.playbooks.questions import (
    AMOUNT,
    COIN_NEEDED,
    HAPPENED,
    MEMO,
    NETWORK,
    NETWORK_NEEDED,
    ORDER_NUMBER,
    SENT,
    TXID,
)
from tickets.playbooks.shape import Topic

DEPOSIT_MISSING = Topic(
    key="deposit_missing",
    category=Category.FUNDS,
    label=_("Deposit not credited"),
    starts_as=Priority.NORMAL,
    ask=(
        _("What does the sending side show: pending, completed or failed?"),
        _("Does the deposit page in your app name the same network?"),
        _("Did the deposit page ask for a memo or tag?"),
    ),
    do=(
        _("Look the hash up: did it succeed, how many confirmations, which address, how much?"),
        _("No hash: the sending side has not sent it yet. The caller asks there, and calls again with the hash."),
        _("Too few confirmations: name the number on the deposit page; there is nothing to do but wait."),
        _("Enough confirmations, right address: pass it to the deposits team with the hash."),
        _("Other network, no memo or an unlisted token: switch to “Sent on the wrong network or without memo”."),
        _("Less than the minimum deposit: say so; it is not credited."),
    ),
    tell=_(
        "Once the network has confirmed it as often as the deposit page says, it is credited by itself. "
        "Please do not send it again."
    ),
    have_ready=_("Have ready: coin, network, transaction hash, amount, time sent"),
    fields=(
        COIN_NEEDED,
        NETWORK_NEEDED,
        TXID,
        AMOUNT,
        SENT,
        Field("address", FieldKind.ADDRESS, _("Deposit address"), _("Which deposit address did you send to?")),
        MEMO,
        Field(
            "source",
            FieldKind.CHOICE,
            _("Sent from"),
            _("Did you send it from your own wallet or from another exchange?"),
            choices=(
                ("wallet", _("Own wallet")),
                ("exchange", _("Another exchange")),
                ("person", _("Another person")),
            ),
        ),
    ),
)

WITHDRAWAL_STUCK = Topic(
    key="withdrawal_stuck",
    category=Category.FUNDS,
    label=_("Withdrawal stuck or under review"),
    starts_as=Priority.NORMAL,
    ask=(
        _("Has the app or an e-mail asked you to confirm or upload something?"),
        _("Did you change how you sign in, your 2FA or your contact data in the last few days?"),
        _("Whose address is it: your own wallet, another exchange, another person?"),
        _("Has anybody told you to make this withdrawal, or to pay a fee to release it?"),
    ),
    do=(
        _("Sent: look the hash up and give it to the caller; from there the receiving side must credit it."),
        _("Waiting for confirmation: the mail may be in the spam folder; it can be sent again from the app."),
        _("Under review: see which document is missing. Do not explain the rules of the review."),
        _("Paused after a change of security settings: read out until when, as the app shows it."),
        _("A fee or tax to release it, or somebody pressing: that is a fraud. Switch to “Somebody claims to be us”."),
        _("Not made by the customer: switch to “My account is being emptied”."),
    ),
    tell=_(
        "While it is under review the amount stays reserved in your account. Nobody at the desk can skip the review, "
        "and there is no fee that makes it faster."
    ),
    have_ready=_("Have ready: withdrawal number, coin, network, amount, the status you see"),
    fields=(
        Field(
            "status",
            FieldKind.CHOICE,
            _("Status shown"),
            _("Which status does the app show for the withdrawal?"),
            required=True,
            choices=(
                ("to_confirm", _("Waiting for confirmation")),
                ("review", _("Under review")),
                ("processing", _("Processing")),
                ("sent", _("Sent, with a hash")),
                ("failed", _("Failed or returned")),
            ),
        ),
        COIN_NEEDED,
        NETWORK,
        AMOUNT,
        Field(
            "order_number",
            FieldKind.ORDER_NUMBER,
            _("Withdrawal number"),
            _("Which number does the withdrawal record show?"),
        ),
        Field("address", FieldKind.ADDRESS, _("Receiving address"), _("To which address is it going?")),
        TXID,
        Field(
            "happened", FieldKind.MOMENT, _("Time requested"), _("When did you request it, by the clock where you are?")
        ),
    ),
)

WRONG_NETWORK = Topic(
    key="wrong_network",
    category=Category.FUNDS,
    label=_("Sent on the wrong network or without memo"),
    starts_as=Priority.NORMAL,
    ask=(
        _("Is the receiving address shown on the deposit page of your app today?"),
        _("Was it your first deposit of this coin with us?"),
        _("Has anybody offered to recover it for you?"),
    ),
    do=(
        _("Look the hash up on the network it was really sent on, and compare the receiving address."),
        _("Address not ours: only its owner can return it. Say so plainly."),
        _("Address ours: log it for recovery, with hash, network and amount."),
        _("Memo missing or wrong: ask for a screenshot of the sender's record, by the portal."),
        _("Give no date and no hope beyond the promise. Warn of strangers who offer recovery."),
    ),
    tell=_(
        "We check whether it can be recovered. "
        "That is not certain, it takes time, and any fee is shown before you agree "
        "to it. Anybody else who offers to recover it wants your money."
    ),
    have_ready=_("Have ready: transaction hash, the network you used, the network on the deposit page"),
    fields=(
        Field(
            "mistake",
            FieldKind.CHOICE,
            _("What went wrong"),
            _("Was it the network, the memo or the token?"),
            required=True,
            choices=(
                ("network", _("Wrong network")),
                ("memo_missing", _("Memo or tag missing")),
                ("memo_wrong", _("Memo or tag wrong")),
                ("token", _("Token not listed here")),
                ("address", _("Wrong or old address")),
            ),
        ),
        COIN_NEEDED,
        Field(
            "network",
            FieldKind.NETWORK,
            _("Network used"),
            _("On which network was it really sent?"),
            required=True,
            choices=NETWORK_CHOICES,
        ),
        Field(
            "expected_network",
            FieldKind.NETWORK,
            _("Network on the deposit page"),
            _("Which network does the deposit page name?"),
            choices=NETWORK_CHOICES,
        ),
        TXID,
        Field("address", FieldKind.ADDRESS, _("Receiving address"), _("To which address did it go?")),
        AMOUNT,
        SENT,
        MEMO,
    ),
)

FIAT = Topic(
    key="fiat",
    category=Category.FUNDS,
    label=_("Card or bank payment"),
    starts_as=Priority.NORMAL,
    ask=(
        _("What does your bank show: pending, booked or returned?"),
        _("Is the bank account or card in your own name?"),
        _("Was the reference from the payment page filled in?"),
    ),
    do=(
        _(
            "Work with the order number and the bank's reference. Take no card number; "
            "stop the caller who begins to read one."
        ),
        _("Charged twice: note both orders. One is often only reserved, and the bank releases it."),
        _("Other name or no reference: the payment is held or returned; ask for the bank's receipt by the portal."),
        _("Returned: it goes back to the account it came from, never to another one."),
        _("P2P: nobody releases coins before the money is in their own account. Open the appeal in the order itself."),
        _("Booked at the bank for more than one working day: pass it to the payments team with the receipt."),
    ),
    tell=_("Please do not pay a second time. Upload the bank's receipt to the ticket, with the card number covered."),
    have_ready=_("Have ready: order number, amount and time, the bank's receipt"),
    fields=(
        Field(
            "way",
            FieldKind.CHOICE,
            _("Payment"),
            _("Is it a card payment, a bank transfer or a P2P order?"),
            required=True,
            choices=(
                ("card", _("Card payment")),
                ("bank_in", _("Bank deposit")),
                ("bank_out", _("Bank payout")),
                ("p2p", _("P2P order")),
            ),
        ),
        ORDER_NUMBER,
        Field("coin", FieldKind.COIN, _("Currency"), _("In which currency?")),
        AMOUNT,
        HAPPENED,
        Field(
            "bank_status",
            FieldKind.CHOICE,
            _("At the bank"),
            _("What does the bank show?"),
            choices=(
                ("pending", _("Pending")),
                ("booked", _("Booked")),
                ("returned", _("Returned")),
                ("twice", _("Charged twice")),
            ),
        ),
        Field("reference", FieldKind.TEXT, _("Bank reference"), _("Which reference does the bank's receipt show?")),
    ),
)

MISSING_BALANCE = Topic(
    key="missing_balance",
    category=Category.FUNDS,
    label=_("Balance missing or wrong"),
    starts_as=Priority.HIGH,
    ask=(
        _("What did you expect to see, and what do you see?"),
        _("What did you do last: an order, a transfer between accounts, a subscription, a conversion?"),
        _("Is there any entry in the history that you do not know?"),
    ),
    do=(
        _("Go through spot, funding, contracts, earn and open orders: most missing amounts turn up there."),
        _("Read the history of that coin together, from the last balance that was right."),
        _("A withdrawal the customer does not know: switch to “My account is being emptied”."),
        _("Liquidation or funding fee: show the entry in the order record and explain it."),
        _("Entry and balance do not agree: log it with coin, amount and time, and change nothing meanwhile."),
    ),
    tell=_("We compare every entry with the order record and answer line by line what we find."),
    have_ready=_("Have ready: coin, the amount you miss, when it was last right, a screenshot"),
    fields=(
        Field(
            "account",
            FieldKind.CHOICE,
            _("Where it is missing"),
            _("In which account is it missing?"),
            choices=(
                ("spot", _("Spot")),
                ("funding", _("Funding")),
                ("contracts", _("Contracts")),
                ("earn", _("Earn")),
                ("all", _("Everywhere")),
            ),
        ),
        COIN_NEEDED,
        Field("amount", FieldKind.AMOUNT, _("Amount missing"), _("How much is missing?")),
        Field("happened", FieldKind.MOMENT, _("Last seen right"), _("When was the balance last right?")),
        ORDER_NUMBER,
    ),
)

TOPICS = (DEPOSIT_MISSING, WITHDRAWAL_STUCK, WRONG_NETWORK, FIAT, MISSING_BALANCE)
