"""Every setting, from the environment (``KEJU_…``); ``keju settings`` lists them."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.kernel.errors import StartRefused
from service.kernel.signing import Signer

_ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """What an operator may set; each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix="KEJU_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="Where the database, the index and the secret are kept")
    database_url: str = Field("", description="SQLite file in the data folder by default, or postgresql://…")
    seeds_dir: Path = Field(_ROOT / "seeds", description="Code lists and demonstration data")
    files_url: str = Field("", description="Where attachments lie, s3://bucket/prefix; else the data folder")
    max_file_mib: int = Field(50, ge=1, le=1024, description="Largest attachment, in MiB")
    introduction_days: int = Field(14, ge=1, le=365, description="Days each step of an introduction may take")
    introduction_grace_days: int = Field(7, ge=1, le=365, description="Days from the nudge to the lapse")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    workers: int = Field(1, ge=1, le=64, description="Server processes; more than one wants PostgreSQL")
    threads: int = Field(4, ge=1, le=64, description="Threads per process that work on requests")
    secret_key: str = Field("", description="Signs cursors; made and kept in the data folder when missing")
    audit_key: str = Field(
        "", description="Ed25519 key (64 hex digits) that seals the audit trail; kept in the data folder"
    )
    audit_trusted_keys: str = Field(
        "", description="Public keys of earlier sealers or other machines, separated by commas"
    )
    rate_log_in: int = Field(30, ge=0, description="Log-ins a minute from one address; 0: no limit")
    rate_open: int = Field(300, ge=0, description="Requests a minute of a visitor's address; 0: no limit")
    rate_write: int = Field(600, ge=0, description="Changes a minute of one person or key; 0: no limit")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="Proxies of yours before the server, whose X-Forwarded-… headers are believed",
    )
    cors_origins: str = Field(
        "", description="Web origins that may call the API, separated by commas; none by default"
    )
    demo_password: str = Field("", description="Password of the demonstration accounts; random when missing")
    password_cost: Literal["full", "cheapest"] = Field("full", description="`cheapest` is for tests only")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/?#]+)?$",
        description="Address that people use, https://…; links lead there",
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server, smtps://user:password@host; files in the data folder when missing",
    )
    mail_from: str = Field("keju@localhost", description="Sender of mail")
    sms_url: str = Field(
        "", description="Short-message gateway: takes {to, text} by POST; files when missing"
    )
    sms_token: SecretStr = Field(SecretStr(""), description="Bearer token of the short-message gateway")
    oidc_issuer: str = Field(
        "",
        pattern=r"^(https://.+|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/.*)?)?$",
        description="Provider of single sign-on by OpenID Connect; none when missing",
    )
    oidc_client_id: str = Field("", description="Our name at the provider of single sign-on")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret there")
    oidc_domains: str = Field(
        "",
        description="Mail domains, by commas, whose verified addresses link to accounts of the same address",
    )
    log_format: Literal["text", "json"] = Field("text", description="How log lines look")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged")
    cluster: str = Field("", description="Address of a Dask scheduler for `keju match --all`, tcp://…")
    run_jobs: bool = Field(True, description="Drain jobs in the API process; off beside `keju work`")

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'keju.sqlite3').resolve()}"
        for plain in ("postgresql://", "postgres://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        if self.database_url.startswith(("postgresql+psycopg://", "sqlite:///")):
            return self.database_url
        raise StartRefused("KEJU_DATABASE_URL must begin with postgresql:// or sqlite:///")

    @cached_property
    def secret(self) -> str:
        """The signing secret: as set, else the stored one, else a fresh one that is stored."""
        return self.secret_key or self._kept("secret_key", lambda: secrets.token_urlsafe(48))

    @cached_property
    def audit_signer(self) -> Signer:
        """Signs the audit's seals: with the key as set, else with one made here and kept."""
        return Signer(self.audit_key or self._kept("audit_key", lambda: secrets.token_hex(32)))

    @property
    def audit_keys(self) -> frozenset[str]:
        """The public keys whose seals are believed."""
        others = (key.strip() for key in self.audit_trusted_keys.split(","))
        return frozenset({self.audit_signer.public, *others} - {""})

    @cached_property
    def demonstration_password(self) -> str:
        """As set, else a random one kept so that the next start can print it again."""
        return self.demo_password or self._kept("demo_password", lambda: secrets.token_urlsafe(12))

    @property
    def oidc_allowed_domains(self) -> frozenset[str]:
        """The domains in whose addresses the provider of single sign-on is trusted."""
        return frozenset(name.strip().lower() for name in self.oidc_domains.split(",") if name.strip())

    @cached_property
    def base_url(self) -> str:
        """Where people reach the platform."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """People reach it by TLS, so cookies may be bound to that."""
        return self.base_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Nobody but this machine reaches the address."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        path = self.data_dir / name
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            _write_private(path, make())
        return path.read_text("utf-8").strip()


def _write_private(path: Path, text: str) -> None:
    """Written aside and linked into place: of two processes at once, the first one's text stays."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    aside.touch(mode=0o600)
    aside.write_text(text + "\n", "utf-8")
    with suppress(FileExistsError):
        path.hardlink_to(aside)
    aside.unlink()
