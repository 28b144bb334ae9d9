"""Addresses of the desk."""

from django.urls import path

from console.views import admin, calls, complaints, home, lists, notices, tickets

app_name = "desk"
urlpatterns = [
    path("", home.next_up, name="home"),
    path("next/", home.take_next, name="take_next"),
    path("queue/<slug:queue>/", lists.queue, name="queue"),
    path("search/", lists.search, name="search"),
    # Calls
    path("calls/", calls.start, name="call_start"),
    path("calls/ringing/", calls.ringing, name="ringing"),
    path("calls/list/<slug:kind>/", lists.calls, name="calls"),
    path("calls/<str:number>/", calls.panel, name="call"),
    path("calls/<str:number>/take/", calls.take, name="call_take"),
    path("calls/<str:number>/end/", calls.end, name="call_end"),
    path("calls/<str:number>/check/", calls.check, name="call_check"),
    path("calls/<str:number>/read-back/", calls.read_back, name="call_read_back"),
    path("calls/<str:number>/classify/", calls.classify, name="call_classify"),
    path("calls/<str:number>/field/", calls.field, name="call_field"),
    path("calls/<str:number>/finish/", calls.finish, name="call_finish"),
    path("calls/<str:number>/done/", calls.summary, name="call_summary"),
    path("calls/<str:number>/handled/", calls.handled, name="call_handled"),
    # Tickets
    path("tickets/<str:number>/", tickets.ticket, name="ticket"),
    path("tickets/<str:number>/reply/", tickets.reply, name="ticket_reply"),
    path("tickets/<str:number>/note/", tickets.note, name="ticket_note"),
    path("tickets/<str:number>/explain/<int:timer>/", tickets.explain, name="ticket_explain"),
    path("tickets/<str:number>/assign/", tickets.assign, name="ticket_assign"),
    path("tickets/<str:number>/file/", tickets.refile, name="ticket_refile"),
    path("tickets/<str:number>/pend/", tickets.pend, name="ticket_pend"),
    path("tickets/<str:number>/resume/", tickets.resume, name="ticket_resume"),
    path("tickets/<str:number>/resolve/", tickets.resolve, name="ticket_resolve"),
    path("tickets/<str:number>/reopen/", tickets.reopen, name="ticket_reopen"),
    path("tickets/<str:number>/close/", tickets.close, name="ticket_close"),
    path("tickets/<str:number>/escalate/", tickets.escalate, name="ticket_escalate"),
    path("tickets/<str:number>/reveal/", tickets.reveal, name="ticket_reveal"),
    # Supervisors and complaint officers
    path("breaches/", complaints.breaches, name="breaches"),
    path("complaints/", complaints.register, name="complaints"),
    path("complaints/<str:number>/", complaints.complaint, name="complaint"),
    path("complaints/<str:number>/handler/", complaints.handler, name="complaint_handler"),
    path("complaints/<str:number>/decide/", complaints.decide, name="complaint_decide"),
    # Everybody
    path("notices/", notices.notices, name="notices"),
    # Administrators
    path("staff/", admin.staff, name="staff"),
    path("staff/<int:pk>/active/", admin.staff_active, name="staff_active"),
    path("operation/", admin.operation, name="operation"),
    path("operation/send-again/<int:pk>/", admin.send_again, name="send_again"),
    path("components/", home.components, name="components"),
]
