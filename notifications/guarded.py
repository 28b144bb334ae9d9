"""Connections to addresses that somebody outside chose: never into a private network, never for long.

A name is resolved once, here, and the address that was looked at is the one that is connected to: a name that answers differently the
second time (DNS rebinding) gains nothing.
"""

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection

from outbox.services import PermanentFailureError

WHOLE_SECONDS = 15.0


class RefusedAddressError(PermanentFailureError):
    """The name leads into a network that no program may send us to."""


def is_allowed(address: str) -> bool:
    """Public, or in one of the operator's own WEBHOOK_NETWORKS."""
    # An interface may be named behind a percent sign.
    found = _inner(ip_address(address.partition("%")[0]))
    networks = [ip_network(each) for each in settings.WEBHOOK_NETWORKS]
    if any(found in network for network in networks if network.version == found.version):
        return True
    return found.is_global and not found.is_multicast


def _inner(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(found, IPv4Address):
        return found
    if found in ip_network("64:ff9b::/96"):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)


def resolved(host: str, port: int | None) -> list[str]:
    """The addresses of a name. Raises RefusedAddressError when one of them is not allowed, OSError when there is none."""
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(place[4][0]) for place in places))
    if not all(is_allowed(each) for each in found):
        raise RefusedAddressError(f"{host} is in a private network, where webhooks are not sent")
    return found


class _Guarded(HTTPConnection):
    """Connects to the address that was looked at, and hangs up when the whole takes too long."""

    _end: threading.Timer | None = None
    _spare: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        addresses = resolved(name, self.port)
        try:
            for address in addresses:
                self._dns_host = address
                try:
                    made = super()._new_conn()
                except urllib3.exceptions.HTTPError:
                    if address == addresses[-1]:
                        raise
                else:
                    break
        finally:
            self._dns_host = name
        self._limit(made)
        return made

    def _limit(self, made: socket.socket) -> None:
        """A peer that sends a byte now and then never meets the limit of one read. The copy outlives the move to TLS."""
        self._spare = made.dup()
        self._end = threading.Timer(WHOLE_SECONDS, _hang_up, [self._spare])
        self._end.daemon = True
        self._end.start()

    def close(self) -> None:
        """And forget the limit."""
        if self._end is not None:
            self._end.cancel()
        if self._spare is not None:
            self._spare.close()
        super().close()


def _hang_up(made: socket.socket) -> None:
    try:
        made.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


class _GuardedTls(_Guarded, HTTPSConnection):
    """The same with TLS; the certificate is checked against the name."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class GuardedPool(urllib3.PoolManager):
    """urllib3 with these connections."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
