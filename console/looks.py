"""Icons of what rows and panels show. State words have their own table (core.state_words)."""

from typing import Final

from tickets.categories import Category, ChannelKind

CATEGORY_ICONS: Final[dict[str, str]] = {
    Category.SECURITY: "shield-alert",
    Category.FUNDS: "wallet",
    Category.GUIDANCE: "compass",
    Category.COMPLAINT: "scale",
}
CHANNEL_ICONS: Final[dict[str, str]] = {
    ChannelKind.HOTLINE: "phone",
    ChannelKind.WEB: "globe",
    ChannelKind.API: "smartphone",
    ChannelKind.MAIL: "mail",
    ChannelKind.CHAT: "messages-square",
    ChannelKind.TELEGRAM: "send",
    ChannelKind.X: "at-sign",
    ChannelKind.WEIBO: "at-sign",
    ChannelKind.SOCIAL: "users",
}
