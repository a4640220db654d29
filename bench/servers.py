"""Servers as processes of their own, on a free port of the loopback address, stopped in every case."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.load import HOST

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 90
_STOP_SECONDS = 15


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def granian(target: str, port: int) -> list[str]:
    """A server of one worker, set as Keju's own."""
    return [
        *(sys.executable, "-m", "granian", target, "--interface", "asgi", "--workers", "1"),
        *("--runtime-mode", "st", "--no-log", "--host", HOST, "--port", str(port)),
    ]


def uvicorn(target: str, port: int) -> list[str]:
    """The same on uvicorn, with its fast parts where they are installed."""
    return [
        *(sys.executable, "-m", "uvicorn", target, "--host", HOST, "--port", str(port)),
        *("--no-access-log", "--log-level", "warning"),
    ]


def keju() -> list[str]:
    """Ours, as an operator starts it; its port comes from the environment."""
    return [sys.executable, "-m", "service", "serve"]


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """A command to its end. Raises CalledProcessError when it fails."""
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True)


@contextmanager
def running(
    command: Sequence[str], port: int, ready: str, environment: Mapping[str, str], log: Path
) -> Iterator[None]:
    """The server, from its first answer at the path ``ready`` on.

    Raises RuntimeError with its last words when it does not start.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, f"http://{HOST}:{port}{ready}", log)
            yield
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer at {url}: {log.read_text('utf-8', 'replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
