"""Mail servers for tests: one with TLS whose certificates are made here, and one that says what it is told to say."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "himitsu-no-kagi"
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FAR = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)


class Authority:
    """A CA of its own, and certificates of its."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test CA")])
        self.certificate = (
            self._builder(name, name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _builder(self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> Any:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        return made.serial_number(x509.random_serial_number()).not_valid_before(LONG_AGO).not_valid_after(FAR)

    def server_context(self, folder: Path, name: str) -> ssl.SSLContext:
        """A server's, for ``name`` (a host name or an address)."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
        try:
            own: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            own = x509.DNSName(name)
        of_ca = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        certificate = (
            self._builder(subject, self.certificate.subject, key)
            .add_extension(x509.SubjectAlternativeName([own]), critical=False)
            .add_extension(of_ca, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        whole = folder / "server.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        whole.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(whole)
        return context

    def trusting(self) -> ssl.SSLContext:
        """As the program makes its own, with this CA instead of the system's."""
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)


class _Controller(Controller):
    """Whose first look does not speak TLS: aiosmtpd's own would, with the server's context."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it listens by now
        socket.create_connection((self.hostname, self.port), 1.0).close()


@dataclass
class Sealed:
    """What a server behind TLS was given."""

    port: int = 0
    accepts: bool = True
    taken: list[bytes] = field(default_factory=list)
    signed_in: list[tuple[bytes, bytes]] = field(default_factory=list)
    was_sealed: list[bool] = field(default_factory=list)

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        assert isinstance(told, LoginPassword)
        self.signed_in.append((told.login, told.password))
        return AuthResult(success=self.accepts, handled=False)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        self.was_sealed.append(session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


@contextmanager
def sealed_server(security: str, context: ssl.SSLContext) -> Iterator[Sealed]:
    found = Sealed()
    more: dict[str, Any] = {"authenticator": found.check, "auth_required": True}
    if security == "tls":
        more |= {"ssl_context": context, "auth_require_tls": False}  # aiosmtpd knows only of its own STARTTLS
    else:
        more |= {"tls_context": context, "require_starttls": True, "auth_require_tls": True}
    controller = _Controller(found, hostname="127.0.0.1", port=0, **more)
    controller.start()
    found.port = controller.port
    try:
        yield found
    finally:
        controller.stop()


class Line:
    """One connection of a scripted server; everything that came over it in clear."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.came = b""
        self._waiting = b""

    def says(self, text: str) -> None:
        self.connection.sendall(text.encode() + b"\r\n")

    def hears(self, end: bytes = b"\r\n") -> bytes:
        """Up to ``end``; what is left when the other end goes."""
        while end not in self._waiting:
            try:
                part = self.connection.recv(65_536)
            except ConnectionResetError:
                part = b""
            if not part:
                end = b""
                break
            self.came += part
            self._waiting += part
        length = self._waiting.index(end) + len(end) if end else len(self._waiting)
        found, self._waiting = self._waiting[:length], self._waiting[length:]
        return found

    def hears_out(self) -> None:
        """Until the other end goes."""
        while self.hears():
            pass

    def breaks(self) -> None:
        """At once, without an end (RST)."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()


@contextmanager
def scripted_server(script: Callable[[Line], None]) -> Iterator[tuple[int, list[Line]]]:
    """Speaks the script with whoever comes; gives its port and the lines."""
    listening = socket.create_server(("127.0.0.1", 0))
    lines: list[Line] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                lines.append(Line(connection))
                script(lines[-1])

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1], lines
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)
        assert not thread.is_alive()
