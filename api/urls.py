"""Addresses. Each line names the methods that it takes; the verbs ask who may."""

from django.urls import URLPattern, include, path, re_path

from api.serializers.tickets import NUMBER
from api.views.calls import Calls, Cti, OneCall
from api.views.complaints import Complaints, OneComplaint
from api.views.docs import Docs, Nowhere, Schema
from api.views.events import Feed, OneWebhook, Webhooks
from api.views.files import Files
from api.views.incidents import Incidents, IncidentsOfTicket, Macros, OneIncident
from api.views.official import Announcements, Official
from api.views.people import Customers, Hotlines, Teams
from api.views.promises import Calendars, Policies, Timers
from api.views.reviews import OneReview, Reviews
from api.views.status import Status
from api.views.tickets import History, OneTicket, Tickets
from api.views.tokens import OneToken, Tokens
from api.views.verbs import CHANGING, SAYING, Changes, Conversation

app_name = "api"
_INCIDENT = r"(?P<incident>[1-9][0-9]{0,17})"


def _of_ticket(verb: str, view: type[Changes] | type[Conversation]) -> URLPattern:
    """One verb of a ticket: its address has dashes where its name has underscores."""
    address = rf"^tickets/(?P<number>{NUMBER})/{verb.replace('_', '-')}/$"
    return re_path(address, view.as_view({"post": verb}), name=verb)


_said = [_of_ticket(verb, Conversation) for verb in SAYING]
_changed = [_of_ticket(verb, Changes) for verb in CHANGING]
v1 = [
    path("cti/", Cti.as_view({"post": "push"}), name="cti"),
    path("calls/", Calls.as_view({"get": "browse", "post": "create"}), name="calls"),
    re_path(rf"^calls/(?P<number>{NUMBER})/$", OneCall.as_view({"get": "retrieve"}), name="call"),
    re_path(rf"^calls/(?P<number>{NUMBER})/finish/$", OneCall.as_view({"post": "finish"}), name="finish"),
    re_path(rf"^calls/(?P<number>{NUMBER})/check/$", OneCall.as_view({"post": "check"}), name="check"),
    path("tickets/", Tickets.as_view({"get": "browse", "post": "create"}), name="tickets"),
    re_path(rf"^tickets/(?P<number>{NUMBER})/$", OneTicket.as_view({"get": "retrieve"}), name="ticket"),
    re_path(rf"^tickets/(?P<number>{NUMBER})/messages/$", History.as_view({"get": "messages"}), name="messages"),
    re_path(rf"^tickets/(?P<number>{NUMBER})/events/$", History.as_view({"get": "events"}), name="events"),
    re_path(rf"^tickets/(?P<number>{NUMBER})/timers/$", Timers.as_view({"get": "browse"}), name="timers"),
    re_path(
        rf"^tickets/(?P<number>{NUMBER})/incidents/$", IncidentsOfTicket.as_view({"get": "browse"}), name="incidents_of"
    ),
    re_path(rf"^tickets/(?P<number>{NUMBER})/attach/$", IncidentsOfTicket.as_view({"post": "attach"}), name="attach"),
    re_path(rf"^tickets/(?P<number>{NUMBER})/detach/$", IncidentsOfTicket.as_view({"post": "detach"}), name="detach"),
    *_said,
    *_changed,
    path("files/<uuid:file>/", Files.as_view({"get": "retrieve"}), name="file"),
    path("status/", Status.as_view({"post": "check"}), name="status"),
    path("complaints/", Complaints.as_view({"get": "browse"}), name="complaints"),
    re_path(
        r"^complaints/(?P<number>C-[0-9]{4}-[0-9]{4,8})/$", OneComplaint.as_view({"get": "retrieve"}), name="complaint"
    ),
    path("reviews/", Reviews.as_view({"get": "browse"}), name="reviews"),
    re_path(r"^reviews/(?P<review>[1-9][0-9]{0,17})/$", OneReview.as_view({"get": "retrieve"}), name="review"),
    path("incidents/", Incidents.as_view({"get": "browse", "post": "create"}), name="incidents"),
    re_path(rf"^incidents/{_INCIDENT}/$", OneIncident.as_view({"get": "retrieve"}), name="incident"),
    re_path(rf"^incidents/{_INCIDENT}/update/$", OneIncident.as_view({"post": "update"}), name="incident_update"),
    re_path(rf"^incidents/{_INCIDENT}/solve/$", OneIncident.as_view({"post": "solve"}), name="incident_solve"),
    path("customers/search/", Customers.as_view({"post": "search"}), name="customer_search"),
    path("customers/<uuid:customer>/", Customers.as_view({"get": "retrieve"}), name="customer"),
    path("policies/", Policies.as_view({"get": "browse"}), name="policies"),
    path("calendars/", Calendars.as_view({"get": "browse"}), name="calendars"),
    path("teams/", Teams.as_view({"get": "browse"}), name="teams"),
    path("macros/", Macros.as_view({"get": "browse"}), name="macros"),
    path("announcements/", Announcements.as_view({"get": "browse"}), name="announcements"),
    path("official/", Official.as_view({"get": "browse"}), name="official"),
    path("official/check/", Official.as_view({"post": "check"}), name="official_check"),
    path("hotlines/", Hotlines.as_view({"get": "browse"}), name="hotlines"),
    path("events/", Feed.as_view({"get": "browse"}), name="feed"),
    path("webhooks/", Webhooks.as_view({"get": "browse", "post": "create"}), name="webhooks"),
    path("webhooks/<uuid:webhook>/", OneWebhook.as_view({"get": "retrieve", "delete": "remove"}), name="webhook"),
    path("webhooks/<uuid:webhook>/enable/", OneWebhook.as_view({"post": "enable"}), name="webhook_enable"),
    path("tokens/", Tokens.as_view({"get": "browse", "post": "create"}), name="tokens"),
    re_path(r"^tokens/(?P<token>[0-9a-f]{15})/$", OneToken.as_view({"delete": "revoke"}), name="token"),
]
urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"", Nowhere.as_view({"get": "initial"}), name="nowhere"),
]
