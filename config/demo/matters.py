"""What customers of the demo call about: subject, what was said, what we answer. Invented, in the tone of real calls."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """One story; `topic` names the playbook, whose category follows."""

    topic: str
    language: str
    subject: str
    note: str
    answer: str
    solution: str


ZH, EN = "zh-hans", "en"
MATTERS = [
    Matter(
        "deposit_missing",
        ZH,
        "USDT 充值 6 小时未到账，TRC-20，已催问两次",
        "客户今早 8 点从自己的钱包转出 2,000 USDT，TRON 网络，钱包显示成功。应用里一直没有入账。已念出单号，客户复述无误。",
        "您好，我们已在链上查到这笔转账，目前已有 14 个确认。满 20 个确认后会自动入账，您不需要再做任何操作。",
        "链上确认满 20 个后已自动入账，客户确认收到。",
    ),
    Matter(
        "withdrawal_stuck",
        EN,
        "Withdrawal stuck in review since Tuesday, needed for payroll",
        "Withdrawal of 18,400 USDC has been in review for two days. Caller runs a small firm and needs it for payroll on Friday. Asked him for nothing but the order number.",
        "Your withdrawal is in a manual review because the address is new. The review team has your order number and answers within the promised time. Nothing is missing from your side.",
        "Review finished, withdrawal sent and confirmed on chain.",
    ),
    Matter(
        "lost_2fa",
        ZH,
        "重装手机后 Google Authenticator 丢失，已补交视频",
        "客户换手机后验证器丢失，无法登录。已说明：客服不能解除验证，需在应用内走“更换验证器”流程，审核后 24 小时内限制提币。",
        "更换验证器的申请已收到，身份复核完成后您会收到应用内通知。期间任何人向您索要验证码都不是我们。",
        "复核通过，客户已绑定新的验证器。",
    ),
    Matter(
        "account_settings",
        EN,
        "How is the 24 h cooling period of the whitelist counted?",
        "Caller added a withdrawal address and asks when it can be used. Explained the 24 hours; he wants the exact rule in writing.",
        "The 24 hours start when you confirm the address by e-mail, and they run on all days. The address page shows the exact time at which it opens.",
        "Explained in writing, with the help article.",
    ),
    Matter(
        "suspected_impostor",
        ZH,
        "收到“官方客服”Telegram 私信，要求转到安全账户",
        "客户收到自称我方客服的私信，要求把资产转到“安全账户”。客户没有操作。已告知：我们从不要求转账，也不私信索要验证码。",
        "感谢您的举报。该账号与我们无关，已提交封禁。请勿点击其中任何链接，也不要提供验证码。",
        "冒充账号已上报平台并记入仿冒名单。",
    ),
    Matter(
        "wrong_network",
        ZH,
        "ETH 充到旧合约地址，0x7a2f…c41e",
        "客户按去年保存的地址充值 1.2 ETH，该地址已停用。已记录交易哈希，转技术核查能否找回。",
        "您使用的是已停用的充值地址。我们正在核查能否找回，最迟在承诺时间内给您书面答复。",
        "已人工找回并入账，提醒客户每次从应用内复制地址。",
    ),
    Matter(
        "wrong_network",
        EN,
        "Deposit memo missing (XRP), receipt attached",
        "Sent 3,150 XRP without the destination tag. Has the hash and the receipt of the sending exchange.",
        "We have found your transfer by its hash. Deposits without a tag are credited by hand after a check; you do not need to send anything again.",
        "Credited by hand after the check.",
    ),
    Matter(
        "missing_balance",
        EN,
        "Sent SOL to my own address, explorer says finalized but balance is unchanged",
        "Transfer between her own account and her wallet. Explorer shows finalized, app shows the old balance. Asked to log out and in: no change.",
        "The transfer is final on chain and reached us. The balance page was behind; it is being refreshed now.",
        "Balance shown correctly after the index was refreshed.",
    ),
    Matter(
        "fiat",
        EN,
        "Card purchase charged twice, only one order filled",
        "Two charges of 250 USD on the card, one order in the history. Caller has both receipts of the bank. No card number taken.",
        "The second charge is a reservation that the bank releases by itself, usually within three working days. If it is still there on Monday, reply here.",
        "Second charge released by the bank.",
    ),
    Matter(
        "fiat",
        ZH,
        "法币入金被退回，缺付款人姓名",
        "客户银行转账入金 5 万港币被退回，银行称附言缺少付款人姓名。客户想知道如何重新汇款。",
        "请在附言中填写与账户一致的姓名后重新汇款。退回的款项由您的银行处理，通常需 1 至 3 个工作日。",
        "客户重新汇款成功。",
    ),
    Matter(
        "records",
        ZH,
        "如何导出 2025 年度交易记录（CSV）？",
        "客户报税需要全年交易记录，应用内只能看到三个月。已说明网页端可导出整年。",
        "请在网页端打开“订单 → 历史 → 导出”，选择 2025 年全年，文件会在几分钟后生成。",
        "客户已导出。",
    ),
    Matter(
        "suspicious_login",
        EN,
        "Login from a device I do not recognise, session already ended",
        "Mail about a login from another country at 03:10. Caller changed the password and ended all sessions before calling. No funds moved.",
        "You did the right thing. We have marked the login and see no transfer. Please also renew your second factor in the app, under Security.",
        "No loss. Customer renewed password and second factor.",
    ),
    Matter(
        "trading",
        ZH,
        "合约强平价格与页面显示不一致，想了解计算方式",
        "客户 10 倍杠杆多单，认为强平价与下单时显示不同。已解释保证金率和标记价格，客户希望书面说明。",
        "强平按标记价格计算，而不是最新成交价；追加或减少保证金都会改变强平价。附上计算示例，请查收。",
        "已书面说明，客户表示理解。",
    ),
    Matter(
        "deposit_withdraw_howto",
        EN,
        "First deposit: which network should I choose?",
        "New customer wants to deposit USDT and is unsure about networks. Explained step by step on the phone.",
        "Choose the network that both sides name the same way, and send a small amount first. The deposit page in the app always shows the right address.",
        "First deposit arrived.",
    ),
    Matter(
        "delay",
        EN,
        "Complaint: fee of a cancelled order was not returned",
        "Customer was told on Monday that the fee of a cancelled order would be returned within a day. It was not. Wants a written answer.",
        "Your complaint is recorded. The fee is being checked by somebody who had no part in the first answer.",
        "Fee returned, apology sent.",
    ),
    Matter(
        "service",
        ZH,
        "投诉：热线排队 40 分钟后掉线，无人回拨",
        "客户昨晚排队 40 分钟后掉线，没有回拨。要求说明原因并给出书面答复。",
        "非常抱歉让您久等。我们正在核对昨晚的线路记录，会在承诺时间内书面答复您。",
        "查明为线路故障，已致歉并补偿手续费券。",
    ),
    Matter(
        "withdrawal_stuck",
        ZH,
        "提现到新地址被拦截，冷静期显示还剩 3 小时",
        "客户昨天新增提币地址，今天提现 0.8 BTC 被拦截，页面显示冷静期。客户着急付款，已解释规则，客服不能缩短。",
        "新增地址的 24 小时冷静期到今晚 18:40 结束，之后提现会自动继续，无需重新提交。",
        "冷静期结束后提现自动完成。",
    ),
    Matter(
        "deposit_missing",
        EN,
        "Deposit of 2,400 USDC not credited",
        "Sent 2,400 USDC on Ethereum at 08:40, wallet says pending. Number read out and repeated.",
        "Your transaction was mined and has 7 of 12 confirmations. It is credited by itself at 12; please do not send it again.",
        "Credited after 12 confirmations.",
    ),
    Matter(
        "missing_balance",
        ZH,
        "现货余额与总资产不一致，差 312 USDT",
        "客户发现现货余额比昨天少 312 USDT，没有交易记录。已查看订单：有一笔未成交委托占用资金。",
        "差额被一笔未成交的限价委托占用，可在“当前委托”中查看；撤单后余额即恢复。",
        "客户撤单后余额恢复。",
    ),
    Matter(
        "wrong_network",
        ZH,
        "USDT 误转到 BSC 网络，交易所只开放 TRC-20",
        "客户把 500 USDT 从钱包以 BSC 网络转出，充值页面是 TRON 地址。已记录哈希，说明能否找回需技术核查。",
        "已在 BSC 链上找到这笔转账，目标地址由我们控制，可以人工找回，手续费 20 USDT，预计五个工作日。",
        "已找回并入账。",
    ),
    Matter(
        "withdrawal_stuck",
        EN,
        "Withdrawal shows completed, receiver sees nothing",
        "1.5 ETH withdrawn last night, status completed, the receiving exchange has not credited. Caller has the transaction hash.",
        "The transaction succeeded and has more than 500 confirmations, so the funds are with the receiving exchange. Please give them this hash; they can credit it.",
        "Receiving exchange credited it.",
    ),
    Matter(
        "fiat",
        ZH,
        "P2P 已付款，卖家迟迟不放币",
        "客户 P2P 订单已付款 40 分钟，卖家未放币也不回消息。已指导在订单内发起申诉，上传付款凭证。",
        "您的申诉已受理，卖家的币已冻结在托管中。核实付款后会放币给您，请保留银行凭证。",
        "核实付款后已放币。",
    ),
    Matter(
        "stolen_or_locked",
        EN,
        "Account locked after too many sign-in attempts",
        "Locked out this morning, says somebody tried passwords. Second factor still with her. Told her the self-service unlock and what it checks.",
        "The lock ends by itself after you confirm the mail we sent to your registered address. If you did not receive one, reply here and we send it again.",
        "Unlocked by the customer herself.",
    ),
]
EMERGENCY = Matter(
    "being_emptied",
    ZH,
    "账户正在被盗用：刚刚有两笔提币不是本人操作",
    "客户称 5 分钟内出现两笔陌生提币，人在外地，手机刚失去信号。已引导先在应用内自助冻结，随后提交冻结请求。",
    "您的账户已冻结，任何提币都已停止。我们正在逐笔核查，请不要向任何人提供验证码。",
    "账户冻结成功，剩余资产安全。",
)
DECISIONS = {
    ZH: "投诉成立。首次回复晚于承诺时间，原因是交接时没有留言。我们向您致歉，并已补偿一张手续费券；交接表单已改为必须留言。",
    EN: "Upheld. The first reply came later than promised, because the ticket was handed over without a note. We apologise and "
    "have returned the fee; the hand-over form now asks for a note.",
}
