"""``make run`` on a clean copy of the tree, with what the locks of the server name and nothing that only tests need."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.product import ROOT, Product, processes_in, wait_for
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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of the tree and the client built from them: what building takes is proved by every other test."""
    assert (ROOT / "web" / "dist" / "index.html").exists(), "the web client is not built: run `make web`"
    tmp_path.chmod(0o711)
    tree = tmp_path / "tree"
    for file in Tree(ROOT).files:
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tree / file)
    shutil.copytree(ROOT / "web" / "dist", tree / "web" / "dist")
    (tree / "var").mkdir()
    shutil.copy(ROOT / "var" / "web.stamp", tree / "var" / "web.stamp")
    return tree


@pytest.mark.installs
@pytest.mark.timeout(600)
def test_a_clean_copy_is_set_up_serves_and_leaves_nothing_running(copy: Path) -> None:
    left_out = ("TOCSIN_", "PYTHON", "PYTEST", "VIRTUAL_ENV", "DATABASE_URL", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    with Product(copy / "var", make=copy, **kept, TOCSIN_PORT="0") as product:
        assert product.get("/health/ready").json()["status"] == "ready"
        assert product.get("/").status_code == 200
        assert processes_in(product.cluster)
        product.ctrl_c()
        assert "Traceback" not in "".join(product.raw)
        wait_for(lambda: not processes_in(product.cluster))
        assert processes_in(copy) == []
    python = copy / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", EVERY_MODULE], cwd=copy, env=kept, capture_output=True, text=True, check=False)
    assert done.stdout == "all without pytest\n", done.stderr
