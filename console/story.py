"""What happened, as sentences: one for each event, in the language of who reads it.

A sentence names who did it and what it changed; choices by their labels, moments in the active zone. Texts that people wrote are
never in an event, so they are never here.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import IdentityLevel
from channels.dispositions import Disposition
from channels.models import Direction
from complaints.models import Cause
from console import giving_story
from console.chat_story import CHAT_SENTENCES
from console.complaint_story import COMPLAINT_SENTENCES
from console.incident_story import INCIDENT_SENTENCES
from console.knowledge_story import KNOWLEDGE_SENTENCES
from console.mail_story import MAIL_SENTENCES
from console.promise_story import PROMISE_SENTENCES
from console.review_story import REVIEW_SENTENCES
from console.social_story import SOCIAL_SENTENCES
from console.staff_story import STAFF_SENTENCES
from console.teller import Teller, Telling
from core.numbers import grouped
from outbox.models import Event
from tickets.categories import Category, ChannelKind, Language, Priority
from tickets.models import FileState, LinkKind, MessageKind
from tickets.states import State


def who(event: Event) -> str:
    """Who did it: staff and programs by their label, the customer and the desk by what they are."""
    if event.actor_kind == "customer":
        return _("The customer")
    if event.actor_kind == "system":
        return _("The desk")
    return event.actor_label


def sentence(event: Event) -> str:
    """The event as one sentence. An event that this version does not know is told by its name."""
    told = SENTENCES.get(event.name)
    return told(Teller(who(event), event.data, event.at)) if told else event.name


def _of_webhook(e: Teller, sentence: str) -> str:
    return e.say(sentence, owner=e.data["owner"], place=e.data["place"])


def _opened(e: Teller) -> str:
    return e.say(
        _("%(who)s opened the ticket by %(channel)s: %(category)s, %(priority)s, %(language)s."),
        channel=e.word("channel", ChannelKind),
        category=e.word("category", Category),
        priority=e.word("priority", Priority),
        language=e.word("language", Language),
    )


def _noted(e: Teller) -> str:
    if e.data["kind"] == MessageKind.CALL_NOTE:
        return e.say(_("%(who)s added a call note."))
    return e.say(_("%(who)s added an internal note."))


def _assigned(e: Teller) -> str:
    if told := giving_story.assigned(e):
        return told
    before, after = e.data["before"], e.data["after"]
    if after == e.who:
        return e.say(_("%(who)s took the ticket."))
    if not after:
        return e.say(_("%(who)s put the ticket of %(before)s back into the queue."), before=before)
    if not before:
        return e.say(_("%(who)s gave the ticket to %(after)s."), after=after)
    return e.say(_("%(who)s gave the ticket of %(before)s to %(after)s."), before=before, after=after)


def _team(e: Teller) -> str:
    if not e.data["before"]:
        return e.say(_("%(who)s moved the ticket to the team %(after)s."), after=e.data["after"])
    return e.say(
        _("%(who)s moved the ticket from the team %(before)s to %(after)s."),
        before=e.data["before"],
        after=e.data["after"],
    )


def _category(e: Teller) -> str:
    return e.say(
        _("%(who)s changed the category from %(before)s to %(after)s."),
        before=e.word("before", Category),
        after=e.word("after", Category),
    )


def _priority(e: Teller) -> str:
    return e.say(
        _("%(who)s changed the priority from %(before)s to %(after)s."),
        before=e.word("before", Priority),
        after=e.word("after", Priority),
    )


def _pended(e: Teller) -> str:
    if e.data["waiting_for"] == State.WAITING_CUSTOMER:
        return e.say(
            _("%(who)s waits for the customer until %(until)s; the clocks stand still."), until=e.moment("until")
        )
    return e.say(_("%(who)s waits for a third party until %(until)s; the clocks stand still."), until=e.moment("until"))


def _resumed(e: Teller) -> str:
    if e.data["cause"] == "customer":
        return _("The customer answered: the waiting ended and the clocks run again.")
    if e.data["cause"] == "date":
        return _("The date came: the waiting ended and the clocks run again.")
    return e.say(_("%(who)s ended the waiting; the clocks run again."))


def _reopened(e: Teller) -> str:
    if e.data["cause"] == "customer":
        return _("The customer wrote again: the ticket is open again, with a new clock.")
    return e.say(_("%(who)s opened the ticket again, with a new clock."))


def _escalated(e: Teller) -> str:
    causes = {
        Cause.BREACH.value: _("A promise was missed: the ticket went to the complaint channel by itself."),
        Cause.CUSTOMER.value: _("The customer sent the ticket to the complaint channel."),
    }
    return causes.get(str(e.data["cause"])) or e.say(_("%(who)s sent the ticket to the complaint channel."))


def _identity(e: Teller) -> str:
    level = e.data["level"]
    label = IdentityLevel(level).label if level in IdentityLevel.values else level
    return _("The identity of the person asking is now %(level)s.") % {"level": label}


def _tagged(e: Teller) -> str:
    added, removed = (", ".join(e.data[each]) for each in ("added", "removed"))
    if added and removed:
        return e.say(_("%(who)s put on the tags %(added)s and took off %(removed)s."), added=added, removed=removed)
    if added:
        return e.say(_("%(who)s put on the tags: %(tags)s."), tags=added)
    return e.say(_("%(who)s took off the tags: %(tags)s."), tags=removed)


def _linked(e: Teller) -> str:
    kind = str(e.data["kind"])
    known = LinkKind(kind) if kind in LinkKind.values else None
    label = kind if known is None else known.label if e.data["first"] else known.back
    return e.say(_("%(who)s linked the ticket: %(kind)s %(number)s."), kind=label, number=grouped(e.data["number"]))


def _mentioned(e: Teller) -> str:
    return e.say(_("%(who)s mentioned %(people)s in a note."), people="; ".join(e.data["labels"]))


def _merged(e: Teller) -> str:
    return e.say(
        _("%(who)s merged the ticket into %(number)s, where it goes on: “%(reason)s”"),
        number=grouped(e.data["number"]),
        reason=e.data["reason"],
    )


def _absorbed(e: Teller) -> str:
    return e.say(
        _("%(who)s merged the ticket %(number)s into this one: “%(reason)s”"),
        number=grouped(e.data["number"]),
        reason=e.data["reason"],
    )


def _split(e: Teller) -> str:
    count = e.data["messages"]
    sentence = ngettext(
        "%(who)s made a new ticket of %(count)s message: %(number)s.",
        "%(who)s made a new ticket of %(count)s messages: %(number)s.",
        count,
    )
    return e.say(sentence, count=count, number=grouped(e.data["number"]))


def _file_checked(e: Teller) -> str:
    if e.data["state"] == FileState.REFUSED:
        return _("The virus scanner found something in a file: nothing of it was kept.")
    return _("The virus scanner found nothing in a file.")


def _file_opened(e: Teller) -> str:
    if e.data["reason"]:
        return e.say(_("%(who)s took a file out of quarantine: “%(reason)s”"), reason=e.data["reason"])
    return e.say(_("%(who)s opened a file."))


def _call_started(e: Teller) -> str:
    if e.data["direction"] == Direction.OUTBOUND:
        return e.say(_("%(who)s called the customer."))
    return _("A call came in.")


def _checked(e: Teller) -> str:
    if e.data["matched"]:
        return e.say(_("%(who)s checked the identity: match."))
    return e.say(_("%(who)s checked the identity: no match."))


def _finished(e: Teller) -> str:
    return e.say(_("%(who)s finished the call: %(disposition)s."), disposition=e.word("disposition", Disposition))


def _revealed(e: Teller) -> str:
    fields = {
        "name": _("%(who)s uncovered the name: “%(reason)s”"),
        "email": _("%(who)s uncovered the e-mail address: “%(reason)s”"),
        "phone": _("%(who)s uncovered the phone number: “%(reason)s”"),
        "exchange_uid": _("%(who)s uncovered the account id: “%(reason)s”"),
    }
    return e.say(fields.get(e.data["field"], _("%(who)s uncovered a value: “%(reason)s”")), reason=e.data["reason"])


def _created(e: Teller) -> str:
    if e.data["registered"]:
        return e.say(_("%(who)s wrote down the customer, known to the exchange."))
    return e.say(_("%(who)s wrote down the customer, not known to the exchange."))


SENTENCES: Mapping[str, Telling] = {
    **PROMISE_SENTENCES,
    **REVIEW_SENTENCES,
    **COMPLAINT_SENTENCES,
    **INCIDENT_SENTENCES,
    **CHAT_SENTENCES,
    **KNOWLEDGE_SENTENCES,
    **STAFF_SENTENCES,
    **MAIL_SENTENCES,
    "ticket.opened": _opened,
    "ticket.callback_promised": lambda e: _("We promised to call back: %(time)s.") % {"time": e.moment("due")},
    "ticket.callback_kept": lambda _e: _("We called back, as promised."),
    "ticket.reply_waived": lambda e: e.say(_("%(who)s marked that the customer's last word needs no reply.")),
    "ticket.replied": lambda e: e.say(_("%(who)s answered the customer.")),
    "ticket.customer_replied": lambda e: e.say(_("%(who)s wrote a message.")),
    "ticket.noted": _noted,
    "ticket.assigned": _assigned,
    "ticket.left_waiting": giving_story.left_waiting,
    "ticket.handed_over": lambda e: e.say(_("%(who)s left a note at the end of the shift.")),
    "ticket.team_changed": _team,
    "ticket.category_changed": _category,
    "ticket.priority_changed": _priority,
    "ticket.pended": _pended,
    "ticket.resumed": _resumed,
    "ticket.resolved": lambda e: e.say(_("%(who)s resolved the ticket.")),
    "ticket.reopened": _reopened,
    "ticket.closed": lambda e: e.say(_("%(who)s closed the ticket.")),
    "ticket.escalated": _escalated,
    "ticket.identity_raised": _identity,
    "ticket.reply_taken_back": lambda e: e.say(_("%(who)s took a reply back before it went out.")),
    "ticket.reply_held_back": lambda e: e.say(
        _("A reply could not go out when its time came; its writer has it back in the composer.")
    ),
    "ticket.status_code_asked": lambda e: e.say(_("Somebody asked for a one-time code to read the messages.")),
    "ticket.tagged": _tagged,
    "ticket.linked": _linked,
    "ticket.unlinked": lambda e: e.say(_("%(who)s took off the link to %(number)s."), number=grouped(e.data["number"])),
    "ticket.watch_begun": lambda e: e.say(_("%(who)s watches the ticket.")),
    "ticket.watch_ended": lambda e: e.say(_("%(who)s no longer watches the ticket.")),
    "ticket.mentioned": _mentioned,
    "ticket.mention_seen": lambda e: e.say(_("%(who)s has seen the mention.")),
    "ticket.merged": _merged,
    "ticket.absorbed": _absorbed,
    "ticket.split": _split,
    "ticket.snoozed": lambda e: e.say(
        _("%(who)s put the ticket aside until %(until)s; the clocks run on."), until=e.moment("until")
    ),
    "ticket.snooze_ended": lambda e: e.say(_("%(who)s took the ticket up again.")),
    "ticket.file_attached": lambda e: e.say(_("%(who)s sent a file.")),
    "ticket.file_drafted": lambda e: e.say(_("%(who)s put a file to what they are writing.")),
    "ticket.file_checked": _file_checked,
    "ticket.file_opened": _file_opened,
    "ticket.viewed": lambda e: e.say(_("%(who)s opened the page.")),
    "call.started": _call_started,
    "call.answered": lambda e: e.say(_("%(who)s answered the call.")),
    "call.ended": lambda e: e.say(_("The line is down.")),
    "call.missed": lambda e: e.say(_("Nobody answered the call.")),
    "call.identity_checked": _checked,
    "call.number_read_back": lambda e: e.say(_("%(who)s read the number out and the caller repeated it.")),
    "call.finished": _finished,
    "call.handled": lambda e: e.say(_("%(who)s took care of the call.")),
    "customer.created": _created,
    "customer.revealed": _revealed,
    **SOCIAL_SENTENCES,
    "customer.phrase_set": lambda e: (
        e.say(_("%(who)s chose words of their own for our mails."))
        if e.data["given"]
        else e.say(_("%(who)s took their own words off our mails."))
    ),
    "webhook.added": lambda e: _of_webhook(e, _("%(who)s added a webhook of %(owner)s to %(place)s.")),
    "webhook.removed": lambda e: _of_webhook(e, _("%(who)s removed the webhook of %(owner)s to %(place)s.")),
    "webhook.enabled": lambda e: _of_webhook(e, _("%(who)s switched the webhook of %(owner)s to %(place)s on again.")),
    "webhook.disabled": lambda e: _of_webhook(
        e, _("The webhook of %(owner)s to %(place)s failed for a day and is switched off until somebody enables it.")
    ),
}
