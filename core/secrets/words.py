"""What was taken out of a text, in the reader's language."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.secrets.kinds import SecretKind

_WORDS: Final[dict[str, Sentence]] = {
    SecretKind.PHRASE: _("recovery phrase"),
    SecretKind.KEY: _("private key"),
    SecretKind.SECOND_FACTOR: _("two-factor secret"),
    SecretKind.PASSWORD: _("password"),
    SecretKind.API_SECRET: _("API secret"),
    SecretKind.CODE: _("verification code"),
    SecretKind.CARD: _("card number"),
    SecretKind.IDENTITY: _("identity number"),
}


def kind_words(kind: str) -> str:
    """A kind in words; one that is not known as it stands."""
    return str(_WORDS.get(kind, kind))
