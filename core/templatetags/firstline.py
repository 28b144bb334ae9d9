"""The marks of the house for templates: icons, numbers, clocks, promise bars, moments. Plain values only, no models.

Times are aware datetimes. A tag reads `now` and `zone` from the context when they are not given, so that one page has
one moment and one zone; without them it takes the clock and the active zone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import template
from django.template.context import Context
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from core import clock, icons, numbers, timewords
from core.bar_drawing import Labels, drawn
from core.promise_bar import Bar, BarState, Span, bar_of
from core.rich_text import plain_line, rich_text
from core.secrets import MARK
from core.secrets.words import kind_words
from core.state_words import CLOCK_STATES, STATE_WORDS, Look
from core.timewords import Style, Zone

register = template.Library()
_EXACT: tuple[Style, Style] = ("date", "seconds")


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A Lucide icon, inline and hidden from readers: words stand beside it. Sizes: 14 in text, 16 desk, 20 portal."""
    return icons.icon(str(name), int(size))


@register.simple_tag
def key(name: str) -> SafeString:
    """A key cap."""
    return format_html('<kbd class="key">{}</kbd>', name)


@register.filter
def grouped(number: str) -> SafeString:
    """A ticket number in three groups of four; it never wraps, and copies without spaces added by the page."""
    first, second, last = numbers.groups(str(number))
    return format_html(
        '<span class="num" translate="no"><span>{}</span> <span>{}</span> <b>{}</b></span>', first, second, last
    )


@register.filter(is_safe=True, needs_autoescape=True)
def said(text: str, autoescape: bool = True) -> SafeString:
    """What somebody wrote, in paragraphs; where a secret was taken out, its kind stands in the reader's language."""
    html = SafeString(linebreaks_filter(text, autoescape=autoescape))
    return SafeString(MARK.sub(lambda mark: removed(mark[1]), html)) if "[removed: " in html else html


@register.filter
def rich(text: str) -> SafeString:
    """An article: headings, lists and emphasis (core.rich_text)."""
    return rich_text(text)


@register.filter
def plain(text: str) -> str:
    """The same in one line of words, for a list."""
    return plain_line(text)


@register.simple_tag
def removed(kind: str) -> SafeString:
    """A secret that was taken out of a text before it was stored."""
    words = gettext("removed: %(kind)s") % {"kind": kind_words(kind)}
    return format_html('<span class="removed">{}{}</span>', icons.icon("eraser", 14), words)


@register.inclusion_tag("components/_number_large.html")
def number_large(number: str, language: str = "") -> dict[str, object]:
    """The number to read out: three boxes, under each digit its syllable in `language` (the active one by default)."""
    said = list(numbers.spoken_digits(str(number), language or get_language() or "en"))
    digits = "".join(numbers.groups(str(number)))
    pairs = list(zip(digits, said, strict=True))
    return {
        "groups": [pairs[i : i + 4] for i in range(0, len(pairs), 4)],
        "number": str(number),
        "language": "zh-Hans" if (language or get_language() or "").startswith("zh") else "en",
    }


def _now(context: Context, given: datetime | None) -> datetime:
    found = given or context.get("now")
    return found if isinstance(found, datetime) else clock.now()


def _zone(context: Context, given: Zone) -> Zone:
    return given or context.get("zone")


@register.simple_tag(takes_context=True)
def moment(
    context: Context, at: datetime | None, zone: Zone = None, style: Style = "near", now: datetime | None = None
) -> str | SafeString:
    """A moment as `<time>`; see `timewords.moment_words` for the styles. Nothing for no moment."""
    if not at:
        return ""
    shown = _zone(context, zone)
    words = timewords.moment_words(at, zone=shown, now=_now(context, now), style=style)
    full = timewords.moment_words(at, zone=shown, now=at, style="full")
    title = gettext("%(moment)s, %(zone)s") % {"moment": full, "zone": timewords.zone_words(shown, at=at)}
    return format_html(
        '<time class="moment" datetime="{}" title="{}">{}</time>', at.isoformat(timespec="seconds"), title, words
    )


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime, zone: Zone = None, now: datetime | None = None) -> SafeString:
    """How long something is past: "3 s ago", the exact moment with its zone in the title."""
    return _past(context, at, zone, gettext("%(span)s ago") % {"span": timewords.span_words(_now(context, now) - at)})


@register.simple_tag(takes_context=True)
def waited(context: Context, at: datetime, zone: Zone = None, now: datetime | None = None) -> SafeString:
    """For how long something waits since a moment: "2 min", the exact moment with its zone in the title."""
    return _past(context, at, zone, timewords.span_words(_now(context, now) - at))


def _past(context: Context, at: datetime, zone: Zone, words: str) -> SafeString:
    shown = _zone(context, zone)
    day, time = (timewords.moment_words(at, zone=shown, now=at, style=style) for style in _EXACT)
    exact = gettext("%(date)s, %(time)s") % {"date": day, "time": time}
    title = gettext("%(moment)s, %(zone)s") % {"moment": exact, "zone": timewords.zone_words(shown, at=at)}
    stamp = at.isoformat(timespec="seconds")
    return format_html('<time class="moment" datetime="{}" title="{}">{}</time>', stamp, title, words)


@register.simple_tag(takes_context=True)
def zone_name(context: Context, zone: Zone = None, at: datetime | None = None) -> str:
    """The zone by city and offset: "Singapore time, UTC+8"."""
    return timewords.zone_words(_zone(context, zone), at=_now(context, at))


@register.simple_tag(takes_context=True)
def city(context: Context, zone: Zone = None) -> str:
    """The zone's city alone, for places that have no room for more."""
    return timewords.city_words(_zone(context, zone))


@register.simple_tag
def duration(span: timedelta | None) -> str:
    """A span in words: "2 h 05 min"."""
    return "" if span is None else timewords.duration_words(span)


@register.simple_tag(takes_context=True)
def span_until(context: Context, at: datetime | None, now: datetime | None = None) -> timedelta | None:
    """The span from now to a moment, or nothing once it has passed."""
    left = at - _now(context, now) if at else timedelta()
    return left if left > timedelta() else None


@register.simple_tag(takes_context=True)
def span_since(context: Context, at: datetime | None, now: datetime | None = None) -> timedelta | None:
    """The span from a moment to now, or nothing while it lies ahead."""
    over = _now(context, now) - at if at else timedelta()
    return over if over >= timedelta() else None


@register.simple_tag(takes_context=True)
def time_left(context: Context, to: datetime, now: datetime | None = None) -> SafeString:
    """What is left until a moment, ticking in the page: "0:45", "−0:12" when over."""
    return _countdown(to, _now(context, now))


@register.simple_tag(takes_context=True)
def time_since(context: Context, at: datetime, now: datetime | None = None) -> SafeString:
    """A running timer since a moment, ticking in the page: "02:14"."""
    words = timewords.timer_words(_now(context, now) - at)
    stamp = at.isoformat(timespec="seconds")
    return format_html('<time class="timer" datetime="{}" data-elapsed-since="{}">{}</time>', stamp, stamp, words)


def _countdown(to: datetime, now: datetime) -> SafeString:
    stamp = to.isoformat(timespec="seconds")
    far = pgettext("ticking", "# d # h")
    words = timewords.left_words(to - now)
    return format_html('<time datetime="{}" data-countdown-to="{}" data-far="{}">{}</time>', stamp, stamp, far, words)


@register.simple_tag(takes_context=True)
def clock_pill(
    context: Context,
    state: BarState,
    goal_at: datetime | None = None,
    limit_at: datetime | None = None,
    now: datetime | None = None,
    *,
    met_at: datetime | None = None,
    left: timedelta | None = None,
    number: str = "",
    zone: Zone = None,
    text: str = "",
) -> SafeString:
    """The clock of one promise as a pill: its state in shape, icon and words, then what is left to the next mark.

    `left` is for a paused clock, `met_at` for a met one and a ticket that is done; `number` adds its last digits; `text`
    replaces the figure.
    """
    at = _now(context, now)
    look = CLOCK_STATES[state]
    mark = goal_at if goal_at and at < goal_at else limit_at or goal_at
    shown: str | SafeString = text
    if not shown and state in {"ok", "soon", "risk", "breach"} and mark:
        shown = _countdown(mark, at)
    elif not shown:
        shown = _pill_words(state, limit_at=limit_at, met_at=met_at, left=left, at=at, zone=_zone(context, zone))
    last = format_html('<span class="pill-last">{}</span>', str(number)[-4:]) if number else ""
    # Written here and not in a template: a list has fifty of them.
    return format_html(
        '<span class="pill is-{}">{}<span class="sr">{}: </span><span class="pill-figure">{}</span>{}</span>',
        *(state, icons.icon(look.icon, 14), look.word, shown, last),
    )


def _pill_words(
    state: BarState,
    *,
    limit_at: datetime | None,
    met_at: datetime | None,
    left: timedelta | None,
    at: datetime,
    zone: Zone,
) -> str:
    if state == "paused":
        return gettext("Paused, %(left)s") % {"left": timewords.duration_words(left)} if left else gettext("Paused")
    if state == "met" and met_at:
        return gettext("Met %(time)s") % {"time": timewords.moment_words(met_at, zone=zone, now=at, style="list")}
    if state in {"resolved", "closed"} and met_at:
        when = timewords.moment_words(met_at, zone=zone, now=at, style="list")
        return gettext("%(state)s %(time)s") % {"state": CLOCK_STATES[state].word, "time": when}
    if state == "met_late" and met_at and limit_at:
        return gettext("Met late, +%(over)s") % {"over": timewords.left_words(met_at - limit_at)}
    if state == "complaint" and limit_at:
        return gettext("Letter by %(date)s") % {
            "date": timewords.moment_words(limit_at, zone=zone, now=at, style="date")
        }
    return str(CLOCK_STATES[state].word)


@register.simple_tag(takes_context=True)
def promise_bar(
    context: Context,
    start: datetime,
    goal: datetime | None,
    limit: datetime,
    now: datetime | None = None,
    *,
    paused_spans: Sequence[Span] = (),
    answered_at: datetime | None = None,
    state: BarState = "ok",
    size: str = "",
    zone: Zone = None,
) -> SafeString:
    """The promise as a bar with a sentence for readers. `size="large"` for customers."""
    at, shown = _now(context, now), _zone(context, zone)
    bar = bar_of(start=start, goal=goal, limit=limit, now=at, paused_spans=paused_spans, answered_at=answered_at)
    says = _bar_sentence(bar, state=state, goal=goal, limit=limit, at=at, zone=shown)
    labels = _bar_labels(start, goal or limit, limit, at=at, zone=shown) if size == "large" else None
    return drawn(bar, state=state, says=says, labels=labels)


def _bar_labels(start: datetime, goal: datetime, limit: datetime, *, at: datetime, zone: Zone) -> Labels:
    # On one day the clock says it all; three times "16:34" would not.
    style: Style = "clock" if limit - start < timedelta(days=1) else "day"
    return Labels(*(timewords.moment_words(each, zone=zone, now=at, style=style) for each in (start, goal, limit)))


def _bar_sentence(
    bar: Bar, *, state: BarState, goal: datetime | None, limit: datetime, at: datetime, zone: Zone
) -> str:
    facts = {
        "state": CLOCK_STATES[state].word,
        "used": bar.used,
        "goal": timewords.moment_words(goal or limit, zone=zone, now=at),
        "limit": timewords.moment_words(limit, zone=zone, now=at),
        "zone": timewords.zone_words(zone, at=at),
    }
    if goal is None or goal >= limit:
        return gettext("%(state)s: %(used)s%% of the time used. Limit %(limit)s, %(zone)s.") % facts
    return gettext("%(state)s: %(used)s%% of the time used. Goal %(goal)s, limit %(limit)s, %(zone)s.") % facts


@register.simple_tag
def state_word(kind: str, text: str = "") -> SafeString:
    """A state as icon and words; `text` replaces the words ("Call-back 14:30"). Kinds are in `core.state_words`."""
    look = STATE_WORDS[kind]
    tone = f" tone-{look.tone}" if look.tone else ""
    return format_html(
        '<span class="state{}">{}<span>{}</span></span>', tone, icons.icon(look.icon, 14), text or look.word
    )


@register.simple_tag
def state_look(kind: str) -> Look:
    """The icon, tone and words of a state, for places that lay them out themselves."""
    return STATE_WORDS[kind]


@register.filter
def timer(span: timedelta) -> str:
    """A span as a running timer shows it: "02:14"."""
    return timewords.timer_words(span)


@register.filter
def initial(name: str) -> str:
    """The first sign of a name, for an avatar."""
    return (name or "?").strip()[:1].upper() or "?"


@register.filter
def tagged(tags: str | None, name: str) -> str:
    """One value of a message's extra tags, such as "clear=7:call:12 undo=/desk/…"; empty when it has none."""
    found = dict(each.partition("=")[::2] for each in (tags or "").split())
    return found.get(name, "")
