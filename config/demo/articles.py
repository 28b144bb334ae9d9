"""The help centre of the demo desk."""

from datetime import datetime, timedelta

from accounts.models import User
from knowledge.articles.services import ArticleDraft, rate_article, save_article

ARTICLES = [
    ArticleDraft(
        "My deposit has not arrived",
        "充值没有到账怎么办",
        "Most deposits arrive within an hour. When one is late, look here first.\n\n"
        "1. Open the wallet or the exchange you sent from and copy the **transaction hash**.\n"
        "2. Look it up in the block explorer of the network you used. “Pending” means that the network itself still works on it.\n"
        "3. Compare the confirmations with what the deposit page asks for. Until then nothing is lost.\n"
        "4. Compare the address and, for coins that need one, the memo or tag.\n\n"
        "## When to ask us\n\n"
        "Two hours after the last confirmation, or at once when the memo was left out. Have ready: the hash, the coin, the network, "
        "the amount and the time.\n\n"
        "We never ask for your recovery phrase to credit a deposit.",
        "大多数充值会在一小时内到账。如果迟迟没有到账，请先这样查看。\n\n"
        "1. 打开转出的钱包或平台，复制这笔转账的**交易哈希（TxID）**。\n"
        "2. 在所用网络的区块浏览器中查询。显示“待确认”说明网络还在处理。\n"
        "3. 对照充值页要求的确认次数。次数不够时资产仍在途中，并没有丢失。\n"
        "4. 核对充值地址；需要 Memo 或标签的币种，还要核对 Memo。\n\n"
        "## 什么时候联系我们\n\n"
        "确认次数足够后两小时仍未到账，或者漏填了 Memo，请立即联系我们。请备好：交易哈希、币种、网络、数量和时间。\n\n"
        "处理充值时，我们绝不会索要您的助记词。",
        "funds",
        "deposit_missing",
    ),
    ArticleDraft(
        "Why a withdrawal is under review",
        "提现为什么在审核中",
        "A withdrawal is held for a moment when something about it is new: a new address, a new device, a large amount, or a changed "
        "password in the last 24 hours.\n\n"
        "- Most reviews end by themselves within two hours.\n"
        "- You see the state under **Assets – History**.\n"
        "- You can cancel it there while it is under review.\n\n"
        "Nobody can speed up a review for a fee. Who offers that is not us.",
        "出现新的情况时，提现会暂时进入审核：新的地址、新的设备、较大的金额，或最近 24 小时内改过密码。\n\n"
        "- 大多数审核会在两小时内自动完成。\n"
        "- 您可以在**资产—历史记录**中查看状态。\n"
        "- 审核期间可以在那里取消提现。\n\n"
        "没有人能收费“加急审核”。向您这样承诺的人不是我们。",
        "funds",
        "withdrawal_stuck",
    ),
    ArticleDraft(
        "Sent on the wrong network or without a memo",
        "转错网络或漏填 Memo",
        "Do not send again. What was sent on another network that we also run can usually be found; it takes a person and up to "
        "14 days.\n\n"
        "1. Note the hash, the coin, the network you used and the one you meant.\n"
        "2. Write to us from the form of this topic: it asks for exactly these.\n"
        "3. You get a ticket number and both promised times at once.\n\n"
        "What was sent to a network that we do not run cannot be brought back by anybody.",
        "请不要重复转账。如果转到的是我们同样支持的另一个网络，通常可以找回，需要人工处理，最长 14 天。\n\n"
        "1. 记下交易哈希、币种、实际使用的网络和本来要用的网络。\n"
        "2. 通过本主题的表单写给我们，表单只会问这几项。\n"
        "3. 您会立即得到工单号和两个承诺时间。\n\n"
        "转到我们不支持的网络的资产，任何人都无法找回。",
        "funds",
        "wrong_network",
    ),
    ArticleDraft(
        "Freeze your account yourself",
        "自己动手冻结账户",
        "You can stop everything in a minute, before anybody answers the telephone.\n\n"
        "1. Open **Security – Freeze account** in the app, or use the link in any sign-in mail of ours.\n"
        "2. All sessions end, withdrawals and API keys stop.\n"
        "3. Then call a hotline from the official list. It is thawed only after your identity was checked.\n\n"
        "While it is frozen nobody can withdraw: neither you nor a thief.",
        "不必等电话接通，您一分钟内就能让一切停下来。\n\n"
        "1. 在 App 中打开**安全—冻结账户**，或使用我们任何一封登录邮件中的链接。\n"
        "2. 所有登录立即失效，提现和 API 密钥停用。\n"
        "3. 然后拨打官方名单上的热线。核实身份后才会解冻。\n\n"
        "冻结期间谁都无法提现，您不能，盗号者也不能。",
        "account_security",
        "being_emptied",
    ),
    ArticleDraft(
        "I lost my second factor",
        "二次验证丢失了怎么办",
        "1. Try one of the backup codes you kept when you set it up.\n"
        "2. Without one, choose **Lost your second factor?** on the sign-in page and follow the check of your identity.\n"
        "3. After a reset, withdrawals rest for 24 hours. That protects you.\n\n"
        "No agent can reset it on the telephone, and none will ask you for a code.",
        "1. 先试试设置时保存的备用码。\n"
        "2. 没有备用码时，在登录页选择**二次验证丢失？**，按提示核实身份。\n"
        "3. 重置后 24 小时内不能提现，这是为了保护您。\n\n"
        "任何客服都不能在电话里重置二次验证，也不会向您索要验证码。",
        "account_security",
        "stolen_or_locked",
    ),
    ArticleDraft(
        "Somebody claims to be our support",
        "有人自称是我们的客服",
        "We do not call you about passwords, codes or transfers, and we have no support in groups or private messages.\n\n"
        "- Hang up. Type nothing, send nothing, install nothing.\n"
        "- Paste the number, address or link into **Is this really us?** on the home page.\n"
        "- Report it there: it becomes a ticket, and others are warned.",
        "我们不会打电话向您索要密码、验证码或要求转账，也不会在群聊或私信中提供客服。\n\n"
        "- 请挂断电话。不要输入、转账或安装任何东西。\n"
        "- 把号码、网址或链接粘贴到首页的**“这真的是我们吗？”**。\n"
        "- 在那里举报：会生成工单，其他人也会得到提醒。",
        "account_security",
        "suspected_impostor",
    ),
    ArticleDraft(
        "Download statements and tax records",
        "下载对账单和税务记录",
        "1. Open **Assets – History – Export**.\n2. Choose the period, at most twelve months at a time.\n"
        "3. The file is ready within ten minutes; we write to you when it is.",
        "1. 打开**资产—历史记录—导出**。\n2. 选择时间范围，每次最多十二个月。\n3. 文件会在十分钟内生成，完成后我们会通知您。",
        "guidance",
        "records",
    ),
    ArticleDraft(
        "How leverage and liquidation work",
        "杠杆与强制平仓是怎么回事",
        "With a leverage of 10, a move of about 10 % against you uses up the margin, and the position is closed.\n\n"
        "- The **liquidation price** stands beside every open position.\n"
        "- Adding margin moves it away; a higher leverage brings it closer.\n"
        "- Fees and funding are taken from the margin too.",
        "使用 10 倍杠杆时，行情反向波动约 10% 就会耗尽保证金，仓位会被强制平仓。\n\n"
        "- **强平价格**显示在每个持仓旁边。\n"
        "- 追加保证金会让强平价格更远，提高杠杆会让它更近。\n"
        "- 手续费和资金费用也从保证金中扣除。",
        "guidance",
        "trading",
    ),
    ArticleDraft(
        "How to complain, and by when you hear from us",
        "如何投诉，多久有答复",
        "Open your ticket with its number and choose **Not resolved**. The complaint goes to somebody who had no part in it, with a number "
        "of its own.\n\n"
        "- When we miss a promised time, it opens by itself.\n"
        "- You hear from us in writing, point by point.\n"
        "- You can disagree with the decision; the letter says how.",
        "用工单号打开您的工单，选择**问题没有解决**。投诉会交给没有参与过此事的人处理，并有单独的编号。\n\n"
        "- 如果我们错过承诺时间，投诉会自动生成。\n"
        "- 我们会逐点书面答复您。\n"
        "- 您可以不同意处理结果，信中会说明如何申诉。",
        "complaint",
    ),
]


def write_articles(by: User, at: datetime) -> None:
    """One every few minutes; readers found most of them helpful."""
    for place, draft in enumerate(ARTICLES):
        written = at + timedelta(minutes=7 * place)
        article = save_article(draft=draft, by=by, at=written)
        for reader in range(11 - place):
            rate_article(article=article, helped=reader % 5 != 4, place=f"demo {reader}", at=written)
