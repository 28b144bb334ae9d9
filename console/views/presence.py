"""Being there: what the menu in the top bar says."""

from django.http import HttpResponse
from django.urls import reverse

from accounts.services.presence import set_presence
from console.access import DeskRequest, SeeOther, back_to, posted_from_home, staff


@posted_from_home
def presence(request: DeskRequest) -> HttpResponse:
    """Available or on a break, and for which work. Back to the page where the menu was opened."""
    takes = request.POST.get("takes", "").split()
    set_presence(presence=request.POST.get("presence", ""), takes=takes, by=staff(request), at=request.at)
    return SeeOther(back_to(request, reverse("desk:home")))
