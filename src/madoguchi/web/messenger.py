"""Carries one webhook message to its receiver. Runs in a worker thread of its own kind.

Guarantee: https alone (plain http to this computer only where the settings say so); the addresses that a name has are judged at the moment
of connecting, and the connection goes to the judged address, so no name can lead into the provider's own network; redirects are not
followed, nothing of the answer but its status is read, and all of it is over within seconds. SECURITY 1.3.6
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from madoguchi.office.hooks.service import Delivered

Address: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
STEP: Final = 10.0  # seconds for each wait
WHOLE: Final = 15.0  # seconds for all of it
# Addresses that carry an IPv4 address inside: NAT64 and 6to4.
_NAT64: Final = IPv6Network("64:ff9b::/96")
_PROTOCOLS: Final = IPv4Network("192.0.0.0/24")
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")


def resolved(host: str, port: int) -> list[str]:
    """Every address of a name, as the system knows them."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(address: Address) -> bool:
    """Whether everybody can reach it: no private, shared, local or special address, however it is written."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address in _SIX_TO_FOUR or address.teredo is not None:
            return False
    if isinstance(address, IPv4Address) and address in _PROTOCOLS:  # older Pythons call some of them global
        return False
    return address.is_global and not address.is_multicast


class HttpsMessenger:
    def __init__(
        self,
        networks: Sequence[str] = (),
        *,
        http_on_loopback: bool = False,
        context: ssl.SSLContext | None = None,
        resolve: Resolve = resolved,
        whole: float = WHOLE,
    ) -> None:
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(ipaddress.ip_network(one) for one in networks)
        self._http_on_loopback = http_on_loopback
        self._context = context or ssl.create_default_context()
        self._resolve = resolve
        self._whole = whole
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False

    def unfit(self, url: str) -> bool:
        """Whether it would never be sent there, as far as the address itself says."""
        parts = _parts(url)
        if parts is None or not self._scheme_fits(parts):
            return True
        literal = _literal(parts.hostname or "")
        return literal is not None and not self._may_reach(literal, parts.scheme)

    def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Delivered:
        """One try. What went wrong is told by a word of a closed list."""
        parts = _parts(url)
        if parts is None or self.unfit(url):
            return Delivered(0, "address")
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in self._resolve(host, port)]
        except (OSError, UnicodeError):
            return Delivered(0, "name")
        if not addresses or not all(self._may_reach(address, parts.scheme) for address in addresses):
            return Delivered(0, "address")
        return self._sent(parts, (str(addresses[0]), port), headers, body)

    def close(self) -> None:
        """Let go of every receiver at once: the server stops."""
        with self._lock:
            self._closed = True
            waiting = list(self._open)
        for one in waiting:
            _cut(one)

    def _scheme_fits(self, parts: SplitResult) -> bool:
        if parts.scheme == "https":
            return True
        literal = _literal(parts.hostname or "")
        return parts.scheme == "http" and self._http_on_loopback and literal is not None and literal.is_loopback

    def _may_reach(self, address: Address, scheme: str) -> bool:
        if scheme == "http":
            return address.is_loopback
        return is_public(address) or any(address in network for network in self._networks)

    def _sent(self, parts: SplitResult, place: tuple[str, int], headers: Mapping[str, str], body: bytes) -> Delivered:
        held: list[socket.socket] = []
        late = threading.Event()
        deadline = threading.Timer(self._whole, _cut_all, (held, late))
        deadline.daemon = True
        try:
            deadline.start()
            held.append(self._kept(socket.create_connection(place, timeout=min(STEP, self._whole))))
            if parts.scheme == "https":
                held.append(self._kept(self._context.wrap_socket(held[0], server_hostname=parts.hostname)))
            connection = HTTPConnection(parts.hostname or "", place[1])
            connection.sock = held[-1]
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, {**headers, "Connection": "close"})
            return Delivered(connection.getresponse().status, "")
        except TimeoutError:
            return Delivered(0, "timeout")
        except ssl.SSLError:
            return Delivered(0, "tls")
        except HTTPException:
            return Delivered(0, "timeout" if late.is_set() else "answer")
        except OSError:
            return Delivered(0, "timeout" if late.is_set() else "unreachable")
        finally:
            deadline.cancel()
            with self._lock:
                self._open -= set(held)
            for one in held:
                one.close()

    def _kept(self, opened: socket.socket) -> socket.socket:
        with self._lock:
            self._open.add(opened)
            closed = self._closed
        if closed:
            _cut(opened)
        return opened


def _cut_all(held: list[socket.socket], late: threading.Event) -> None:
    late.set()
    for one in list(held):
        _cut(one)


def _cut(one: socket.socket) -> None:
    """Whoever waits at it wakes up. Closing twice is nothing."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _parts(url: str) -> SplitResult | None:
    """The parts of an address that can be used at all."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    whole = parts.hostname and not parts.username and not parts.password and not parts.fragment
    return parts if plain and whole and port_fits else None


def _literal(host: str) -> Address | None:
    """The address that a host is written as. Odd spellings (0x7f.1, 127.1) are judged when the system has read them."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
