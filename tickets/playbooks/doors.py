"""What the customer's home page says before anybody is asked anything, and what is never asked."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from tickets.categories import Category
from tickets.playbooks.security import BEING_EMPTIED
from tickets.playbooks.shape import Door

# To customers, on every page; to agents, at the foot of the call panel; then the same things one by one.
NEVER_ASK: Sentence = _(
    "We never ask for your password, verification code, recovery phrase or private key, "
    "never have you transfer to a “safe account”, and never control your device from afar."
)
NEVER_ASK_STAFF: Sentence = _(
    "Never ask for a password, verification code, recovery phrase or private key; never ask for remote control."
)
NEVER_ASK_ITEMS: tuple[Sentence, ...] = (
    _("Password"),
    _("Verification code"),
    _("Recovery phrase"),
    _("Private key"),
    _("Remote control of your device"),
    _("Transfer to a “safe account”"),
)

EMERGENCY_DOOR = Door(
    key=BEING_EMPTIED.key,
    title=_("Is your account being emptied?"),
    falls_in=_("Freeze it yourself first; somebody takes over within minutes"),
    have_ready=BEING_EMPTIED.have_ready,
)
DOORS: Mapping[Category, Door] = MappingProxyType(
    {
        Category.SECURITY: Door(
            key=Category.SECURITY.value,
            title=Category.SECURITY.label,
            falls_in=_("Strange sign-ins, lost 2FA, suspicious messages"),
            have_ready=_("Have ready: registered e-mail or phone, the time it happened"),
        ),
        Category.FUNDS: Door(
            key=Category.FUNDS.value,
            title=Category.FUNDS.label,
            falls_in=_("Deposits, withdrawals, card and bank, balances"),
            have_ready=_("Have ready: transaction hash or order number, screenshots"),
        ),
        Category.GUIDANCE: Door(
            key=Category.GUIDANCE.value,
            title=Category.GUIDANCE.label,
            falls_in=_("How it works, where to find it, why it does that"),
            have_ready=_("Have ready: the device you use, a screenshot of the page"),
        ),
        Category.COMPLAINT: Door(
            key=Category.COMPLAINT.value,
            title=Category.COMPLAINT.label,
            falls_in=_("At any time, free, handled by somebody else"),
            have_ready=_("Have ready: the earlier ticket number, if any"),
        ),
    }
)
