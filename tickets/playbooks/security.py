"""Account security: stop the loss first, find out later. The desk can request a freeze; it can never lift one."""

from django.utils.translation import gettext_lazy as _

from tickets.categories import Category, Priority
from tickets.fields import Field, FieldKind
from tickets.playbooks.questions import AMOUNT, COIN, DEVICE, HAPPENED, NETWORK, TXID
from tickets.playbooks.shape import Topic

BEING_EMPTIED = Topic(
    key="being_emptied",
    category=Category.SECURITY,
    label=_("My account is being emptied"),
    starts_as=Priority.EMERGENCY,
    self_service=(
        _("In the app, open Account, then Security, then “Freeze account”. Do it now."),
        _(
            "If the app keeps you out, type our site's address yourself and "
            "choose “Freeze my account” on the sign-in page."
        ),
        _("If anybody is connected to your phone or computer, switch off its internet connection."),
        _("Then change the password of your e-mail account, from another device that you trust."),
    ),
    ask=(
        _("Are you safe to talk, and is anybody telling you what to do at this moment?"),
        _("Have you frozen the account, or can you still sign in to do it?"),
        _("Which was the first transfer that is not yours?"),
        _("Did you give anybody a password, a code or a recovery phrase? Answer yes or no only."),
    ),
    do=(
        _("Freeze first, details later: stay with the caller until the app says “frozen”."),
        _("Check identity to L1 and request the freeze from here too; a second person confirms it."),
        _("Call back at the registered number only. Take no new number from the caller."),
        _(
            "Pass receiving addresses and hashes to the risk team at once: "
            "an exchange that receives them may still hold them."
        ),
        _("Promise nothing about getting coins back. Advise a police report, with this ticket's number in it."),
    ),
    tell=_(
        "The freeze stops everything that has not left yet; it cannot bring back what is already on the chain. "
        "We call back only at your registered number, and we never ask you to move coins to another account."
    ),
    have_ready=_("Have ready: registered e-mail or phone, and the first transfer that is not yours"),
    fields=(
        Field(
            "access",
            FieldKind.CHOICE,
            _("State of the account"),
            _("Is the account frozen, or can you still sign in?"),
            choices=(
                ("frozen", _("Already frozen")),
                ("signed_in", _("Can still sign in")),
                ("locked_out", _("Cannot sign in any more")),
            ),
        ),
        Field("happened", FieldKind.MOMENT, _("First loss"), _("When was the first transfer that is not yours?")),
        COIN,
        NETWORK,
        AMOUNT,
        Field("address", FieldKind.ADDRESS, _("Receiving address"), _("To which address did the coins go?")),
        TXID,
    ),
)

STOLEN_OR_LOCKED = Topic(
    key="stolen_or_locked",
    category=Category.SECURITY,
    label=_("Account stolen or locked"),
    starts_as=Priority.HIGH,
    ask=(
        _("Are coins leaving the account right now?"),
        _("What was the last thing that worked, and what did you change before it stopped?"),
        _("Did you get a message about a change of e-mail, phone or device that you did not make?"),
        _("Can you still read mail at the registered address?"),
    ),
    do=(
        _("Coins are leaving: switch to “My account is being emptied”."),
        _(
            "Somebody else is inside, or the device was stolen: "
            "identity L1, request a freeze, call back at the registered number."
        ),
        _("Locked after wrong attempts: explain the waiting time on the screen. The desk cannot unlock."),
        _(
            "Contact data was changed: L2 at least, then review by a second person. "
            "Take no new contact data on the phone."
        ),
        _("Answer “match” or “no match” only; never read out what is stored."),
    ),
    tell=_(
        "Nobody on the phone can unlock an account or change its e-mail or phone, and that protects you. "
        "You do it in the app after the identity check; I have logged the case now."
    ),
    have_ready=_("Have ready: registered e-mail or phone, when you last got in, the message on the screen"),
    fields=(
        Field(
            "cause",
            FieldKind.CHOICE,
            _("What happened"),
            _("Is it locked, taken over, or is the device gone?"),
            required=True,
            choices=(
                ("locked", _("Locked by the system")),
                ("taken_over", _("Taken over by somebody")),
                ("device_gone", _("Device lost or stolen")),
                ("unknown", _("Not known")),
            ),
        ),
        Field("happened", FieldKind.MOMENT, _("Since when"), _("Since when can you not get in?")),
        Field("message", FieldKind.TEXT, _("Message on the screen"), _("What does the screen say, word for word?")),
        DEVICE,
    ),
)

LOST_2FA = Topic(
    key="lost_2fa",
    category=Category.SECURITY,
    label=_("2FA lost or not working"),
    starts_as=Priority.NORMAL,
    ask=(
        _("Could anybody else have the old phone in hand?"),
        _("Do you still receive mail and messages at the registered contacts?"),
        _("Is a second way set up, such as a passkey or another device?"),
    ),
    do=(
        _("Phone stolen or in strange hands: identity L1 and a freeze first, then everything else."),
        _("Codes refused: have the phone set date and time automatically, then try again."),
        _("New phone: look first for the authenticator's own backup, or for the old phone still in a drawer."),
        _(
            "Otherwise guide to the sign-in page, “2FA not available?”: "
            "the customer resets it there, with an identity check."
        ),
        _("The review needs L2 and a second person. Documents are uploaded in the app only, never sent to an agent."),
    ),
    tell=_(
        "You reset it yourself in the app, with an identity check. Afterwards withdrawals stay paused for the time "
        "shown there. Keep the codes and the backup key to yourself: we never ask for them."
    ),
    have_ready=_("Have ready: registered e-mail or phone, your old device if you still have it"),
    fields=(
        Field(
            "method",
            FieldKind.CHOICE,
            _("Which 2FA"),
            _("Which kind of second step was it?"),
            required=True,
            choices=(
                ("authenticator", _("Authenticator app")),
                ("sms", _("SMS")),
                ("email", _("E-mail")),
                ("passkey", _("Passkey or security key")),
            ),
        ),
        Field(
            "cause",
            FieldKind.CHOICE,
            _("Why it fails"),
            _("New phone, deleted app, lost phone, or is it refused?"),
            choices=(
                ("new_phone", _("New phone")),
                ("app_gone", _("App deleted or reset")),
                ("phone_lost", _("Phone lost")),
                ("phone_stolen", _("Phone stolen")),
                ("number_changed", _("Phone number no longer in use")),
                ("refused", _("It is refused")),
            ),
        ),
        HAPPENED,
        DEVICE,
    ),
)

SUSPICIOUS_LOGIN = Topic(
    key="suspicious_login",
    category=Category.SECURITY,
    label=_("Sign-in or device not recognised"),
    starts_as=Priority.HIGH,
    ask=(
        _(
            "Do you see this sign-in in the app too, under Security, then Devices? "
            "Please open no link from the message."
        ),
        _("Were you travelling, or using a VPN or a new device at that time?"),
        _("Does anybody else use your account or your phone?"),
    ),
    do=(
        _("Coins are moving: switch to “My account is being emptied”."),
        _("Have every unknown device signed out, then the password changed, in the app, while you wait."),
        _("Go through the list together: 2FA, API keys, withdrawal addresses, registered contacts, open orders."),
        _("The app shows no such sign-in: the message is probably false. Switch to “Somebody claims to be us”."),
        _(
            "The customer cannot rule out a stranger: "
            "identity L1, request a freeze, call back at the registered number."
        ),
    ),
    tell=_(
        "Sign out the devices that you do not know and change your password in the app, never through a link in a "
        "message. If anything moves that is not yours, freeze the account at once and call again."
    ),
    have_ready=_("Have ready: registered e-mail or phone, the time and device in the message"),
    fields=(
        HAPPENED,
        Field("device", FieldKind.DEVICE, _("Device shown"), _("Which device does the record show?")),
        Field("place", FieldKind.TEXT, _("Place shown"), _("Which place or IP address does the record show?")),
        Field(
            "changed",
            FieldKind.CHOICE,
            _("What was changed"),
            _("Has anything in the account changed that you did not change?"),
            choices=(
                ("nothing", _("Nothing")),
                ("contacts", _("E-mail or phone")),
                ("protection", _("2FA or devices")),
                ("api_keys", _("API keys")),
                ("addresses", _("Withdrawal addresses")),
                ("unknown", _("Not known")),
            ),
        ),
    ),
)

SUSPECTED_IMPOSTOR = Topic(
    key="suspected_impostor",
    category=Category.SECURITY,
    label=_("Somebody claims to be us"),
    starts_as=Priority.HIGH,
    ask=(
        _("Are you still in touch with them? Please end that call or chat first."),
        _("What did they say, and what were you to do?"),
        _("Have you installed anything, opened a link or approved anything in your wallet for them?"),
    ),
    do=(
        _("Anything was given, installed or signed: switch to “My account is being emptied” and freeze first."),
        _("Compare their number or account with the official directory, then report it as a fake."),
        _("Coins were sent: note network, address and hash, and pass them to the risk team at once."),
        _("Screenshots come by the portal only. Ask the caller to keep the chat and the call list for the police."),
        _("Do not blame; these people are good at it. Warn of a second wave that offers to recover the loss."),
    ),
    tell=_(
        "We never call to ask for passwords, codes or coins, and we have no “safe account”. "
        "Hang up, do not answer them "
        "again, and check any number or account under “Is this really us?” on our site."
    ),
    have_ready=_("Have ready: their number, address or account, the time, screenshots"),
    fields=(
        Field(
            "way",
            FieldKind.CHOICE,
            _("How they made contact"),
            _("How did they reach you?"),
            required=True,
            choices=(
                ("phone", _("Phone call")),
                ("sms", _("SMS")),
                ("email", _("E-mail")),
                ("chat", _("Telegram or another chat app")),
                ("social", _("Social account")),
                ("website", _("Website or search result")),
                ("app", _("Another app")),
            ),
        ),
        Field("contact", FieldKind.TEXT, _("Their number or account"), _("From which number, address or account?")),
        HAPPENED,
        Field(
            "given",
            FieldKind.CHOICE,
            _("What they got"),
            _("Did they get anything from you? Name only the kind of thing, never the thing itself."),
            choices=(
                ("nothing", _("Nothing")),
                ("sign_in", _("Something that opens the account or wallet")),
                ("documents", _("Identity documents")),
                ("remote", _("Control of the device")),
                ("coins", _("Coins or money")),
                ("unknown", _("Not known")),
            ),
        ),
        COIN,
        NETWORK,
        AMOUNT,
        Field("address", FieldKind.ADDRESS, _("Receiving address"), _("To which address did the coins go?")),
        TXID,
    ),
)

TOPICS = (BEING_EMPTIED, STOLEN_OR_LOCKED, LOST_2FA, SUSPICIOUS_LOGIN, SUSPECTED_IMPOSTOR)
