"""`make demo-tamper`: a throw-away server, a witness that follows it, history rewritten in its database, and how that is found out."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import asyncpg

from tocsin.kernel.postgres import running_dsn

PATIENCE = 300
TOCSIN = [sys.executable, "-m", "tocsin.cli"]


def say(words: str) -> None:
    print(f"\n== {words}", flush=True)


class Demo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "TOCSIN_DATA_DIR": str(folder / "var"), "DATABASE_URL": ""}
        self.url = ""

    def tocsin(self, *words: str, shown: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command, and show it with what it says."""
        done = subprocess.run(
            [*TOCSIN, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE
        )
        if shown:
            print(f"$ tocsin {' '.join(words)}\n{done.stdout}{done.stderr}-> {done.returncode}", flush=True)
        return done

    def ask(self, path: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
        """Ask the server for JSON."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(  # noqa: S310 - the server it started itself
            self.url + path, data=None if body is None else json.dumps(body).encode(), headers=headers
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the same
            return json.load(answer)

    async def rows(self, *statements: str) -> list[Any]:
        """Do something straight in the database, past everything."""
        connection = await asyncpg.connect(running_dsn(self.folder / "var" / "postgres"))
        try:
            return [await connection.fetch(statement) for statement in statements]
        finally:
            await connection.close()

    async def sealed(self, realm: str) -> None:
        """Wait until every effect of the log has its leaf."""
        async with asyncio.timeout(PATIENCE):
            while True:
                (counted,) = await self.rows(
                    f"SELECT (SELECT count(*) FROM effect WHERE realm_id = '{realm}')"
                    f" = (SELECT coalesce(max(size), 0) FROM log_head WHERE realm_id = '{realm}') AS done"
                )
                if counted[0]["done"]:
                    return
                await asyncio.sleep(0.5)


async def show(demo: Demo) -> int:
    """Tell the story; return 0 where the rewriting was found out both times."""
    say("A server with the sample organisation, and a witness of its log")
    name, _, login, password = demo.tocsin("demo", shown=False).stdout.splitlines()[0].split("\t")
    proof = {"identifier": login, "password": password, "bearer": True}
    token = demo.ask("/api/sessions/password", proof)["token"]
    realm = demo.ask("/api/me/memberships", token=token)["memberships"][0]["organisation"]["id"]
    made = demo.ask(f"/api/organisations/{realm}/witnesses", {"name": "witness.example.com"}, token)
    (demo.folder / "token").write_text(made["token"])
    following = ("witness", demo.url, "--realm", realm, "--token-file", "token", "--state", "state", "--once")
    await demo.sealed(realm)
    demo.tocsin(*following, "--language", "en")

    say("Somebody with a connection to the database changes who sent a message")
    await demo.rows(
        "UPDATE effect SET actor_id = (SELECT actor_id FROM effect o WHERE o.actor_id <> e.actor_id LIMIT 1) FROM (SELECT id"
        f" AS it, actor_id FROM effect WHERE realm_id = '{realm}' AND act = 'send' ORDER BY id LIMIT 1) e WHERE id = e.it"
    )
    found = demo.tocsin("check-log", "--language", "en")

    say("The owner of the server takes it out altogether, and has the whole log sealed and signed anew")
    logs = [f"DELETE FROM {table}" for table in ("log_cosignature", "log_head", "log_tile", "log")]
    await demo.rows(
        f"DELETE FROM effect WHERE id = (SELECT min(id) FROM effect WHERE realm_id = '{realm}' AND act = 'send')",
        *logs,
        "UPDATE log_position SET below = 0",
    )
    await demo.sealed(realm)
    demo.tocsin("check-log", "--language", "en")
    say(
        f"Nothing in the database tells any more what {name} and the others did. The witness kept what was signed before:"
    )
    cried = demo.tocsin(*following)
    (kept,) = demo.folder.glob("fork-*.json")
    proved = demo.tocsin("verify", kept.name, "--language", "en")
    return 0 if (found.returncode, cried.returncode, proved.returncode) == (1, 3, 0) else 1


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        demo = Demo(Path(name))
        words = [*TOCSIN, "serve", "--port", "0"]
        server = subprocess.Popen(
            words, env=demo.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert server.stderr is not None
        try:
            for line in server.stderr:
                if '"ready"' in line:
                    demo.url = json.loads(line)["address"]
                    break
            return asyncio.run(show(demo))
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE)


if __name__ == "__main__":
    sys.exit(main())
