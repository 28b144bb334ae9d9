"""Complaints: listen, write down each point, judge nothing. Free, at any time, without an identity level."""

from django.utils.translation import gettext_lazy as _

from tickets.categories import Category, Priority
from tickets.fields import Field, FieldKind
from tickets.playbooks.questions import EARLIER_TICKET, HAPPENED, WANTED
from tickets.playbooks.shape import Topic

SERVICE = Topic(
    key="service",
    category=Category.COMPLAINT,
    label=_("Poor service or a wrong answer"),
    starts_as=Priority.HIGH,
    ask=(
        _("Please tell me what happened, from the beginning."),
        _("Let me repeat it in one sentence: have I understood you rightly?"),
        _("Is there anything else that belongs to it?"),
    ),
    do=(
        _("Listen to the end. Do not defend, explain or judge; somebody who was not involved will."),
        _("Write each point separately, in the caller's own words: each gets its own answer."),
        _("No identity level is needed to complain. Whatever shows account data needs one as always."),
        _("The original matter still open: log or update its ticket as well, and link the two."),
    ),
    tell=_(
        "Your complaint is free, has its own number, and is handled by somebody who was not involved. "
        "Your ticket goes on meanwhile."
    ),
    have_ready=_("Have ready: the earlier ticket number, if any, and what would put it right"),
    fields=(
        Field(
            "points", FieldKind.TEXT, _("Points of complaint"), _("What exactly do you complain about?"), required=True
        ),
        EARLIER_TICKET,
        HAPPENED,
        WANTED,
    ),
)

DELAY = Topic(
    key="delay",
    category=Category.COMPLAINT,
    label=_("No answer in the promised time"),
    starts_as=Priority.HIGH,
    ask=(
        _("By when were you promised an answer?"),
        _("Has anybody been in touch with you since?"),
        _("Does the delay cause you a loss or a missed date?"),
    ),
    do=(
        _("Open the earlier ticket and read its clock before you speak about it."),
        _("Say sorry once, without excuses. Then say what happens next, by whom and by when."),
        _("A loss is running, such as wages due or a position near liquidation: call the supervisor now."),
        _(
            "Promise missed: the complaint opens without any condition. Not missed yet: "
            "the caller may complain all the same."
        ),
        _("Do not open a second ticket for the same matter; link to the first."),
    ),
    tell=_(
        "I am sorry that you are still waiting. Somebody who was not involved takes it over now; "
        "I will read you the new time in a moment."
    ),
    have_ready=_("Have ready: the earlier ticket number, and the time you were promised"),
    fields=(
        EARLIER_TICKET,
        Field("happened", FieldKind.MOMENT, _("First reported"), _("When did you report it first?")),
        Field("promised", FieldKind.TEXT, _("What was promised"), _("What were you promised, and by whom?")),
        Field("harm", FieldKind.TEXT, _("What it costs"), _("What does the delay cost you?")),
        WANTED,
    ),
)

DECISION = Topic(
    key="decision",
    category=Category.COMPLAINT,
    label=_("A decision I disagree with"),
    starts_as=Priority.HIGH,
    ask=(
        _("How and when were you told of the decision?"),
        _("Do you have anything that we did not have when we decided?"),
    ),
    do=(
        _("Neither defend the decision nor hint that it will change."),
        _("Note which facts the caller disputes, and which are new; documents come by the portal."),
        _("It is decided again by somebody who did not take part."),
        _("Tell the caller of the outside body named in our complaints policy, for after the final answer."),
        _("A review, a legal hold or a report to an authority may stand behind it: confirm or deny nothing."),
    ),
    tell=_(
        "Somebody who had no part in the decision looks at it anew, with what you have told us, "
        "and gives you reasons in writing for each point."
    ),
    have_ready=_("Have ready: the decision, its ticket or order number, anything new"),
    fields=(
        Field(
            "subject",
            FieldKind.CHOICE,
            _("Decision about"),
            _("What was the decision about?"),
            required=True,
            choices=(
                ("restriction", _("Restriction or closing of the account")),
                ("trade", _("Order, fill or liquidation")),
                ("recovery", _("Recovery or refund")),
                ("verification", _("Identity verification")),
                ("fee", _("Fee or promotion")),
                ("other", _("Something else")),
            ),
        ),
        Field(
            "points", FieldKind.TEXT, _("What is disputed"), _("Which part do you find wrong, and why?"), required=True
        ),
        EARLIER_TICKET,
        Field("order_number", FieldKind.ORDER_NUMBER, _("Order number"), _("Is an order concerned? Which number?")),
        HAPPENED,
        WANTED,
    ),
)

STAFF_CONDUCT = Topic(
    key="staff_conduct",
    category=Category.COMPLAINT,
    label=_("Conduct of our staff"),
    starts_as=Priority.HIGH,
    ask=(
        _("What was said or done, as nearly as you remember?"),
        _("How did you come to speak to that person: did you call us, or did they call you?"),
        _("Did that person ask for a password, a code or a payment? Answer yes or no only."),
    ),
    do=(
        _("They called the customer, or the agent number is not ours: treat it as an impostor until it is cleared."),
        _("A password, code or payment was asked for: tell the supervisor now, and secure the account first."),
        _("Neither transfer to the person concerned nor speak to them about it. The supervisor takes over."),
        _("Write the words down as told; no opinion of your own."),
    ),
    tell=_(
        "Thank you for telling us. The person concerned neither handles this nor sees it. "
        "A supervisor looks at the records and answers you."
    ),
    have_ready=_("Have ready: the agent number if you have it, the time, how you were in touch"),
    fields=(
        Field("agent_number", FieldKind.TEXT, _("Agent number"), _("Do you know the agent's number or name?")),
        Field(
            "way",
            FieldKind.CHOICE,
            _("In touch by"),
            _("Was it on the phone, in writing or elsewhere?"),
            choices=(
                ("called_us", _("Call to us")),
                ("called_by", _("Call from them")),
                ("written", _("Ticket or e-mail")),
                ("chat", _("Chat")),
                ("elsewhere", _("Elsewhere")),
            ),
        ),
        HAPPENED,
        Field("points", FieldKind.TEXT, _("What happened"), _("What was said or done?"), required=True),
        EARLIER_TICKET,
        WANTED,
    ),
)

TOPICS = (SERVICE, DELAY, DECISION, STAFF_CONDUCT)
