"""Operation guidance: one step at a time, the customer's hand on the device. No advice on what to buy or sell."""

from django.utils.translation import gettext_lazy as _

from tickets.categories import Category, Priority
from tickets.fields import Field, FieldKind
from tickets.playbooks.questions import COIN, DEVICE, NETWORK, ORDER_NUMBER, STEP
from tickets.playbooks.shape import Topic

TRADING = Topic(
    key="trading",
    category=Category.GUIDANCE,
    label=_("Trading: orders, contracts, leverage"),
    starts_as=Priority.NORMAL,
    ask=(
        _("What would you like to do?"),
        _("Is a position open now, in cross or isolated margin?"),
        _("Have you traded this product before?"),
    ),
    do=(
        _("Open the same page, and go on only when the caller says what they see."),
        _(
            "Before a contract order: leverage, margin mode, liquidation price, "
            "fees, read from the caller's own order form."
        ),
        _("Show stop-loss, take-profit and “reduce only”; suggest trying it with the smallest amount first."),
        _("Close to liquidation: show how to add margin or close; the decision is the caller's."),
        _("Never say what to buy or sell, never name a price, never trade for anybody."),
        _("Disagrees with a fill or a liquidation: take the order number and log “A decision I disagree with”."),
    ),
    tell=_(
        "I can show you how it works, step by step; whether to trade is your own decision. "
        "With leverage the whole margin can be lost."
    ),
    have_ready=_("Have ready: your device, the page in question, the order number if there is one"),
    fields=(
        Field(
            "product",
            FieldKind.CHOICE,
            _("Product"),
            _("Is it about spot, margin, contracts or something else?"),
            required=True,
            choices=(
                ("spot", _("Spot")),
                ("margin", _("Margin")),
                ("contracts", _("Contracts")),
                ("convert", _("Convert")),
                ("copy", _("Copy trading or bots")),
                ("earn", _("Earn")),
            ),
        ),
        STEP,
        ORDER_NUMBER,
        DEVICE,
    ),
)

DEPOSIT_WITHDRAW_HOWTO = Topic(
    key="deposit_withdraw_howto",
    category=Category.GUIDANCE,
    label=_("How to deposit or withdraw"),
    starts_as=Priority.LOW,
    ask=(
        _("Where does it come from, or where is it to go?"),
        _("Is it the first time with this coin or this address?"),
        _("Has anybody told you to make this transfer, or promised you a profit from it?"),
    ),
    do=(
        _("Somebody urges or promises profit: stop here and switch to “Somebody claims to be us”."),
        _(
            "In this order: coin, network (the same on both sides), address by "
            "copy or QR code, memo if the page asks for one."
        ),
        _("Read minimum, fee and confirmations from the page together."),
        _("Compare the first and last six characters of the address after pasting; then a small amount first."),
        _("New withdrawal address: explain the waiting time that the app shows."),
    ),
    tell=_("The same coin and the same network on both sides, the address copied and compared, a small amount first."),
    have_ready=_("Have ready: the coin, the network, your device"),
    fields=(
        Field(
            "direction",
            FieldKind.CHOICE,
            _("Direction"),
            _("Would you like to deposit or to withdraw?"),
            required=True,
            choices=(
                ("deposit", _("Deposit coins")),
                ("withdraw", _("Withdraw coins")),
                ("buy", _("Pay in money")),
                ("sell", _("Pay out money")),
            ),
        ),
        COIN,
        NETWORK,
        STEP,
        DEVICE,
    ),
)

ACCOUNT_SETTINGS = Topic(
    key="account_settings",
    category=Category.GUIDANCE,
    label=_("Account settings and verification"),
    starts_as=Priority.LOW,
    ask=(
        _("What would you like to change?"),
        _("Can you sign in and open Account, then Settings?"),
        _("If something was refused, which reason does the page give?"),
    ),
    do=(
        _("The customer makes every change, in the app; you say where to press."),
        _("E-mail or phone: in the app only, with its identity check. Take no new contact data on the phone."),
        _("Verification refused: read the reason; new picture in daylight, all four corners, name as on the document."),
        _("Suggest while you are there: passkey or authenticator, withdrawal address list, anti-phishing phrase."),
        _("Cannot sign in at all: switch to “Account stolen or locked”."),
    ),
    tell=_(
        "You make the change yourself in the app. "
        "After a change of security settings, withdrawals pause for the time shown there."
    ),
    have_ready=_("Have ready: your device, and a screenshot of the page"),
    fields=(
        Field(
            "setting",
            FieldKind.CHOICE,
            _("Setting"),
            _("Which setting is it about?"),
            required=True,
            choices=(
                ("verification", _("Identity verification")),
                ("contacts", _("E-mail or phone")),
                ("sign_in", _("Sign-in and 2FA")),
                ("addresses", _("Withdrawal addresses")),
                ("api_keys", _("API keys")),
                ("display", _("Language and notifications")),
                ("close", _("Closing the account")),
            ),
        ),
        STEP,
        DEVICE,
    ),
)

RECORDS = Topic(
    key="records",
    category=Category.GUIDANCE,
    label=_("Records, statements and taxes"),
    starts_as=Priority.LOW,
    ask=(
        _("What is it for: your own books, taxes, a bank, an authority?"),
        _("Is there a date by which you need it?"),
    ),
    do=(
        _("Guide to Orders, then Export: records, period, time zone, format. Long periods are exported year by year."),
        _("The file waits in the account until it is ready; it opens after sign-in only."),
        _("Stamped statement or proof of ownership: identity L2, log it; it goes to the registered address only."),
        _(
            "Asked for by an authority or a lawyer: take no file request on the phone; "
            "name the legal contact on our site."
        ),
        _("Explain what the columns mean; give no tax advice."),
    ),
    tell=_(
        "The file waits in your own account and opens after sign-in. "
        "We send it to no other address, and we cannot give tax advice."
    ),
    have_ready=_("Have ready: which records, from when to when, in which format"),
    fields=(
        Field(
            "records",
            FieldKind.CHOICE,
            _("Which records"),
            _("Which records do you need?"),
            required=True,
            choices=(
                ("trades", _("Trades")),
                ("transfers", _("Deposits and withdrawals")),
                ("all", _("All entries")),
                ("statement", _("Statement of balance")),
                ("tax", _("Tax report")),
            ),
        ),
        Field("period", FieldKind.TEXT, _("Period"), _("From which day to which day, and in which time zone?")),
        Field(
            "format",
            FieldKind.CHOICE,
            _("Format"),
            _("Which format do you need?"),
            choices=(("csv", "CSV"), ("xlsx", "XLSX"), ("pdf", "PDF")),
        ),
        STEP,
    ),
)

TOPICS = (TRADING, DEPOSIT_WITHDRAW_HOWTO, ACCOUNT_SETTINGS, RECORDS)
