"""What happened to a complaint, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from complaints.models import Cause, LetterKind, NotAdmissible, Outcome, PointOutcome, Sending
from complaints.profiles import ProfileKey
from console.teller import Teller, Telling


def _opened(e: Teller) -> str:
    if e.data["handler"]:
        return _("Complaint %(number)s was opened (%(cause)s); %(handler)s handles it.") % {
            "number": e.data["number"],
            "cause": e.word("cause", Cause),
            "handler": e.data["handler"],
        }
    return _("Complaint %(number)s was opened (%(cause)s); nobody handles it yet.") % {
        "number": e.data["number"],
        "cause": e.word("cause", Cause),
    }


def _handler_changed(e: Teller) -> str:
    return e.say(
        _("%(who)s gave the complaint %(number)s to %(handler)s."), number=e.data["number"], handler=e.data["handler"]
    )


def _admitted(e: Teller) -> str:
    return e.say(
        _("%(who)s admitted the complaint %(number)s; rules: %(profile)s."),
        number=e.data["number"],
        profile=e.word("profile", ProfileKey),
    )


def _refused(e: Teller) -> str:
    return e.say(
        _("%(who)s did not admit the complaint %(number)s: %(reason)s."),
        number=e.data["number"],
        reason=e.word("refusal", NotAdmissible),
    )


def _profile_changed(e: Teller) -> str:
    return e.say(
        _(
            "%(who)s changed the rules of the complaint %(number)s from %(before)s to %(after)s; its clocks were armed anew."
        ),
        number=e.data["number"],
        before=e.word("before", ProfileKey),
        after=e.word("after", ProfileKey),
    )


def _answered(e: Teller) -> str:
    return e.say(
        _("%(who)s answered point %(position)s of the complaint %(number)s: %(outcome)s."),
        position=e.data["position"],
        number=e.data["number"],
        outcome=e.word("outcome", PointOutcome),
    )


def _decided(e: Teller) -> str:
    return e.say(
        _("%(who)s decided the complaint %(number)s: %(outcome)s."),
        number=e.data["number"],
        outcome=e.word("outcome", Outcome),
    )


def _late_due(e: Teller) -> str:
    return _(
        "The expected day of the decision on complaint %(number)s has passed: a late notice waits for its reasons."
    ) % {"number": e.data["number"]}


def _released(e: Teller) -> str:
    return e.say(
        _("%(who)s released a letter about the complaint %(number)s: %(kind)s."),
        number=e.data["number"],
        kind=e.word("kind", LetterKind),
    )


def _sent(e: Teller) -> str:
    return _("A letter about the complaint %(number)s reached the customer: %(kind)s, %(way)s.") % {
        "number": e.data["number"],
        "kind": e.word("kind", LetterKind),
        "way": e.word("way", Sending),
    }


def _reopened(e: Teller) -> str:
    if e.data["handler"]:
        return _(
            "The customer contested the outcome of complaint %(number)s with new facts; %(handler)s looks at it anew."
        ) % {
            "number": e.data["number"],
            "handler": e.data["handler"],
        }
    return _("The customer contested the outcome of complaint %(number)s with new facts; nobody handles it yet.") % {
        "number": e.data["number"]
    }


COMPLAINT_SENTENCES: Mapping[str, Telling] = {
    "complaint.opened": _opened,
    "complaint.handler_changed": _handler_changed,
    "complaint.statement_added": lambda e: e.say(
        _("%(who)s added to the complaint %(number)s."), number=e.data["number"]
    ),
    "complaint.admitted": _admitted,
    "complaint.refused": _refused,
    "complaint.profile_changed": _profile_changed,
    "complaint.begun": lambda e: e.say(
        _("%(who)s began to investigate the complaint %(number)s."), number=e.data["number"]
    ),
    "complaint.point_added": lambda e: e.say(
        _("%(who)s added point %(position)s to the complaint %(number)s."),
        position=e.data["position"],
        number=e.data["number"],
    ),
    "complaint.point_reworded": lambda e: e.say(
        _("%(who)s reworded point %(position)s of the complaint %(number)s."),
        position=e.data["position"],
        number=e.data["number"],
    ),
    "complaint.point_struck": lambda e: e.say(
        _("%(who)s struck point %(position)s of the complaint %(number)s."),
        position=e.data["position"],
        number=e.data["number"],
    ),
    "complaint.point_answered": _answered,
    "complaint.late_notice_due": _late_due,
    "complaint.letter_released": _released,
    "complaint.letter_sent": _sent,
    "complaint.decided": _decided,
    "complaint.withdrawn": lambda e: e.say(_("%(who)s withdrew the complaint %(number)s."), number=e.data["number"]),
    "complaint.reopened": _reopened,
}
