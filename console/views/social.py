"""A contact on a network, written down by hand; and the text to paste back there."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from channels.social.services import log_contact
from console.access import DeskRequest, signed_in, staff
from console.forms.social import ContactForm
from console.views.answers import see_other
from core.errors import DomainError
from core.refusals import add_refusal
from tickets.categories import Language
from tickets.models import Ticket

_LOGGED = "social_logged"


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """One form, one ticket. The same form sent twice makes one."""
    form = ContactForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/social_new.html", {"form": form}, status=422 if form.is_bound else 200)
    typed = form.cleaned_data | {"key": str(form.cleaned_data["key"])}
    try:
        taken = log_contact(**typed, by=staff(request), at=request.at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return render(request, "desk/social_new.html", {"form": form}, status=refusal.status)
    request.session[_LOGGED] = taken.ticket.pk
    return see_other(reverse("desk:social_text"))


@signed_in
@never_cache
@require_safe
def text(request: DeskRequest) -> HttpResponse:
    """The number, large, and what to paste back in both languages. For who has just written it down, whichever team has it."""
    ticket = Ticket.objects.filter(pk=request.session.get(_LOGGED, 0)).first()
    if ticket is None:
        return see_other(reverse("desk:social_new"))
    mine = Ticket.objects.visible_to(staff(request)).filter(pk=ticket.pk).exists()
    return render(request, "desk/social_text.html", {"ticket": ticket, "texts": _texts(ticket), "mine": mine})


def _texts(ticket: Ticket) -> list[dict[str, str]]:
    """The ticket's own language first."""
    languages = sorted(Language, key=lambda each: each != ticket.language)
    return [{"language": each.value, "label": each.label, "text": _text(ticket, each)} for each in languages]


def _text(ticket: Ticket, language: str) -> str:
    with translation.override(language):
        facts = {"ticket": ticket, "zone": settings.OPERATOR["zone"], "url": settings.PUBLIC_URL}
        return render_to_string("social/pasted.txt", facts).strip()
