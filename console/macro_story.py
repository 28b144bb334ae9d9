"""What happened to macros, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console.teller import Teller, Telling


def _saved(e: Teller) -> str:
    if e.data["version"] == 1:
        return e.say(_("%(who)s wrote the macro."))
    labels = {
        "name": _("name"),
        "name_zh": _("name"),
        "body": _("text in English"),
        "body_zh": _("text in Chinese"),
        "team": _("team"),
        "category": _("category"),
    }
    changed = dict.fromkeys(labels.get(each, _("what follows")) for each in e.data["changed"])
    words = pgettext("list", ", ").join(changed)
    return e.say(_("%(who)s wrote version %(version)d: %(changed)s."), version=e.data["version"], changed=words)


def _switched(e: Teller) -> str:
    return e.say(_("%(who)s switched it on.") if e.data["active"] else _("%(who)s switched it off."))


MACRO_SENTENCES: Mapping[str, Telling] = {
    "macro.saved": _saved,
    "macro.switched": _switched,
    "macro.used": lambda e: e.say(_("%(who)s sent an answer made with it.")),
}
