"""What customers are told who wrote down a secret: at once, where they stand, because somebody else may have asked them for it."""

from django.utils.translation import gettext as _

from core.secrets import OPENS_WALLET, removed_from


def secret_note(text: str) -> dict[str, str] | None:
    """The context of portal/_secret_note.html for a text that is kept; None where nothing was taken out of it."""
    removed = removed_from(text)
    if not removed:
        return None
    if OPENS_WALLET.intersection(removed):
        act = _("Move your funds to a new wallet now: whoever has read or asked for this can empty the old one.")
        return {"tone": "risk", "act": act}
    return {"tone": "accent", "act": _("If it opens something, change it now: somebody else may have read it.")}
