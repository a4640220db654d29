"""Load on a server of this machine: wrk where it is installed, else a small generator of our own.

Both keep a fixed number of connections busy, each sending its next request when the last is answered.
"""

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

HOST = "127.0.0.1"
# Stands in a request for a number that is never sent twice, as wide as the number.
UNIQUE = b"@@UNIQUE@@"

_LUA = """
local requests = {{ {table} }}
local sent = 0
request = function()
  sent = sent + 1
  local parts = requests[(sent - 1) % #requests + 1]
  if parts[2] == nil then return parts[1] end
  return parts[1] .. string.format("%03d%07d", {salt}, sent) .. parts[2]
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.stderr:write(string.format('{{"answered": %d, "failed": %d, "seconds": %f, "p50": %f, "p99": %f}}',
    summary.requests, failed, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""
_salts = count(1)


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement: requests per second, and two percentiles of latency in milliseconds."""

    rate: float
    p50: float
    p99: float


def raw_request(method: str, path: str, *, token: str | None = None, body: bytes | None = None) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def generator() -> str:
    """Which generator is used."""
    return "wrk" if shutil.which("wrk") else "own"


def measure(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float, folder: Path
) -> Sample:
    """Send ``requests`` in turn, over and over, for so many seconds.

    Raises RuntimeError when any answer is an error: a rate of refusals is not a result.
    """
    if generator() == "wrk":
        return _with_wrk(port, requests, connections, seconds, folder)
    return asyncio.run(_with_ours(port, requests, connections, seconds))


def ask_once(port: int, request: bytes, *, patience: float = 120) -> None:
    """One request before any is measured: a first answer may wait for a compiler.

    Raises RuntimeError for an error, TimeoutError without an answer.
    """
    asyncio.run(asyncio.wait_for(_asked(port, request), patience))


async def _asked(port: int, request: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    status = await _answer(reader)
    writer.close()
    if status >= 400:
        raise RuntimeError(f"answered {status}: {request.splitlines()[0].decode()}")


def _with_wrk(port: int, requests: Sequence[bytes], connections: int, seconds: float, folder: Path) -> Sample:
    script = folder / "load.lua"
    script.write_text(_LUA.format(table=",".join(map(_lua_parts, requests)), salt=next(_salts)), "ascii")
    ran = subprocess.run(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"),
            *("-s", str(script), f"http://{HOST}:{port}/"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    told = json.loads(ran.stderr)
    return _sample(told["answered"], told["failed"], told["seconds"], told["p50"], told["p99"])


def _lua_parts(request: bytes) -> str:
    parts = request.split(UNIQUE, 1)
    return "{" + ",".join('"' + "".join(f"\\{byte:03d}" for byte in part) + '"' for part in parts) + "}"


async def _with_ours(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Sample:
    numbers, times, statuses = count(next(_salts) * 10**7), [], []
    ends = time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        while (began := time.perf_counter()) < ends:
            number = next(numbers)
            request = requests[number % len(requests)]
            writer.write(request.replace(UNIQUE, b"%010d" % number))
            statuses.append(await _answer(reader))
            times.append((time.perf_counter() - began) * 1000)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    took = time.perf_counter() - began
    times.sort()
    failed = sum(status >= 400 for status in statuses)
    return _sample(len(times), failed, took, times[len(times) // 2], times[len(times) * 99 // 100])


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"content-length:" in head:
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split(b" ", 2)[1])


def _sample(answered: int, failed: int, seconds: float, p50: float, p99: float) -> Sample:
    if failed or not answered:
        raise RuntimeError(f"{failed} requests failed, {answered} were answered")
    return Sample(answered / seconds, p50, p99)
