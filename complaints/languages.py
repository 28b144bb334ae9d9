"""Languages in which a complaint may be made, by Django's codes and their own names. Any other one is "other"."""

LANGUAGES: dict[str, str] = {
    "zh-hans": "简体中文",
    "en": "English",
    "zh-hant": "繁體中文",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "vi": "Tiếng Việt",
    "ar": "العربية",
}
OTHER = "other"


def letter_language(language: str) -> str:
    """The language of our letters for a complaint in `language`: Chinese and English are written, all others get English."""
    return "zh-hans" if language.startswith("zh") else "en"


def is_answered_in_own(language: str) -> bool:
    """Whether the letters speak the complaint's own language; else they say that they do not."""
    return language in {"zh-hans", "en"}


def language_name(language: str) -> str:
    """Its own name; the code, or nothing, where no name is known."""
    return LANGUAGES.get(language, "" if language == OTHER else language)
