"""The port for telling people: mail and short messages; sent from jobs after the commit, never inside one.

Without a mail server or a gateway the messages go into files of the data folder, readable by the operator
alone: they carry one-time links, which must not stand in a log.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import httpx

from service.kernel import clock, ids
from service.kernel.database import Database
from service.kernel.settings import Settings

_KEY = "messenger"
_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address: a mailbox, or a mobile number, which takes no subject."""

    to: str
    text: str
    subject: str = ""


Way = Callable[[Message], None]


@dataclass(frozen=True, slots=True)
class Messenger:
    """How people are reached, where the links in messages lead, and what one-time codes are hashed with."""

    mail: Way
    short_message: Way
    public_url: str
    secret: str


def messenger(settings: Settings) -> Messenger:
    """The ways that the settings name; what they leave out is written into the outbox."""
    outbox = Outbox(settings.data_dir / "outbox")
    smtp, gateway = settings.smtp_url.get_secret_value(), settings.sms_url
    return Messenger(
        mail=Smtp(smtp, settings.mail_from) if smtp else outbox,
        short_message=Gateway(gateway, settings.sms_token.get_secret_value()) if gateway else outbox,
        public_url=settings.base_url,
        secret=settings.secret,
    )


def connect(info: dict[str, Any], ways: Messenger) -> None:
    """Make ``ways`` the ones of this database's process; the composition root calls it."""
    info[_KEY] = ways


def messenger_of(database: Database) -> Messenger:
    """The ways connected to this database.

    Raises LookupError when the process was composed without them.
    """
    if _KEY not in database.info:
        raise LookupError("no messenger is connected to this database")
    return cast(Messenger, database.info[_KEY])


class Outbox:
    """The null variant: each message becomes a file that only the operator may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, message: Message) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{clock.now():%Y%m%dT%H%M%S}-{ids.new_id()}.txt"
        path.touch(mode=0o600)
        path.write_text(f"To: {message.to}\nSubject: {message.subject}\n\n{message.text}\n", "utf-8")


class Smtp:
    """A mail server: ``smtps://user:password@host:465``, or ``smtp://…:587``, which is upgraded to TLS.

    A server on this machine may be spoken to in clear; any other must offer TLS with a good certificate.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url, self._sender = urlsplit(url), sender

    def __call__(self, message: Message) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, message.to, message.subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        with self._server() as server:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(mail)

    def _server(self) -> smtplib.SMTP:
        host, trusted = self._url.hostname or "localhost", ssl.create_default_context()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=_TIMEOUT, context=trusted)
        server = smtplib.SMTP(host, self._url.port or 587, timeout=_TIMEOUT)
        if host not in ("localhost", "127.0.0.1", "::1"):
            server.starttls(context=trusted)
        return server


class Gateway:
    """A short-message gateway: an HTTPS address that takes ``{"to", "text"}`` with a bearer token."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    def __call__(self, message: Message) -> None:
        body = {"to": message.to, "text": message.text}
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        httpx.post(self._url, json=body, headers=headers, timeout=_TIMEOUT).raise_for_status()
