"""``make run`` on a clean copy of the tree, with what the locks of the server name and nothing that only tests need."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import ORDINARY, ROOT, Product, an_interpreter_for_all, processes_in, wait_for
from tools.checks.tree import Tree

EVERY_MODULE = """
import importlib, pkgutil, tocsin
for found in pkgutil.walk_packages(tocsin.__path__, "tocsin."):
    importlib.import_module(found.name)
try:
    import pytest
except ImportError:
    print("all without pytest")
"""


ORDINARY_USER = pytest.param(
    ORDINARY,
    id="as an ordinary user",
    marks=pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user takes root"),
)


@pytest.fixture
def copy() -> Iterator[Path]:
    """The files of the tree, and nothing that was made from them."""
    # Where everybody may enter, which pytest's own folders are not.
    with tempfile.TemporaryDirectory(prefix="tocsin-test-", dir="/tmp") as name:
        tree = Path(name) / "tree"
        for file in Tree(ROOT).files:
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, tree / file)
        (tree / "var").mkdir()
        yield tree


@pytest.mark.installs
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", [pytest.param((), id="as who tests"), ORDINARY_USER])
def test_a_clean_copy_is_set_up_serves_and_leaves_nothing_running(copy: Path, who: tuple[str, ...]) -> None:
    left_out = ("TOCSIN_", "PYTHON", "PYTEST", "VIRTUAL_ENV", "DATABASE_URL", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    if who:
        copy.parent.chmod(0o755)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, 65534, 65534)
        (home := copy.parent / "home").mkdir()
        os.chown(home, 65534, 65534)
        kept |= {"HOME": str(home), "PYTHON": an_interpreter_for_all()}
    else:  # The client is built by the other one; what it takes is the same.
        assert (ROOT / "web" / "dist" / "index.html").exists(), "the web client is not built: run `make web`"
        shutil.copytree(ROOT / "web" / "dist", copy / "web" / "dist")
        shutil.copy(ROOT / "var" / "web.stamp", copy / "var" / "web.stamp")
    with Product(copy / "var", make=copy, command=who, **kept, TOCSIN_PORT="0") as product:
        product.wait_ready()
        assert product.get("/").status_code == 200
        assert processes_in(product.cluster)
        assert product.cluster.stat().st_uid == copy.stat().st_uid
        product.ctrl_c()
        assert "Traceback" not in "".join(product.raw)
        wait_for(lambda: not processes_in(product.cluster))
        assert processes_in(copy) == []
    python = copy / ".venv" / "bin" / "python"
    done = subprocess.run(
        [*who, python, "-c", EVERY_MODULE], cwd=copy, env=kept, capture_output=True, text=True, check=False
    )
    assert done.stdout == "all without pytest\n", done.stderr
