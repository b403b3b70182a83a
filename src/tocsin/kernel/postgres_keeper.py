"""Keeps one PostgreSQL process and ends with whoever started it.

Run as a program (``python -I -S postgres_keeper.py …``) by ``postgres.py``, with nothing but the standard
library, so that it starts in a few milliseconds and stays small. It

* steps down from root, because PostgreSQL refuses to run as root;
* starts the given command in its place and waits for it;
* stops the command (SIGINT: PostgreSQL's fast shutdown) when its standard input closes. The other end of
  that pipe belongs to the server, so the database stops even when the server is killed with SIGKILL.

Arguments: ``<folder> <command> …``; the folder is everything the command may own and write.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
FAST_SHUTDOWN_S = 60.0
IMMEDIATE_SHUTDOWN_S = 10.0
# Exit code for "cannot step down from root"; PostgreSQL's own programs use 0 to 3.
CANNOT_STEP_DOWN = 77


def enter_user_namespace(user: pwd.struct_passwd) -> bool:
    """Show root's own id as ``user``'s inside a new user namespace.

    Files stay root's, nobody else gains a right, and no system user has to be made. Returns False where
    the kernel or the container refuses namespaces.
    """
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        return False
    try:
        Path("/proc/self/uid_map").write_text(f"{user.pw_uid} {uid} 1")
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/gid_map").write_text(f"{user.pw_gid} {gid} 1")
    except OSError:
        return False
    return os.geteuid() == user.pw_uid


def own(folder: Path, uid: int, gid: int) -> None:
    """Give ``folder`` and all below it to ``uid``; nothing is followed out of it."""
    if folder.stat().st_uid == uid:
        return
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            os.chown(Path(parent) / name, uid, gid, follow_symlinks=False)
    os.chown(folder, uid, gid)


def step_down(folder: Path) -> None:
    """Leave root: by a user namespace, or else by becoming ``nobody`` (who then owns ``folder``)."""
    if os.geteuid() != 0:
        return
    # initdb looks its user up by name, so the id shown inside must exist in the password file.
    users = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
    shown = users.get("daemon") or next(iter(users.values()), None)
    nobody = users.get("nobody")
    # A failed attempt may leave this process half inside a namespace: try in a child first.
    child = os.fork()
    if child == 0:
        os._exit(0 if shown and enter_user_namespace(shown) else 1)
    allowed = os.waitpid(child, 0)[1] == 0
    if shown and allowed:
        own(folder, 0, 0)
        enter_user_namespace(shown)
        return
    if nobody is None:
        sys.exit(CANNOT_STEP_DOWN)
    own(folder, nobody.pw_uid, nobody.pw_gid)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def end_with_keeper() -> None:
    """In the child: have the kernel send SIGINT should the keeper itself be killed."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then immediate, then none at all."""
    for sign, patience in ((signal.SIGINT, FAST_SHUTDOWN_S), (signal.SIGQUIT, IMMEDIATE_SHUTDOWN_S)):
        process.send_signal(sign)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def main(arguments: list[str]) -> int:
    """Keep ``<folder> <command…>``: started as the folder's owner, stopped by a signal or when standard input ends.

    Returns the command's exit status, 128 and the signal when one ended it, ``CANNOT_STEP_DOWN`` when it did not start.
    """
    folder, *command = arguments
    step_down(Path(folder))
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    asked: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            asked.append(number)

    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    try:
        # Every other descriptor is inherited on purpose: the folder's lock is among them.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False, preexec_fn=end_with_keeper)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return CANNOT_STEP_DOWN
    while process.poll() is None:
        ready, _, _ = select.select([0, wake_read], [], [])
        if wake_read in ready:
            os.read(wake_read, 512)
        if asked or (0 in ready and os.read(0, 1) == b""):
            stop(process)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
