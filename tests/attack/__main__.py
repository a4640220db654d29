"""Attack a server of its own, with the demonstration in it, as each role: ``python -m tests.attack``.

Schemathesis makes the requests from the OpenAPI document and checks every answer: no 500, no status and no
shape that the document does not name. It ends with 1 when something was found; the report tells what.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.request import Request, urlopen

from bench import servers
from bench.load import HOST

ROLES = ("", "office", "enterprise", "broker", "registrar", "judge", "district", "bureau")
PASSWORD = "demonstration"
# One stream never ends; the others would log the attacker out.
_LEFT_OUT = ("follow_live_state", "end_session", "end_sessions", "log_out")
_CASES = re.compile(r"(\d[\d,]*) generated")


def attack(url: str, role: str, examples: int, phases: str, report: Path) -> tuple[int, int]:
    """(status of schemathesis, cases it made) for one role."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{url}/schema/openapi.json",
        "--continue-on-failure",
        f"--max-examples={examples}", f"--phases={phases}", "--seed=1", "--request-timeout=30",
        *(f"--exclude-operation-id={name}" for name in _LEFT_OUT),
    ]  # fmt: skip
    if role:
        command.append(f"--header=Authorization: Bearer {_token(url, role)}")
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    report.write_text(told.stdout + told.stderr, "utf-8")
    cases = sum(int(number.replace(",", "")) for number in _CASES.findall(told.stdout))
    return told.returncode, cases


def _token(url: str, role: str) -> str:
    body = json.dumps({"email": f"{role}@demo.keju", "password": PASSWORD}).encode()
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"{url}/api/v1/sessions", data=body, headers=headers)) as answer:
        return str(json.load(answer)["access_token"])


def environment_of(folder: Path, port: int) -> Mapping[str, str]:
    """Cheap passwords and no rate limits, or most requests would be answered by them."""
    limits = {f"KEJU_RATE_{name}": "0" for name in ("LOG_IN", "OPEN", "WRITE")}
    return limits | {
        "KEJU_DATA_DIR": str(folder), "KEJU_PORT": str(port), "KEJU_DEMO_PASSWORD": PASSWORD,
        "KEJU_PASSWORD_COST": "cheapest", "KEJU_LOG_LEVEL": "error",
    }  # fmt: skip


def main() -> int:
    """Attack as each role in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20, help="a route, a phase and a role")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--roles", nargs="*", default=list(ROLES))
    parser.add_argument("--reports", type=Path, default=Path("var") / "attack")
    wanted = parser.parse_args()
    wanted.reports.mkdir(parents=True, exist_ok=True)
    port, found, total = servers.free_port(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        environment = environment_of(Path(name), port)
        for command in ("migrate", "seed --demo"):
            servers.run([*servers.keju()[:-1], *command.split()], environment)
        with servers.running(servers.keju(), port, "/health/live", environment, Path(name) / "log"):
            for role in wanted.roles:
                report = wanted.reports / f"{role or 'nobody'}.txt"
                status, cases = attack(f"http://{HOST}:{port}", role, wanted.examples, wanted.phases, report)
                found, total = found + (status != 0), total + cases
                print(
                    f"{role or 'nobody':10} {cases:7,} requests, {'see ' + str(report) if status else 'ok'}"
                )
    print(f"{total:,} requests, {found} roles with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
