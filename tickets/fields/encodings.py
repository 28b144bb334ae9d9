"""How chains write bytes for people, and the checksums in it. Nothing but the standard library.

Sources: base58check (Bitcoin wiki), BIP-173 and BIP-350 (bech32, bech32m), XRPL "Address encodings", TON TEP-2.
"""

import base64
import binascii
import hashlib

BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
XRP_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32, _BECH32M = 1, 0x2BC830A3
# TEP-2: bounceable and non-bounceable addresses of the main network.
# Those of the test network (0x80 added) hold no money.
_TON_TAGS = (0x11, 0x51)


def base58_bytes(text: str, alphabet: str = BITCOIN_ALPHABET) -> bytes | None:
    """The bytes behind `text`, or None where a character does not belong. The cost is quadratic: short text only."""
    number = 0
    for character in text:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58check_payload(text: str, alphabet: str = BITCOIN_ALPHABET) -> bytes | None:
    """Version and content without the four check bytes, or None where they do not fit."""
    data = base58_bytes(text, alphabet)
    if data is None or len(data) < 5:
        return None
    payload, check = data[:-4], data[-4:]
    return payload if hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4] == check else None


def is_segwit_address(text: str, prefix: str) -> bool:
    """Whether `text` is a witness address of the chain `prefix` ("bc", "ltc"): bech32 for version 0, bech32m after."""
    if text not in (text.lower(), text.upper()):
        return False  # BIP-173: never mixed case
    text = text.lower()
    if not text.startswith(prefix + "1") or len(text) > 90:
        return False
    digits = [BECH32_ALPHABET.find(character) for character in text[len(prefix) + 1 :]]
    if len(digits) < 8 or -1 in digits:
        return False
    version, program = digits[0], _eight_bits(digits[1:-6])
    if (
        program is None
        or version > 16
        or not 2 <= len(program) <= 40
        or (version == 0 and len(program) not in (20, 32))
    ):
        return False
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    return _bech32_checksum(expanded + digits) == (_BECH32M if version else _BECH32)


def _bech32_checksum(digits: list[int]) -> int:
    check = 1
    for digit in digits:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ digit
        for bit, generator in enumerate(_BECH32_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check


def _eight_bits(digits: list[int]) -> bytes | None:
    """Groups of five bits as bytes; None where the padding is longer than it need be or not zero."""
    number = 0
    for digit in digits:
        number = number << 5 | digit
    length, padding = divmod(len(digits) * 5, 8)
    if padding > 4 or number & ((1 << padding) - 1):
        return None
    return (number >> padding).to_bytes(length, "big")


def base64_bytes(text: str) -> bytes | None:
    """The bytes behind base64 in either alphabet, with or without its equals signs; "
    "None where it is something else."""
    text = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    # The decoder skips what it does not know; writing it back shows whether it did.
    return data if base64.urlsafe_b64encode(data).decode().rstrip("=") == text else None


def is_ton_address(text: str) -> bool:
    """Whether `text` is a friendly TON address: tag, workchain, 32 bytes, CRC-16 (XMODEM), 48 characters in all."""
    data = base64_bytes(text) if len(text) == 48 else None
    return (
        data is not None
        and len(data) == 36
        and data[0] in _TON_TAGS
        and data[1] in (0x00, 0xFF)
        and binascii.crc_hqx(data[:34], 0) == int.from_bytes(data[34:], "big")
    )
