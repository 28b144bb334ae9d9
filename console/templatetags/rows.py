"""Rows of which every page has dozens. Written here and not in templates, which take five times as long for each."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.icons import icon
from core.templatetags.firstline import clock_pill, grouped

register = template.Library()

_TICKET: Final = (
    '<tr data-row data-order="{}" id="row-{}" class="{}">{}<td class="card-wide">{}</td>'
    '<td class="grow card-title"><span class="row-tight">{}<a data-row-link class="truncate{}" id="open-{}" href="{}">{}</a></span></td>'
    '<td class="nowrap" data-label="{}">{}</td><td class="nowrap" data-label="{}">{}</td><td class="nowrap" data-label="{}">{}</td>'
    '<td class="end card-corner">{}</td></tr>'
)
_BOX: Final = '<td><label class="check"><input type="checkbox" form="bulk" name="ticket" value="{}"><span class="sr">{}</span></label></td>'
_ITEM: Final = '<a href="{}"{}{} title="{}">{}<span class="rail-word">{}</span>{}{}</a>'


@register.simple_tag(takes_context=True)
def ticket_row(context: Context | Mapping[str, Any], row: Mapping[str, Any]) -> SafeString:
    """One row of the table of a queue (36 px), as `console.tables.ticket_row` tells it. `now` and `zone` come from the context.

    Besides: `taken_by` (who is looking), `changed` (it has just come or changed).
    """
    number, taken_by = row["number"], row.get("taken_by")
    box = (
        format_html(_BOX, row["id"], gettext("Select %(number)s") % {"number": number}) if not row.get("plain") else ""
    )
    owner = format_html('<span class="state">{}{}</span>', icon("eye", 14), taken_by) if taken_by else row["owner"]
    pill = clock_pill(
        context,  # type: ignore[arg-type] # only `get` is asked of it
        row["state"],
        row.get("goal_at"),
        row.get("limit_at"),
        met_at=row.get("met_at"),
        left=row.get("left"),
    )
    marks = ("is-changed" if row.get("changed") else "") + (" is-taken" if taken_by else "")
    link = (" is-unread" if row.get("unread") else "", number, row["url"], row["subject"])
    cells = (gettext("Customer"), row["customer"], gettext("Channel"), row["channel"], gettext("Owner"), owner)
    return format_html(
        _TICKET,
        row.get("order", ""),
        number,
        marks,
        box,
        grouped(number),
        icon(row["category_icon"], 14),
        *link,
        *cells,
        pill,
    )


@register.simple_tag
def rail_item(item: Mapping[str, Any]) -> SafeString:
    """One link of the rail: {label, url, icon, count, tone, current, key}; its count has colour only for what is wrong."""
    tone, count, key = item.get("tone"), item.get("count"), item.get("key")
    mark = icon(item["icon"], 16)
    return format_html(
        _ITEM,
        item["url"],
        SafeString(' aria-current="page"') if item.get("current") else "",
        format_html(' data-key="{}"', key.lower()) if key else "",
        item["label"],
        format_html('<span class="tone-{} rail-icon">{}</span>', tone, mark) if tone else mark,
        item["label"],
        ""
        if count in {None, ""}
        else format_html('<span class="count{}">{}</span>', f" tone-{tone}" if tone else "", count),
        format_html('<kbd class="key">{}</kbd>', key) if key else "",
    )
