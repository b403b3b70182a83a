"""Runs a command as root where no user namespace can be made, as in many containers.

It is in a user namespace itself, with every id mapped and the number of further ones set to none.
"""

import ctypes
import os
import sys
from pathlib import Path

inside_read, inside_write = os.pipe()
mapped_read, mapped_write = os.pipe()
child = os.fork()
if child == 0:
    ctypes.CDLL(None).unshare(0x10000000)
    os.write(inside_write, b"x")
    os.read(mapped_read, 1)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(inside_read, 1)
for name in ("uid_map", "gid_map"):
    Path(f"/proc/{child}/{name}").write_text("0 0 65536")
os.write(mapped_write, b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
