"""What people write to a desk like this, drawn from a few sentences: the same draw gives the same texts."""

import random
from dataclasses import dataclass
from typing import Final

COUNT: Final = 500

_SUBJECTS: Final = {
    "en": (
        "Withdrawal of {amount} {asset} pending for {hours} hours",
        "Deposit of {amount} {asset} not credited",
        "Cannot sign in after changing my phone",
        "Two-factor code is refused",
        "Verification rejected without a reason",
        "How do I withdraw to my own wallet?",
        "Sent {asset} over the wrong network",
        "Order filled at another price",
        "Unknown login on my account",
        "Fee of {amount} {asset} that I do not understand",
    ),
    "zh-hans": (
        "提币 {amount} {asset} 已等待 {hours} 小时",
        "充值 {amount} {asset} 未到账",
        "换手机后无法登录",
        "谷歌验证码一直提示错误",
        "实名认证被拒绝，没有说明原因",
        "如何提币到自己的钱包？",
        "{asset} 转错了网络",
        "成交价格和挂单不一致",
        "账户有陌生设备登录",
        "多扣了 {amount} {asset} 手续费",
    ),
}
_SENTENCES: Final = {
    "en": (
        "The withdrawal of {amount} {asset} was sent {hours} hours ago and still says pending.",
        "I have checked the address twice and the transaction is confirmed on chain.",
        "The transaction hash ends in {tail}.",
        "Please tell me when I can expect the money to arrive.",
        "Nothing has changed on my side since yesterday.",
        "The application shows an error and asks me to try again later.",
        "I need this for a payment that is due this week.",
        "We have asked the wallet team and will come back to you with their answer.",
        "Thank you for waiting; the transfer was released a few minutes ago.",
        "Could you send a screenshot of the page with the amount and the time?",
        "The verification was completed and the limit of your account is restored.",
        "I have already restarted my phone and installed the application again.",
    ),
    "zh-hans": (
        "{hours} 小时前发起的提币 {amount} {asset} 一直显示处理中。",
        "地址我核对过两遍，链上已经确认。",
        "交易哈希最后几位是 {tail}。",
        "请问大概什么时候可以到账？",
        "从昨天到现在没有任何变化。",
        "应用提示错误，让我稍后再试。",
        "这笔钱这周要用，麻烦尽快处理。",
        "我们已经联系钱包组，有结果会第一时间回复您。",
        "感谢等待，提币已在几分钟前放行。",
        "方便发一张包含金额和时间的截图吗？",
        "认证已通过，账户额度已恢复。",
        "手机已经重启过，应用也重新安装了。",
    ),
}
_ASSETS: Final = ("USDT", "USDC", "BTC", "ETH", "SOL", "TRX")


@dataclass(frozen=True)
class Words:
    """A subject and a body in one language; `place` counts from 0."""

    language: str
    place: int
    subject: str
    body: str


def drawn() -> list[Words]:
    """COUNT of each language, always the same ones."""
    draw = random.Random(20261122)
    return [_one(language, place, draw) for language in _SUBJECTS for place in range(COUNT)]


def _one(language: str, place: int, draw: random.Random) -> Words:
    facts = {
        "amount": f"{draw.randint(20, 90_000):,}",
        "asset": draw.choice(_ASSETS),
        "hours": draw.randint(2, 70),
        "tail": f"{draw.getrandbits(32):08x}",
    }
    said = draw.sample(_SENTENCES[language], k=draw.randint(1, 5))
    between = "" if language.startswith("zh") else " "
    return Words(language, place, draw.choice(_SUBJECTS[language]).format(**facts), between.join(said).format(**facts))
