"""Ways to reach a person: brought to one form for matching, and masked for showing.

Either is a key to look up, never proof of who is there: codes go to what is on file, not to what is typed.
"""

import hmac
import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from core.errors import InvalidInput, Sentence
from core.text import fold

_LONGEST_EMAIL = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64  # RFC 5321 4.5.3.1.1, in octets
_LONGEST_LABEL = 63  # RFC 1035 2.3.4
_LONGEST_PHONE_INPUT = 60

_ASCII_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_ATOM_SIGNS = frozenset("!#$%&'*+-/=?^_`{|}~")  # RFC 5322 3.2.3
_IDNA_EXCEPTIONS = frozenset("-·・〇")  # RFC 5892 2.6
_IDNA_CATEGORIES = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})  # RFC 5892 2.1, lower case only

_PHONE_SIGNS = re.compile(r"[0-9+() \-./·]+")
_EXTENSION = re.compile(r"(?:ext|extn|extension|x|#|转|轉|分机|分機)\W*[0-9]+\W*$", re.IGNORECASE)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")  # the shortest whole numbers (Niue) have seven digits

_SHAPED_EMAIL = re.compile(r"([^@\s]+)@([^@\s.]+)((?:\.[a-z0-9-]+)+)", re.IGNORECASE)
_CJK = re.compile(
    r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)


def normalise_email(text: str) -> str:
    """An address in the form in which addresses are compared: lower case, NFKC, nothing invisible, the domain in ASCII.

    The domain follows IDNA 2008, so ß and ss stay two domains. Dots and +tags in the local part stay: what they mean is
    up to each provider. Local parts in any script are taken (RFC 6531); quoted ones and bare IP domains are not.
    Raises InvalidInput: email_empty, email_too_long, email_shape, email_local, email_domain.
    """
    if len(text) > 2 * _LONGEST_EMAIL:
        raise _email_too_long()
    folded = _lower(text).strip().removeprefix("mailto:").strip("<> ").rstrip(".,;")
    if not folded:
        raise InvalidInput(_("Type an e-mail address."), code="email_empty")
    local, at, domain = folded.partition("@")
    if not at or "@" in domain or not local or not domain:
        sentence = _("An e-mail address has one @ between a name and a domain, as in name@example.com.")
        raise InvalidInput(sentence, code="email_shape")
    if not _is_local(local):
        sentence = _(
            "The part before the @ has a space or a sign that addresses cannot have. Ask for it letter by letter."
        )
        raise InvalidInput(sentence, code="email_local")
    address = f"{local}@{_ascii_domain(domain)}"
    if len(address.encode()) > _LONGEST_EMAIL:
        raise _email_too_long()
    return address


def normalise_phone(text: str, region: str | None) -> str:
    """A number as E.164 (+6591234567). `region` (ISO 3166, "SG") is where a number without country code was typed.

    Takes full-width digits, spaces, brackets and the prefix 00; `+` always wins over `region`. A possible length is
    enough: numbering plans grow faster than tables.
    Raises InvalidInput: phone_empty, phone_unreadable, phone_extension, phone_needs_country, phone_ambiguous,
    phone_too_short, phone_too_long, phone_impossible.
    """
    dialled = _dialled(text)
    known = region.upper() if region and region.upper() in phonenumbers.SUPPORTED_REGIONS else None
    if not dialled.startswith(("+", "00")) and known is None:
        sentence = _("Begin with + and the country code, as in +65 9123 4567.")
        raise InvalidInput(sentence, code="phone_needs_country")
    number = _abroad(dialled, known) if dialled.startswith("00") else _parsed(dialled, known)
    # Read once more from its own form: the tables strip a trunk digit there that they let pass at home, and one number
    # must have one form.
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    number = _parsed(e164, None)
    _check_possible(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not _E164.fullmatch(e164):  # the tables also know inner numbers of three digits and of seventeen
        raise _bad_length("phone_too_short" if len(e164) < 10 else "phone_too_long")
    return e164


def spaced_phone(e164: str) -> str:
    """+65 6000 0000: grouped as people of that country read it."""
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def phone_last4(e164: str) -> str:
    """The last four digits of a normalised number. ValueError for anything else."""
    if not _E164.fullmatch(e164):
        raise ValueError("not an E.164 number")
    return e164[-4:]


def same_last4(typed: str, e164: str) -> bool:
    """Whether the four digits that a caller gave end this number, in a time that does not depend on the answer."""
    digits = "".join(fold(typed[:40]).split())
    shaped = len(digits) == 4 and digits.isdecimal() and _E164.fullmatch(e164) is not None
    known = e164[-4:] if shaped else ""
    return hmac.compare_digest(_ascii_digits(digits).encode(), known.encode()) and shaped


def mask_email(text: str) -> str:
    """`d•••@e••••.example.com`: first letters and the end of the domain, as many dots whatever the length."""
    shaped = _SHAPED_EMAIL.fullmatch(text.strip())
    if not shaped:
        return _initial(text) + "•••" if text.strip() else ""
    local, label, rest = shaped.groups()
    return f"{_initial(local)}•••@{_initial(label)}••••{rest.lower()}"


def mask_phone(e164: str) -> str:
    """`+65 •••• ••18`: country code and the last two digits, as many dots whatever the length."""
    if not e164.strip():
        return ""
    if not _E164.fullmatch(e164):
        return "•••• ••••"
    try:
        country = f"+{phonenumbers.parse(e164, None).country_code} "
    except NumberParseException:
        country = ""
    return f"{country}•••• ••{e164[-2:]}"


def mask_name(text: str) -> str:
    """`D··· O···` (first and last word), 陈* (one or two characters), 周*敏 (three and more), whatever the length."""
    letters = [char for char in unicodedata.normalize("NFC", text[:200]) if char.isalnum()]
    if letters and all(_CJK.match(char) for char in letters):
        return f"{letters[0]}*{letters[-1]}" if len(letters) > 2 else f"{letters[0]}*"
    initials = [initial for initial in map(_initial, text[:200].split()) if initial]
    if not initials:
        return "···" if text.strip() else ""
    return " ".join(f"{initial}···" for initial in (initials if len(initials) < 3 else (initials[0], initials[-1])))


def mask_uid(text: str) -> str:
    """`•••• ••77`: the last two characters of an account id of six and more, otherwise none."""
    uid = fold(text[:100]).strip()
    if not uid:
        return ""
    return f"•••• ••{uid[-2:]}" if len(uid) >= 6 and uid[-2:].isalnum() else "•••• ••••"


def _initial(word: str) -> str:
    """The first letter or digit with the first mark upon it, or nothing."""
    composed = unicodedata.normalize("NFC", word[:200])
    for place, char in enumerate(composed):
        if char.isalnum():
            mark = composed[place + 1 : place + 2]
            return char + mark if mark and unicodedata.category(mark).startswith("M") else char
    return ""


def _lower(text: str) -> str:
    """Letter by letter: as a whole, a Greek sigma would become another letter at the end of a word."""
    return unicodedata.normalize("NFKC", "".join(char.lower() for char in fold(text)))


def _email_too_long() -> InvalidInput:
    sentence = _("No e-mail address is that long. Type only the address, as in name@example.com.")
    return InvalidInput(sentence, code="email_too_long")


def _is_local(local: str) -> bool:
    """Whether this is a dot-atom (RFC 5322 3.2.3, letters of other scripts by RFC 6531) of possible length."""
    if len(local.encode()) > _LONGEST_LOCAL or "" in local.split("."):
        return False
    return all(char in _ATOM_SIGNS or char == "." or _is_word_sign(char) for char in local)


def _is_word_sign(char: str) -> bool:
    return char in "0123456789" or unicodedata.category(char) in _IDNA_CATEGORIES


def _ascii_domain(domain: str) -> str:
    labels = [_ascii_label(label) for label in domain.replace("。", ".").removesuffix(".").split(".")]
    if len(labels) < 2 or len(labels[-1]) < 2 or labels[-1].isdecimal():
        raise _bad_domain()
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    ascii_form = label
    if not label.isascii():
        ascii_form = "xn--" + label.encode("punycode").decode()
    if len(ascii_form) > _LONGEST_LABEL or not _ASCII_LABEL.fullmatch(ascii_form):
        raise _bad_domain()
    if ascii_form.startswith("xn--") and not _is_international(ascii_form):
        raise _bad_domain()
    return ascii_form


def _is_international(ascii_form: str) -> bool:
    """Whether an xn-- label stands for one that may exist (RFC 5892), and is the only way to write it."""
    try:
        label = ascii_form[4:].encode().decode("punycode")
        if label.isascii() or label != _lower(label) or label.encode("punycode").decode() != ascii_form[4:]:
            return False
    except (UnicodeError, ValueError, OverflowError):
        return False
    at_start = unicodedata.category(label[0])
    return not at_start.startswith("M") and all(_is_word_sign(char) or char in _IDNA_EXCEPTIONS for char in label)


def _bad_domain() -> InvalidInput:
    sentence = _("The part after the @ is not a whole domain, as in example.com. Ask for it letter by letter.")
    return InvalidInput(sentence, code="email_domain")


def _dialled(text: str) -> str:
    """What one would dial: ASCII digits and the signs between them."""
    if len(text) > _LONGEST_PHONE_INPUT:
        raise _bad_length("phone_too_long")
    dialled = _ascii_digits(fold(text)).strip()
    dialled = "".join("-" if unicodedata.category(char) == "Pd" else char for char in dialled)
    dialled = " ".join(dialled.lower().removeprefix("tel:").split())
    if not dialled:
        raise InvalidInput(_("Type a telephone number."), code="phone_empty")
    if _EXTENSION.search(dialled):
        sentence = _("Leave out the extension and note it in the text instead.")
        raise InvalidInput(sentence, code="phone_extension")
    if not _PHONE_SIGNS.fullmatch(dialled) or "+" in dialled.lstrip("( ")[1:]:
        sentence = _("A telephone number has only digits and a + in front. Take out everything else.")
        raise InvalidInput(sentence, code="phone_unreadable")
    return dialled.lstrip("( ") if dialled.lstrip("( ").startswith("+") else dialled


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _parsed(dialled: str, region: str | None) -> PhoneNumber:
    try:
        return phonenumbers.parse(dialled, region)
    except NumberParseException as refusal:
        if refusal.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            raise _bad_length("phone_impossible") from refusal
        too_long = refusal.error_type == NumberParseException.TOO_LONG
        raise _bad_length("phone_too_long" if too_long else "phone_too_short") from refusal


def _abroad(dialled: str, region: str | None) -> PhoneNumber:
    """A number that begins with 00: mostly the prefix for abroad, in some regions (001, 005) only the start of one."""
    plain = _parsed("+" + dialled[2:], None)
    if region is None:
        return plain
    try:
        local = phonenumbers.parse(dialled, region)
    except NumberParseException:
        return plain
    if local == plain or not phonenumbers.is_valid_number(local):
        return plain
    if phonenumbers.is_valid_number(plain):
        sentence = _(
            "This can be read as two different numbers. Write it with + and the country code, as in +65 9123 4567."
        )
        raise InvalidInput(sentence, code="phone_ambiguous")
    return local


_LENGTHS: dict[str, Sentence] = {
    "phone_too_short": _("This telephone number is too short. Ask for the missing digits."),
    "phone_too_long": _("This telephone number is too long. Type one number only."),
    "phone_impossible": _("No telephone number looks like this. Check the country code and count the digits."),
}
_REASONS = {
    ValidationResult.TOO_SHORT: "phone_too_short",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "phone_too_short",
    ValidationResult.TOO_LONG: "phone_too_long",
}


def _check_possible(number: PhoneNumber) -> None:
    result = phonenumbers.is_possible_number_with_reason(number)
    if result != ValidationResult.IS_POSSIBLE:
        raise _bad_length(_REASONS.get(result, "phone_impossible"))


def _bad_length(code: str) -> InvalidInput:
    return InvalidInput(_LENGTHS[code], code=code)
