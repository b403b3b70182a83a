"""What an operator may set, all through the environment; each has a default that works on a bare machine."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from tocsin.kernel.errors import Refusal, Words
from tocsin.kernel.retention import KEPT_DAYS

ROOT = Path(__file__).resolve().parents[2]


class BadSetting(Refusal):
    """A setting has a value the server cannot use."""

    code = "settings.bad_setting"
    status = 500
    words = Words(
        "设置 {name} 的值无效：{value}", "設定 {name} 的值無效：{value}", "Setting {name} has an invalid value: {value}"
    )


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one server. The environment variable of ``data_dir`` is ``TOCSIN_DATA_DIR``, and so on."""

    data_dir: Path = ROOT / "var"
    host: str = "127.0.0.1"
    port: int = 8420
    public_url: str = ""
    """The address people use, when a proxy stands before the server: ``https://work.example.org``."""
    database_url: str = ""
    """Any PostgreSQL 15 or later; empty: the embedded one, under ``data_dir``. Read from ``DATABASE_URL``."""
    kek_file: Path | None = None
    """The key-encrypting key; empty: ``data_dir/keys/kek``."""
    blobs_url: str = ""
    """Where sealed files are kept; empty: ``data_dir/blobs``."""
    blobs_grace_hours: int = 24
    """How long a blob that no row names is left alone: its row may still be on its way."""
    file_limit: int = 2 * 1024**3
    """Bytes of one file."""
    uploads_open: int = 200
    """Files one person may have uploaded, or be uploading, and not sent yet."""
    uploads_open_bytes: int = 20 * 1024**3
    """Bytes of those together."""
    uploads_kept_hours: int = 72
    """How long a file is kept that is not sent, since the last part of it came."""
    audit_days: int = KEPT_DAYS
    """How many days acts of the operator, and others of the platform's realm, are kept: 190 at least, six calendar months."""
    egress: bool = True
    """Whether the server fetches pages that people link to; where it does not, links have no cards."""
    egress_networks: str = ""
    """Private networks it may fetch from all the same, separated by commas, for the organisation's own sites."""
    web_dir: Path = ROOT / "web" / "dist"
    trusted_proxies: str = ""
    """Addresses and networks whose ``X-Forwarded-For`` is believed, separated by commas."""
    metrics_token: str = ""
    """With it ``/metrics`` answers its bearer from anywhere; without it only callers on loopback, and nobody behind a proxy."""
    dev: bool = False
    """Shows sign-in codes on the screen. Never on a server that others can reach."""
    pool_size: int = 12
    connections: int = 10_000
    """Connections from outside at once; ``connections_per_address`` from one address that is no proxy's."""
    connections_per_address: int = 1_000
    socket_commands_per_second: int = 20
    """Commands a client may send over its socket, five seconds' worth at once."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; raise :class:`BadSetting` naming the variable that cannot be used."""
        values: dict[str, str] = {}
        for field in cls.__struct_fields__:
            name = "DATABASE_URL" if field == "database_url" else f"TOCSIN_{field.upper()}"
            if environment.get(name):
                values[field] = environment[name]
        known: dict[str, object] = {}
        types = {field.name: field.type for field in msgspec.structs.fields(cls)}
        for name, value in values.items():
            try:
                known[name] = msgspec.convert(value, types[name], strict=False, dec_hook=lambda kind, raw: kind(raw))
            except msgspec.ValidationError as error:
                raise BadSetting(name=name, value=value) from error
        found = cls(**known)  # type: ignore[arg-type]
        if found.audit_days < KEPT_DAYS:
            raise BadSetting(name="TOCSIN_AUDIT_DAYS", value=str(found.audit_days))
        return found

    @property
    def own_networks(self) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """The private networks the server may fetch pages from. Raises :class:`BadSetting`."""
        try:
            return [ipaddress.ip_network(one.strip()) for one in self.egress_networks.split(",") if one.strip()]
        except ValueError as error:
            raise BadSetting(name="TOCSIN_EGRESS_NETWORKS", value=self.egress_networks) from error

    @property
    def secure(self) -> bool:
        """Whether people reach the server over TLS."""
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """The Host names the server answers to: its own on loopback, and the public one. Stops DNS rebinding."""
        own = {"127.0.0.1", "localhost", "[::1]", self.host}
        public = urlsplit(self.public_url).hostname
        return frozenset(own | ({public} if public else set()))
