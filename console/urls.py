"""Addresses of the desk."""

from django.urls import include, path

from console.views import admin, calls, complaint, complaints, home, lists, notices, register, shifts, tickets

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
    path("tickets/<slug:number>/no-reply/", tickets.waive, name="ticket_waive"),
    path("tickets/<slug:number>/resolve/", tickets.resolve, name="ticket_resolve"),
    path("tickets/<slug:number>/reopen/", tickets.reopen, name="ticket_reopen"),
    path("tickets/<slug:number>/close/", tickets.close, name="ticket_close"),
    path("tickets/<slug:number>/escalate/", tickets.escalate, name="ticket_escalate"),
    path("tickets/<slug:number>/here/", tickets.here, name="ticket_here"),
    path("tickets/<slug:number>/reveal/", tickets.reveal, name="ticket_reveal"),
    # Supervisors and complaint officers
    path("breaches/", complaints.breaches, name="breaches"),
    path("complaints/", register.register, name="complaints"),
    path("complaints/<slug:number>/", complaint.complaint, name="complaint"),
    path("complaints/<slug:number>/handler/", complaint.handler, name="complaint_handler"),
    path("complaints/<slug:number>/admit/", complaint.admit, name="complaint_admit"),
    path("complaints/<slug:number>/refuse/", complaint.refuse, name="complaint_refuse"),
    path("complaints/<slug:number>/profile/", complaint.profile, name="complaint_profile"),
    path("complaints/<slug:number>/late/", complaint.late, name="complaint_late"),
    path("complaints/<slug:number>/sent/", complaint.sent, name="complaint_sent"),
    path("complaints/<slug:number>/decide/", complaint.decide, name="complaint_decide"),
    path("complaints/<slug:number>/points/add/", complaint.point_add, name="complaint_point_add"),
    path("complaints/<slug:number>/points/reword/", complaint.point_reword, name="complaint_point_reword"),
    path("complaints/<slug:number>/points/strike/", complaint.point_strike, name="complaint_point_strike"),
    path("complaints/<slug:number>/points/answer/", complaint.point_answer, name="complaint_point_answer"),
    path("complaints/<slug:number>/letters/<int:pk>/", complaint.letter, name="complaint_letter"),
    path("complaints/<slug:number>/letters/<int:pk>/pdf/", complaint.letter_pdf, name="complaint_letter_pdf"),
    # What the desk promises
    path("promises/", include("console.promise_urls")),
    # Missed promises
    path("reviews/", include("console.review_urls")),
    # Everybody
    path("notices/", notices.notices, name="notices"),
    path("quiet/", shifts.quiet, name="quiet"),
    # Who leads
    path("teams/", shifts.teams, name="teams"),
    path("teams/<int:pk>/", shifts.team, name="team"),
    # Administrators
    path("staff/", admin.staff, name="staff"),
    path("staff/<int:pk>/disable/", admin.staff_disable, name="staff_disable"),
    path("staff/<int:pk>/active/", admin.staff_active, name="staff_active"),
    path("operation/", admin.operation, name="operation"),
    path("operation/send-again/<int:pk>/", admin.send_again, name="send_again"),
    path("operation/release/", admin.release, name="release"),
    path("operation/timers/<int:pk>/release/", admin.release_held, name="release_timer"),
    path("components/", home.components, name="components"),
]
