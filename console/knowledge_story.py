"""What happened to macros and articles, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console.teller import Teller, Telling


def _saved(e: Teller) -> str:
    return e.say(_("%(who)s wrote the macro.")) if e.data["version"] == 1 else _version(e)


def _article_saved(e: Teller) -> str:
    return e.say(_("%(who)s wrote the article.")) if e.data["version"] == 1 else _version(e)


def _version(e: Teller) -> str:
    labels = {
        "name": _("name"),
        "name_zh": _("name"),
        "title": _("title in English"),
        "title_zh": _("title in Chinese"),
        "body": _("text in English"),
        "body_zh": _("text in Chinese"),
        "team": _("team"),
        "category": _("category"),
        "topic": _("topic"),
    }
    changed = dict.fromkeys(labels.get(each, _("what follows")) for each in e.data["changed"])
    words = pgettext("list", ", ").join(changed)
    return e.say(_("%(who)s wrote version %(version)d: %(changed)s."), version=e.data["version"], changed=words)


def _switched(e: Teller) -> str:
    return e.say(_("%(who)s switched it on.") if e.data["active"] else _("%(who)s switched it off."))


def _published(e: Teller) -> str:
    return e.say(_("%(who)s published it again.") if e.data["published"] else _("%(who)s took it from the public."))


KNOWLEDGE_SENTENCES: Mapping[str, Telling] = {
    "article.saved": _article_saved,
    "article.switched": _published,
    "macro.saved": _saved,
    "macro.switched": _switched,
    "macro.used": lambda e: e.say(_("%(who)s sent an answer made with it.")),
}
