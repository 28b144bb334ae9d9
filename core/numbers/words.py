"""How digits are said and written. Data of the languages themselves, so it is not translated."""

from typing import Final

SPOKEN_EN: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# 幺 for 1, as read on the telephone: 一 (yī) is taken for 七 (qī). 零 and not 〇, which few input methods offer.
SPOKEN_ZH: Final = ("零", "幺", "二", "三", "四", "五", "六", "七", "八", "九")

# "oh" and "nought" from the telephone; the rest as radio says it (ICAO Annex 10, volume II).
_ENGLISH_TOO: Final = {
    "0": "oh nought naught nil",
    "1": "wun",
    "3": "tree",
    "4": "fower",
    "5": "fife",
    "8": "ait",
    "9": "niner",
}
ENGLISH: Final = {word: str(digit) for digit, word in enumerate(SPOKEN_EN)} | {
    word: digit for digit, words in _ENGLISH_TOO.items() for word in words.split()
}

# Plain and financial forms, simplified and traditional, and the radio reading 洞幺两三四五六拐八勾.
_CHINESE_DIGITS: Final = (
    "零〇○洞",
    "一壹幺么",
    "二贰貳两兩",
    "三叁參",
    "四肆",
    "五伍",
    "六陆陸",
    "七柒拐",
    "八捌",
    "九玖勾钩鉤",
)
CHINESE: Final = {char: str(digit) for digit, chars in enumerate(_CHINESE_DIGITS) for char in chars}

# "double five", 双五: how often the next digit stands.
TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "双": 2, "雙": 2}

# 三个五, 3个5: the digit before it says how often the next one stands.
COUNTED: Final = frozenset("个個")

# Words around a number that carry no digit. "for", "to" and "won" are missing on purpose: they sound like digits.
_POLITE_EN: Final = "a an and the then is it its s my your our this that please thanks thank you hello hi"
_NAMING_EN: Final = "no nr num number numbers ticket tickets case id ref reference dash hyphen space slash"
HARMLESS_EN: Final = frozenset(f"{_POLITE_EN} {_NAMING_EN}".split())

# Longer ones first: 工单号码 must not be read as 工单 and leave 码 behind.
_NAMING_ZH: Final = "工单号码 工单编号 工单号 工单 单号 票号 号码 编号 数字 号"
_NAMING_ZH_HANT: Final = "工單號碼 工單編號 工單號 工單 單號 票號 號碼 編號 數字 號"
_POLITE_ZH: Final = "谢谢 謝謝 您好 你好 空格 横杠 橫槓 然后 然後 是 为 為 的 我 你 您 请 請 查 这 這 那 叫 和 横 橫 杠"
HARMLESS_ZH: Final = tuple(f"{_NAMING_ZH} {_NAMING_ZH_HANT} {_POLITE_ZH}".split())
