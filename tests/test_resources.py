"""The grammar and the standard library are found in a checkout, in an installed package and in a zip file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whenthen import resources

ROOT = Path(resources.__file__).resolve().parents[2]


def test_a_checkout_reads_the_folders_at_the_top() -> None:
    assert "core" in resources.libraries()
    assert resources.library("nothing") is None
    assert (resources.library("core") or "").startswith((ROOT / "stdlib/core.when").read_text("utf-8")[:20])


def test_a_missing_folder_is_said() -> None:
    with pytest.raises(FileNotFoundError, match="missing from this installation"):
        resources.folder("nowhere")


def test_a_zip_file_holds_its_own(tmp_path: Path) -> None:
    package = tmp_path / "build" / "whenthen"
    package.mkdir(parents=True)
    for name in ("__init__.py", "version.py", "resources.py"):
        shutil.copy(ROOT / "dsl" / "whenthen" / name, package / name)
    for name in ("grammar", "stdlib"):
        shutil.copytree(ROOT / name, package / name)
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "build")
    program = (
        "from whenthen import resources;"
        "print(resources.libraries(), len(resources.grammar()), len(resources.read('grammar', 'tables.jsonl')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": archive}, capture_output=True, text=True, check=True
    )
    assert "core" in done.stdout
    assert str(len(resources.grammar())) in done.stdout
    assert str(len(resources.read("grammar", "tables.jsonl"))) in done.stdout
