"""Every address of the three doors that a person can open: who walks there, and what is no page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One page: its address by name, who opens it (scene.session_of), and what it shows (scene.Scene.place).

    `lands`: the path, as a pattern, on which one stands in the end; without it, the address itself.
    `every`: it is looked at in light and dark, wide and narrow; other pages in two of these four.
    """

    name: str
    who: str = "stranger"
    place: str = ""
    query: str = ""
    more: tuple[tuple[str, str], ...] = ()
    lands: str = ""
    every: bool = False


DESK = [
    Row("desk:home", "alice"),
    Row("desk:home", "bob"),
    *(Row("desk:queue", "alice", more=(("queue", each),)) for each in ("mine", "closed")),
    Row("desk:queue", "sam", more=(("queue", "complaints"),)),
    Row("desk:queue", "alice", query="?category=funds&waiting=us", more=(("queue", "team"),)),
    Row("desk:search", "alice"),
    *(Row("desk:calls", "alice", more=(("kind", each),)) for each in ("missed", "callbacks")),
    Row("desk:call", "bob", "talking"),
    Row("desk:call_summary", "alice", "done"),
    Row("desk:ticket", "alice", "fresh"),
    Row("desk:ticket", "sam", "solved"),
    Row("desk:ticket_explain", "alice", "explained", lands=r"/desk/tickets/\d{12}/"),
    Row("desk:wall", "sam", every=True),
    Row("desk:wall", "sam", query="?tv=1", every=True),
    Row("desk:wall", "olive"),
    Row("desk:wall_targets", "sam"),
    Row("desk:breaches", "sam"),
    Row("desk:reviews", "sam"),
    Row("desk:reviews", "olive", query="?show=finished"),
    Row("desk:review", "sam", "review", every=True),
    Row("desk:review", "olive", "review"),
    Row("desk:review_figures", "sam"),
    Row("desk:review_causes", "ada"),
    Row("desk:actions", "alice"),
    Row("desk:complaints", "olive"),
    Row("desk:complaints", "sam", query="?show=ended"),
    Row("desk:complaint", "olive", "complaint"),
    Row("desk:complaint_letter", "olive", "letter"),
    Row("desk:policies", "sam"),
    Row("desk:policies", "alice", query="?category=funds&priority=low&channel=web&language=en&customer_class=vip"),
    Row("desk:policy", "sam", "policy"),
    Row("desk:policy", "alice", "policy"),
    Row("desk:policy_new", "sam"),
    Row("desk:policy_retire", "sam", "policy"),
    Row("desk:policy_rebase", "sam", "policy"),
    Row("desk:calendars", "sam"),
    Row("desk:calendar", "sam", "calendar"),
    Row("desk:calendar_new", "sam"),
    Row("desk:calendar_rebase", "sam", "calendar"),
    Row("desk:ladder", "sam"),
    Row("desk:ladder", "alice"),
    Row("desk:ladder_retire", "sam", "rung"),
    Row("desk:incidents", "sam"),
    Row("desk:incident", "sam", "incident"),
    Row("desk:incident", "alice", "incident"),
    Row("desk:incident_new", "sam"),
    Row("desk:macros", "alice"),
    Row("desk:macro", "sam", "macro"),
    Row("desk:macro", "alice", "macro"),
    Row("desk:macro_new", "sam"),
    Row("desk:notices", "alice"),
    Row("desk:quiet", "alice"),
    Row("desk:teams", "sam"),
    Row("desk:team", "sam", "team"),
    Row("desk:team_work", "sam", "team"),
    Row("desk:hand_over", "alice"),
    Row("desk:playbooks", "sam"),
    Row("desk:playbook", "sam", "topic"),
    Row("desk:playbook", "ada", more=(("key", "being_emptied"),)),
    Row("desk:tokens", "ada"),
    Row("desk:tokens", "alice"),
    Row("desk:staff", "ada"),
    Row("desk:person", "ada", "person"),
    Row("desk:staff_disable", "ada", "person"),
    Row("desk:operation", "ada"),
    Row("desk:components", "alice", every=True),
]
PORTAL = [
    Row("portal:home"),
    Row("portal:help", more=(("category", "emergency"),)),
    Row("portal:help", more=(("category", "funds"),)),
    Row("portal:status"),
    Row("portal:status", "visitor"),
    Row("portal:status", "asked"),
    Row("portal:status", "proven"),
    Row("portal:status", "solved"),
    Row("portal:by_code", "proof"),
    Row("portal:complaint", "visitor"),
    Row("portal:complaint", "proven"),
    Row("portal:complaint_withdraw", "proven"),
    Row("portal:complaint_contest", "proven"),
    Row("portal:letter", "proven", "own_letter"),
]
SIGN_IN = [
    Row("account_login"),
    Row("account_login", query="?next=/desk/notices/"),
    Row("account_signup"),
    Row("account_inactive"),
    Row("account_reset_password"),
    Row("account_reset_password_done"),
    Row("account_reset_password_from_key", place="forgotten", lands=r"/staff/password/reset/key/\w+-set-password/"),
    Row("account_reset_password_from_key", place="forgotten", more=(("key", "0-0"),)),
    Row("account_reset_password_from_key_done"),
    Row("mfa_authenticate", "half"),
    Row("mfa_authenticate", "keyed"),
    Row("mfa_activate_totp", "new"),
    Row("mfa_add_webauthn", "new"),
    Row("account_logout", "alice"),
    Row("account_reauthenticate", "known"),
    Row("account_change_password", "known"),
    Row("mfa_index", "known"),
    Row("mfa_reauthenticate", "known"),
    Row("mfa_reauthenticate_webauthn", "known"),
    Row("mfa_deactivate_totp", "known"),
    Row("mfa_view_recovery_codes", "known"),
    Row("mfa_generate_recovery_codes", "known"),
    Row("mfa_list_webauthn", "known"),
    Row("mfa_add_webauthn", "known"),
    Row("mfa_edit_webauthn", "known", "key"),
    Row("mfa_remove_webauthn", "known", "key"),
]

# Posted by a form, or a part of a page, or a file: a person never opens these by their address.
NO_PAGE = {
    *(f"desk:review_{verb}" for verb in ("save", "send", "sign", "return", "dispute", "uphold", "grant", "done")),
    *(f"desk:review_cause_{verb}" for verb in ("add", "rename", "switch")),
    *("desk:review_figures_csv", "desk:action_done"),
    *("desk:queue_bulk", "desk:queue_menu", "desk:palette", "desk:view_save", "desk:view_remove"),
    *("desk:take_next", "desk:call_start", "desk:ringing", "desk:call_take", "desk:call_end", "desk:call_check"),
    *("desk:call_read_back", "desk:call_classify", "desk:call_field", "desk:call_finish", "desk:call_handled"),
    *(
        f"desk:ticket_{verb}"
        for verb in ("reply", "note", "assign", "refile", "pend", "resume", "waive", "resolve", "reopen")
    ),
    *(
        "desk:ticket_close",
        *(
            f"desk:ticket_{verb}"
            for verb in ("tag", "untag", "link", "unlink", "watch", "names", "merge", "split", "snooze", "wake")
        ),
        "desk:ticket_escalate",
        "desk:ticket_reveal",
        "desk:ticket_here",
        "desk:ticket_draft",
        "desk:ticket_undo",
        "desk:presence",
        "desk:complaint_handler",
        "desk:complaint_decide",
    ),
    *(f"desk:complaint_{verb}" for verb in ("admit", "refuse", "profile", "late", "sent", "letter_pdf")),
    *(f"desk:complaint_point_{verb}" for verb in ("add", "reword", "strike", "answer")),
    *("desk:incident_update", "desk:incident_solve", "desk:ticket_attach", "desk:ticket_detach"),
    *("desk:macro_switch", "desk:ticket_macro"),
    "portal:letter_pdf",
    *("desk:policy_move", "desk:policy_reinstate", "desk:ladder_suggested"),
    *(
        "desk:playbook_restore",
        "desk:staff_active",
        "desk:token_revoke",
        "desk:staff_sign_out",
        "desk:staff_second_factor",
        "desk:send_again",
        "desk:release",
        "desk:release_timer",
    ),
    *("portal:number_hint", "portal:leave", "portal:code", "portal:code_send", "portal:reply", "portal:not_resolved"),
    *("portal:escalate", "portal:promise_ics", "portal:phrase", "desk:ticket_mail_again"),
    *("mfa_download_recovery_codes", "mfa_login_webauthn"),
}
# Parts of the library that this desk has no use for: accounts are made by administrators, without confirmed addresses.
UNUSED = {
    *("account_email", "account_email_verification_sent", "account_confirm_email", "account_set_password"),
    "account_confirm_login_code",
}
