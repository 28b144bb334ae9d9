"""The number as it is read out to a caller. English, or Chinese when the language code begins with zh."""

from core.numbers.check import groups
from core.numbers.words import SPOKEN_EN, SPOKEN_ZH


def spoken_digits(number: str, language: str) -> list[str]:
    """One syllable or word per digit, to stand under the digits: 五 零 九 三 or five zero nine three."""
    words = SPOKEN_ZH if _is_chinese(language) else SPOKEN_EN
    return [words[int(digit)] for digit in number]


def spoken(number: str, language: str) -> str:
    """The whole number in groups of four with a pause between: 五零九三，幺七二八，四六三三。 `parse` reads it back."""
    if _is_chinese(language):
        return "，".join("".join(spoken_digits(group, language)) for group in groups(number)) + "。"
    return ", ".join(" ".join(spoken_digits(group, language)) for group in groups(number)) + "."


def _is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")
