"""A verb's refusal, shown where it was typed."""

from django.forms import Form

from core.errors import DomainError


def add_refusal(form: Form, error: DomainError) -> None:
    """Put the sentences of a refusal into the form: each at its field, the rest above it. What was typed stays."""
    if not error.fields:
        form.add_error(None, str(error.sentence))
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))
