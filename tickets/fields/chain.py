"""Checks of networks, addresses and transaction hashes: is it right here, and if not, what is it?

The order of the questions is the order of their use to the person who types: right; a key that must not be kept; the
other sort of thing; right for another network; nearly right; what it should look like.
"""

from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, Sentence
from core.secrets import SecretKind, removed_from
from tickets.fields.networks import FAMILIES, NETWORKS, Family, Network, Writing, find_network, is_private_key
from tickets.fields.plain import filled, narrow, refusal
from tickets.fields.shape import Checked, Field, FieldKind

KEY_TYPED = "private_key"  # the code of a refusal whose text must not be shown or kept
_UNRULED = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:._-+/=")


def check_network(field: Field, text: str) -> Checked:
    """The key of a network; "TRC-20" or "ERC20" are understood."""
    network = find_network(narrow(text))
    offered = dict(field.choices) or NETWORKS
    if network is None or network.key not in offered:
        raise refusal(field, _("Choose the network from the list; if it is missing there, choose “Another network”."))
    return Checked(network.key)


def check_on_chain(field: Field, text: str, network: str) -> Checked:
    """An address or a transaction hash, written as its network writes it. A link to a block explorer is unpacked.

    `network` is what the network field holds so far, perhaps nothing. Raises InvalidInput that says what was typed: a
    private key (code "private_key"), a hash for an address, an address of another network, a wrong character.
    """
    typed = _out_of_link(narrow(text))
    if SecretKind.KEY in removed_from(text) or is_private_key(typed):  # most keys end at the gate (core.text)
        raise InvalidInput(
            fields={
                field.key: _(
                    "This is a private key. Clear it: we never need it. "
                    "Whoever has seen it can take the coins, so move them to a new wallet now."
                )
            },
            code=KEY_TYPED,
        )
    chosen = find_network(narrow(network[:60]))
    if chosen is None:
        return _on_any_network(field, typed)
    if chosen.family is None:
        return _on_unruled_network(field, typed)
    writing = _writing(chosen.family, field.kind)
    if not writing.fits(typed):
        raise refusal(field, _what_is_wrong(field.kind, typed, chosen, chosen.family))
    return Checked(writing.canonical(typed), filled(_right(writing), network=chosen.name))


def _writing(family: Family, kind: FieldKind) -> Writing:
    return family.address if kind is FieldKind.ADDRESS else family.txid


def _other_kind(kind: FieldKind) -> FieldKind:
    return FieldKind.TXID if kind is FieldKind.ADDRESS else FieldKind.ADDRESS


def _families(kind: FieldKind, typed: str) -> list[Family]:
    return [family for family in FAMILIES if _writing(family, kind).fits(typed)]


def _right(writing: Writing) -> Sentence:
    return _("Format and checksum right for {network}.") if writing.has_checksum else _("Format right for {network}.")


def _mixed_up(kind: FieldKind) -> Sentence:
    if kind is FieldKind.ADDRESS:
        return _("This is a transaction hash, not an address. Enter the address here.")
    return _("This is an address, not a transaction hash. The hash is shown in the details of the transfer.")


def _what_is_wrong(kind: FieldKind, typed: str, network: Network, family: Family) -> Sentence:
    """The most useful thing that can be said about `typed`, which is not right for `network`."""
    if _families(_other_kind(kind), typed):
        return _mixed_up(kind)
    others = _families(kind, typed)
    if len(others) == 1:
        belongs = (
            _("This address belongs to {other}, not to {network}. Check the network.")
            if kind is FieldKind.ADDRESS
            else _("This transaction hash belongs to {other}, not to {network}. Check the network.")
        )
        return filled(belongs, other=others[0].name, network=network.name)
    writing = _writing(family, kind)
    if writing.outline.fullmatch(typed):
        damaged = (
            _("At least one character of this {network} address is wrong. Have it copied and pasted, not typed.")
            if kind is FieldKind.ADDRESS
            else _("At least one character of this {network} hash is wrong. Have it copied and pasted, not typed.")
        )
        return filled(damaged, network=network.name)
    return filled(writing.hint, network=network.name, count=len(typed))


def _on_any_network(field: Field, typed: str) -> Checked:
    """Nobody has named the network yet: the value itself may tell."""
    families = _families(field.kind, typed)
    if not families:
        if _families(_other_kind(field.kind), typed):
            raise refusal(field, _mixed_up(field.kind))
        raise refusal(
            field, _("No network that we know writes it like this. Choose the network and check each character.")
        )
    value = _writing(families[0], field.kind).canonical(typed)
    if len(families) == 1:
        return Checked(
            value, filled(_("Looks like {network}. Choose the network to be sure."), network=families[0].name)
        )
    return Checked(value, _("Several networks write it like this. Choose the network."))


def _on_unruled_network(field: Field, typed: str) -> Checked:
    if not 16 <= len(typed) <= 140 or not _UNRULED.issuperset(typed):
        raise refusal(
            field, _("Enter 16 to 140 letters and digits without blanks, copied from the wallet or the record.")
        )
    return Checked(typed, _("The rules of this network are not known here. Read it back to the caller."))


def _out_of_link(text: str) -> str:
    """The last part of an explorer's link ("…/tx/0xab…?tab=1"), or the text itself."""
    if not text.lower().startswith(("https://", "http://")):
        return text
    return unquote(text.rstrip("/").rpartition("/")[2].partition("?")[0])
