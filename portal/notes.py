"""What the next page says has just happened."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

# kind: (title, sentence, the draft that is not needed any more)
NOTES: dict[str, tuple[Sentence, Sentence, str]] = {
    "sent": (_("Sent."), _("Your message is on the ticket. You see it below, and so do we."), "reply"),
    "reopened": (_("Open again."), _("We look at it anew. Tell us below what is still wrong."), ""),
    "escalated": (_("Escalated."), _("Our complaint officers have it now."), ""),
    "complained": (
        _("Your complaint is recorded."),
        _("Its number stands below. It costs you nothing, and your ticket goes on meanwhile."),
        "complaint",
    ),
    "withdrawn": (_("Your complaint is withdrawn."), _("The confirmation stands below. Your ticket goes on."), ""),
    "contested": (
        _("We look at it anew."),
        _("Your complaint is open again, with new dates. They stand below."),
        "contest",
    ),
    "phrase_set": (_("Kept."), _("These words stand in every mail from us to you. A mail without them is not from us."), ""),
    "phrase_off": (_("Taken off."), _("Our mails to you bear no words of your own any more."), ""),
    "left": (_("Closed on this device."), _("To see your ticket again, enter number and contact."), ""),
}
