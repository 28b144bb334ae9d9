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
    path("calls/<slug:number>/", calls.panel, name="call"),
    path("calls/<slug:number>/take/", calls.take, name="call_take"),
    path("calls/<slug:number>/end/", calls.end, name="call_end"),
    path("calls/<slug:number>/check/", calls.check, name="call_check"),
    path("calls/<slug:number>/read-back/", calls.read_back, name="call_read_back"),
    path("calls/<slug:number>/classify/", calls.classify, name="call_classify"),
    path("calls/<slug:number>/field/", calls.field, name="call_field"),
    path("calls/<slug:number>/finish/", calls.finish, name="call_finish"),
    path("calls/<slug:number>/done/", calls.summary, name="call_summary"),
    path("calls/<slug:number>/handled/", calls.handled, name="call_handled"),
    # Tickets
    path("tickets/<slug:number>/", tickets.ticket, name="ticket"),
    path("tickets/<slug:number>/reply/", tickets.reply, name="ticket_reply"),
    path("tickets/<slug:number>/note/", tickets.note, name="ticket_note"),
    path("tickets/<slug:number>/explain/<int:timer>/", tickets.explain, name="ticket_explain"),
    path("tickets/<slug:number>/assign/", tickets.assign, name="ticket_assign"),
    path("tickets/<slug:number>/file/", tickets.refile, name="ticket_refile"),
    path("tickets/<slug:number>/pend/", tickets.pend, name="ticket_pend"),
    path("tickets/<slug:number>/resume/", tickets.resume, name="ticket_resume"),
    path("tickets/<slug:number>/resolve/", tickets.resolve, name="ticket_resolve"),
    path("tickets/<slug:number>/reopen/", tickets.reopen, name="ticket_reopen"),
    path("tickets/<slug:number>/close/", tickets.close, name="ticket_close"),
    path("tickets/<slug:number>/escalate/", tickets.escalate, name="ticket_escalate"),
    path("tickets/<slug:number>/reveal/", tickets.reveal, name="ticket_reveal"),
    # Supervisors and complaint officers
    path("breaches/", complaints.breaches, name="breaches"),
    path("complaints/", complaints.register, name="complaints"),
    path("complaints/<slug:number>/", complaints.complaint, name="complaint"),
    path("complaints/<slug:number>/handler/", complaints.handler, name="complaint_handler"),
    path("complaints/<slug:number>/decide/", complaints.decide, name="complaint_decide"),
    # Everybody
    path("notices/", notices.notices, name="notices"),
    # Administrators
    path("staff/", admin.staff, name="staff"),
    path("staff/<int:pk>/active/", admin.staff_active, name="staff_active"),
    path("operation/", admin.operation, name="operation"),
    path("operation/send-again/<int:pk>/", admin.send_again, name="send_again"),
    path("components/", home.components, name="components"),
]
