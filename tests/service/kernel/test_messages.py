"""The ways of telling people: files by default, a mail server and a gateway by settings."""

import json
import smtplib
import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from service.kernel import messages
from service.kernel.database import Database
from service.kernel.messages import Gateway, Message, Smtp
from service.kernel.settings import Settings

LETTER = Message("somebody@test.keju", "一次性口令 token: abc", "重置密码 Reset")


def test_without_a_server_messages_become_private_files(tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    ways = messages.messenger(Settings(data_dir=tmp_path, secret_key="x"))
    ways.mail(LETTER)
    ways.short_message(Message("13800000001", "验证码 123456"))
    first, second = sorted((tmp_path / "outbox").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert first.read_text("utf-8").startswith(
        "To: somebody@test.keju\nSubject: 重置密码 Reset\n\n一次性口令"
    )
    assert "123456" in second.read_text("utf-8")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
    assert capfd.readouterr() == ("", "")


def test_a_process_without_messenger_says_so(database: Database) -> None:
    with pytest.raises(LookupError, match="no messenger"):
        messages.messenger_of(database)


class Server:
    """What smtplib would talk to; remembers what was said."""

    said: list[tuple[str, Any]] = []

    def __init__(self, host: str, port: int, **options: Any) -> None:
        self.said.append(("connect", (host, port)))
        assert options["timeout"] > 0

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.said.append(("quit", None))

    def starttls(self, *, context: Any) -> None:
        assert context.check_hostname
        self.said.append(("starttls", None))

    def login(self, user: str, password: str) -> None:
        self.said.append(("login", (user, password)))

    def send_message(self, mail: Any) -> None:
        self.said.append(("send", mail))


@pytest.mark.parametrize(
    ("url", "steps"),
    [
        ("smtps://us%40er:p%2Fw@mail.test:4650", ["connect", "login", "send", "quit"]),
        ("smtp://user:pw@mail.test", ["connect", "starttls", "login", "send", "quit"]),
        ("smtp://localhost:2525", ["connect", "send", "quit"]),
    ],
)
def test_mail_goes_to_the_server_over_tls(
    monkeypatch: pytest.MonkeyPatch, url: str, steps: list[str]
) -> None:
    monkeypatch.setattr(Server, "said", [])
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    Smtp(url, "keju@city.cn")(LETTER)
    assert [step for step, _ in Server.said] == steps
    said = dict(Server.said)
    assert (said["send"]["From"], said["send"]["To"]) == ("keju@city.cn", "somebody@test.keju")
    assert said["send"]["Subject"] == "重置密码 Reset"
    assert "一次性口令 token: abc" in said["send"].get_content()
    if "us%40er" in url:
        assert (said["connect"], said["login"]) == (("mail.test", 4650), ("us@er", "p/w"))


def test_a_subject_cannot_carry_headers() -> None:
    with pytest.raises(ValueError, match=r"(?i)header|newline|linefeed"):
        Smtp("smtp://localhost", "a@b")(Message("x@y", "text", "a\nBcc: z@z"))


def test_a_gateway_gets_number_and_text_with_its_token() -> None:
    taken: list[tuple[dict[str, str], dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            taken.append((dict(self.headers.items()), body))
            self.send_response(200 if body["to"] == "13800000001" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        way = Gateway(f"http://127.0.0.1:{server.server_port}/sms", "secret")
        way(Message("13800000001", "验证码 123456"))
        with pytest.raises(httpx.HTTPStatusError):
            way(Message("13800000002", "x"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    headers, body = taken[0]
    assert {name.lower(): value for name, value in headers.items()}["authorization"] == "Bearer secret"
    assert body == {"to": "13800000001", "text": "验证码 123456"}


def test_the_settings_choose_the_way(tmp_path: Path) -> None:
    ways = messages.messenger(
        Settings(
            data_dir=tmp_path,
            secret_key="x",
            smtp_url=SecretStr("smtps://mail.test"),
            sms_url="https://gateway.test",
            public_url="https://keju.test",
        )
    )
    assert isinstance(ways.mail, Smtp)
    assert isinstance(ways.short_message, Gateway)
    assert ways.public_url == "https://keju.test"
