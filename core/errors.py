"""Everything a user can do wrong, as one small tree. Surfaces turn it into a page or a problem body, in one place each."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class DomainError(Exception):
    """A refusal with a stable code for programs and a sentence that tells a person what to do."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: Sentence = _("That is not possible. Please check what you entered.")

    def __init__(
        self, sentence: Sentence | None = None, *, fields: Mapping[str, Sentence] | None = None, code: str | None = None
    ) -> None:
        # Not `or`: asking a lazy sentence for its truth would translate it too early.
        self.sentence = type(self).sentence if sentence is None else sentence
        self.fields = dict(fields or {})
        self.reason = code or type(self).code
        super().__init__(str(self.reason))


class InvalidInput(DomainError):
    """What was typed does not fit; `fields` names each field and its repair."""

    code = "invalid_input"
    status = 422
    sentence = _("Some fields need a correction. What you typed is kept.")


class NotAllowed(DomainError):
    """The person may not do this; says who may."""

    code = "not_allowed"
    status = 403
    sentence = _("Your role does not allow this. Ask a supervisor.")


class NotFound(DomainError):
    """Nothing there, or nothing there for this person: the same answer."""

    code = "not_found"
    status = 404
    sentence = _("There is nothing here that you may open.")


class Conflict(DomainError):
    """Somebody or something else was faster; nothing was changed."""

    code = "conflict"
    status = 409
    sentence = _("This was changed meanwhile. Nothing of yours is lost: look at the new state and decide again.")


class TooMany(DomainError):
    """A limit of attempts is reached; says when to try again."""

    code = "too_many_attempts"
    status = 429
    sentence = _("Too many attempts. Please wait a few minutes and try again.")
