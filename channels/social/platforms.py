"""Where people talk about us: each network with the way in that its tickets are counted under."""

from dataclasses import dataclass

from tickets.categories import ChannelKind


@dataclass(frozen=True)
class Platform:
    """`label` is the network's own name, the same in every language but for the two that have a Chinese one."""

    key: str
    label: str
    kind: str

    @classmethod
    def of(cls, key: str) -> "Platform | None":
        """The one with this key."""
        return PLATFORMS.get(key)


PLATFORMS = {
    each.key: each
    for each in (
        Platform("x", "X", ChannelKind.X),
        Platform("weibo", "Weibo 微博", ChannelKind.WEIBO),
        Platform("wechat", "WeChat 微信", ChannelKind.SOCIAL),
        Platform("discord", "Discord", ChannelKind.SOCIAL),
        Platform("reddit", "Reddit", ChannelKind.SOCIAL),
        Platform("facebook", "Facebook", ChannelKind.SOCIAL),
        Platform("instagram", "Instagram", ChannelKind.SOCIAL),
        Platform("linkedin", "LinkedIn", ChannelKind.SOCIAL),
        Platform("xiaohongshu", "Xiaohongshu 小红书", ChannelKind.SOCIAL),
        Platform("store", "App Store, Google Play", ChannelKind.SOCIAL),
    )
}
