"""How one server is set up: one frozen value, read once at the start from a TOML file and the environment.

Unknown keys are refused, so a misspelt one is not silently nothing. What the provider decides (name, terms, hours) is not
here: it is dated data in the database.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

ENVIRONMENT: Final = "MADOGUCHI_"
LONE_RELAY: Final = "MADOGUCHI_LONE_RELAY_"  # a relay by itself; MADOGUCHI_RELAY_URL is the server's own
DATABASE_FILE: Final = "madoguchi.sqlite3"


class SettingsWrong(Exception):
    """A sentence for the person who wrote the file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every field is one key of the file."""

    data_dir: Path
    database: str = field(default="", repr=False)  # postgresql+psycopg://…; empty: a file of SQLite's in data_dir
    ledger_signer: Path | None = None  # the socket of `madoguchi signer`; empty: ledger.pem in data_dir signs
    public_url: str = "http://127.0.0.1:8080"  # the origin that browsers see; https in earnest
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    relay_inside: bool = True  # False: a relay runs elsewhere, at relay_url
    relay_url: str = ""  # empty: /relay of this server
    relay_node: str = "main"
    trusted_proxies: tuple[str, ...] = field(default=())  # networks whose X-Forwarded-For is believed
    idle_minutes: int = 15
    absolute_hours: int = 12
    host_builds: Path | None = None  # the customer's programs; empty: data_dir/host_builds
    operations_listen: str = ""  # address:port for /metrics and /readyz, such as 127.0.0.1:9464; empty: none
    smtp_host: str = ""  # the mail server for statements and invitations; empty: none are sent
    smtp_port: int = 587
    smtp_security: str = "starttls"  # starttls, tls, or none (to a mail server on this computer alone)
    smtp_sender: str = ""
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    oidc_issuer: str = ""  # the sign-in service, such as https://id.example.jp; empty: none
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""  # what its button says; empty: its host
    webhook_networks: tuple[str, ...] = field(default=())  # private networks that webhooks may go to
    webhook_http_loopback: bool = False  # plain http to this computer itself, for trying
    clamd: str = ""  # the virus scanner: the path of its socket, or host:port; empty: no file counts as clean
    openapi: bool = False
    demo: bool = False  # one-time sign-in links; loopback only

    def __post_init__(self) -> None:
        if self.database and self.database.partition(":")[0] not in {"postgresql", "postgresql+psycopg"}:
            raise SettingsWrong("database must begin with postgresql+psycopg:// (left out: a file in data_dir)")
        url = urlsplit(self.public_url)
        if (
            url.scheme not in {"http", "https"}
            or not url.hostname
            or url.path
            or url.query
            or url.fragment
            or url.username
        ):
            raise SettingsWrong("public_url must be scheme://host[:port] and nothing else")
        if url.scheme == "http" and not _is_loopback(url.hostname):
            raise SettingsWrong("public_url must be https, except on this computer itself (127.0.0.1)")
        if self.demo and not (_is_loopback(self.listen_host) and _is_loopback(url.hostname)):
            raise SettingsWrong("demo runs on this computer alone: listen_host and public_url must be 127.0.0.1")
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise SettingsWrong("tls_certificate and tls_key belong together")
        if not 0 <= self.listen_port <= 65_535:
            raise SettingsWrong("listen_port must be between 0 and 65535")
        if not 1 <= self.idle_minutes <= 24 * 60 or not 1 <= self.absolute_hours <= 24:
            raise SettingsWrong("idle_minutes and absolute_hours must be at least 1 and at most a day")
        if not self.relay_inside and urlsplit(self.relay_url).scheme not in {"ws", "wss"}:
            raise SettingsWrong("relay_url must begin with wss:// when the relay runs elsewhere")
        _check_mail(self)
        _check_sign_in_service(self)
        if self.operations_listen:
            self._check_operations()
        _check_networks("trusted_proxies", self.trusted_proxies)
        _check_networks("webhook_networks", self.webhook_networks)

    def _check_operations(self) -> None:
        try:
            host, port = self.operations_place
            address = ipaddress.ip_address(host)
            fits = address.is_private and not address.is_unspecified and 0 <= port <= 65_535
        except ValueError:
            fits = False
        if not fits:
            raise SettingsWrong("operations_listen must be address:port of this computer or of a private network")

    @property
    def operations_place(self) -> tuple[str, int]:
        """Address and port of ``operations_listen``."""
        host, _, port = self.operations_listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def origin(self) -> str:
        """As browsers write it."""
        return self.public_url

    @property
    def sign_in_service(self) -> str:
        """What its button says; empty: there is none."""
        return self.oidc_name or urlsplit(self.oidc_issuer).hostname or ""

    @property
    def host_name(self) -> str:
        """The name under which passkeys are made: the host of public_url."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")

    @property
    def relay_address(self) -> str:
        """What both ends are told."""
        return (
            self.relay_url or f"{'wss' if self.is_https else 'ws'}{self.public_url[self.public_url.index(':') :]}/relay"
        )

    @property
    def relay_origin(self) -> str:
        """For the Content-Security-Policy."""
        url = urlsplit(self.relay_address)
        return f"{url.scheme}://{url.netloc}"

    @property
    def database_at(self) -> Path | str:
        """The file, or the address of a PostgreSQL database."""
        return self.database or self.data_dir / DATABASE_FILE

    @property
    def builds_dir(self) -> Path:
        return self.host_builds or self.data_dir / "host_builds"


def _check_sign_in_service(settings: Settings) -> None:
    url = urlsplit(settings.oidc_issuer)
    if settings.oidc_issuer and (
        url.query
        or url.fragment
        or not url.hostname
        or not (url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname)))
    ):
        raise SettingsWrong("oidc_issuer must be the https address that the sign-in service calls itself by")
    if bool(settings.oidc_issuer) != bool(settings.oidc_client_id):
        raise SettingsWrong("oidc_issuer and oidc_client_id belong together")


def _check_networks(name: str, networks: tuple[str, ...]) -> None:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise SettingsWrong(f"{name}: {network!r} is no network") from None


def _check_mail(settings: Settings) -> None:
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        raise SettingsWrong("smtp_security must be starttls, tls or none")
    if settings.smtp_host and "@" not in settings.smtp_sender:
        raise SettingsWrong("smtp_sender must be the address that statements come from")
    if settings.smtp_host and settings.smtp_security == "none" and not _is_loopback(settings.smtp_host):
        raise SettingsWrong("smtp_security may be none only for a mail server on this computer (127.0.0.1)")


def load_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """From ``file``, then the environment (``MADOGUCHI_LISTEN_PORT``). Raises SettingsWrong."""
    own = {name: value for name, value in environment.items() if not name.startswith(LONE_RELAY)}
    given = gathered(Settings, file, own, ENVIRONMENT)
    if "data_dir" not in given:
        raise SettingsWrong("data_dir is missing: the folder with the database and the keys")
    return Settings(**given)


def gathered(kind: type[Any], file: Path | None, environment: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """What ``file`` and then the environment's names with ``prefix`` say about the fields of a dataclass, each in its field's
    own type. Raises SettingsWrong for a file that cannot be read and for names that ``kind`` does not have.
    """
    given: dict[str, Any] = {}
    if file is not None:
        try:
            given.update(tomllib.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise SettingsWrong(f"{file} is not there") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise SettingsWrong(f"{file} is not TOML: {wrong}") from None
    for name, value in environment.items():
        if name.startswith(prefix):
            given[name.removeprefix(prefix).lower()] = value
    known = {item.name: item for item in fields(kind)}
    if unknown := sorted(given.keys() - known.keys()):
        raise SettingsWrong(f"unknown settings: {', '.join(unknown)}")
    return {name: typed(name, str(known[name].type), value) for name, value in given.items()}


def typed(name: str, kind: str, value: object) -> Any:  # noqa: PLR0911 - one for each kind
    """The value in the field's own type; text from the environment is read as such."""
    match kind, value:
        case "bool", bool():
            return value
        case "bool", "true" | "yes" | "1":
            return True
        case "bool", "false" | "no" | "0":
            return False
        case "int", int() if not isinstance(value, bool):
            return value
        case "int", str() if value.lstrip("-").isdigit():
            return int(value)
        case "str", str():
            return value
        case (("Path" | "Path | None"), str()):
            return Path(value).expanduser()
        case "tuple[str, ...]", list() if all(isinstance(item, str) for item in value):
            return tuple(value)
        case "tuple[str, ...]", str():
            return tuple(part.strip() for part in value.split(",") if part.strip())
    raise SettingsWrong(f"{name} has a value of a wrong kind: {value!r}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
