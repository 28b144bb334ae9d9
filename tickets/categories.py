"""What people call about, and how urgent it is: the choices that calls, tickets and policies share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The four doors of the hotline."""

    SECURITY = "account_security", _("Account security")
    FUNDS = "funds", _("Funds")
    GUIDANCE = "guidance", _("Operation guidance")
    COMPLAINT = "complaint", _("Complaints")


class Priority(models.TextChoices):
    """Emergency is counted in minutes and always on top."""

    EMERGENCY = "emergency", _("Emergency")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


class ChannelKind(models.TextChoices):
    """The way the customer came in."""

    HOTLINE = "hotline", _("Hotline")
    WEB = "web", _("Web form")
    API = "api", _("App")
    MAIL = "mail", _("E-mail")
    CHAT = "chat", _("Chat")
    TELEGRAM = "telegram", "Telegram"
    X = "x", "X"
    WEIBO = "weibo", _("Weibo")
    SOCIAL = "social", _("Social contact")


class Language(models.TextChoices):
    """Languages in which the desk answers. Values are Django language codes."""

    ZH = "zh-hans", "简体中文"
    EN = "en", "English"
