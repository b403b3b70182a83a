"""``tocsin`` as a person starts it: a process of its own, found by what it prints."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from tests.support.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
SETUP_S = 480.0

ORDINARY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
"""Before a command: run by a user without rights. Becoming one takes root."""


def environment(**more: str) -> dict[str, str]:
    """A plain environment: nothing of the caller's settings gets in."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "NO_PROXY": "*", **more}


def tocsin(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "tocsin.cli", *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=300,
    )


def processes_in(folder: Path) -> list[int]:
    """Every process whose working folder is the cluster in ``folder``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What ``condition`` returns, once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
    return found


def kept_from_running(pid: int) -> float:
    """Seconds that the first thread of a process was ready to run and others had the processor."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


# Starts itself once more: an interpreter may run and still not find itself behind a closed folder.
PROBE = """
import subprocess, sys
subprocess.run([sys.executable, "-c", "pass"], check=True)
print(sys.version_info[:2])
"""


def an_interpreter_for_all() -> str:
    """A Python of this version that a user without rights can start; root's own may lie in a closed folder."""
    for python in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        if python is not None:
            said = subprocess.run([*ORDINARY, python, "-c", PROBE], capture_output=True, text=True)
            if said.stdout.strip() == str(sys.version_info[:2]):
                return python
    pytest.skip(reason="no Python of this version here that an ordinary user may start")


class Product:
    """A running ``tocsin serve`` on a free port. ``said`` holds its log, a dictionary a line; ``told`` the file
    of what it tells the person at the terminal.

    ``command`` starts another Python; ``make`` is a work tree in which ``make run`` starts it, in the environment ``more``,
    ``command`` before it.
    """

    def __init__(self, data: Path, *, command: Sequence[str] = (), make: Path | None = None, **more: str) -> None:
        self.data = data
        self.said: list[dict[str, Any]] = []
        self.raw: list[str] = []
        begin = time.monotonic()
        self.told = data.with_suffix(".told")
        with self.told.open("w") as out:
            self.process = subprocess.Popen(
                [*command, "make", "run"]
                if make
                else [*(command or (sys.executable,)), "-m", "tocsin.cli", "serve", "--port", "0"],
                env=more if make else environment(TOCSIN_DATA_DIR=str(data), TOCSIN_DEV="1", **more),
                cwd=make,
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
                # A group of its own, so that Ctrl-C reaches it and not the tests.
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for(lambda: self.find("ready") or self.process.poll() is not None, SETUP_S if make else START_S)
        # What the tests beside this one take of the processors says nothing of the product.
        self.seconds = time.monotonic() - begin - kept_from_running(self.process.pid)
        if not self.find("ready"):
            self.kill()
        assert self.find("ready"), "it did not start:\n" + "".join(self.raw)
        self.url = str(self.find("ready")["address"])

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.raw.append(line)
            if line.startswith("{"):
                self.said.append(json.loads(line))

    def find(self, event: str) -> dict[str, Any]:
        return next((line for line in self.said if line.get("event") == event), {})

    @property
    def cluster(self) -> Path:
        return self.data / "postgres" / "data"

    @property
    def postmaster(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().splitlines()[0])

    def ctrl_c(self) -> int:
        """What the terminal does: SIGINT to the whole group. Returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.ended()

    def kill(self) -> None:
        self.process.kill()
        self.ended()

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self._reader.join(30)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    def wait_ready(self) -> None:
        """Wait until it says that its database answers, for which it has little patience itself."""
        wait_for(lambda: self.get("/health/ready").status_code == 200)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, trust_env=False, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.ctrl_c()


def register(product: Product, phone: str, name: str = "张三") -> str:
    """Sign in or register by code; returns the outcome the server acknowledged."""
    with httpx.Client(base_url=product.url, trust_env=False, timeout=PATIENCE) as client:
        sent = client.post("/api/codes", json={"phone": phone, "purpose": "sign_in"})
        assert sent.status_code == 202, sent.text
        proof = {"phone": phone, "challenge": sent.json()["challenge"], "code": sent.json()["code"], "bearer": True}
        answer = client.post("/api/sessions/code", json=proof)
        assert answer.is_success, answer.text
        outcome = answer.json()["outcome"]
        if outcome != "unregistered":
            return str(outcome)
        agreements = client.get("/api/agreements").json()
        made = client.post(
            "/api/accounts",
            json={
                "ticket": answer.json()["ticket"],
                "name": name,
                "adult": True,
                "agreements": [{"document": one["document"], "version": one["version"]} for one in agreements],
                "bearer": True,
            },
        )
        assert made.status_code == 201, made.text
        return "registered"
