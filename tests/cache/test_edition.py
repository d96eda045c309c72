"""The digest of this installation is another one when anything changes that a result may depend on."""

from __future__ import annotations

import os
import shutil
import sys
import zoneinfo
from pathlib import Path

import pytest

from whenthen.cache import edition as editions
from whenthen.cache.edition import edition

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of this checkout, which takes itself for the installation."""
    for name in ("grammar", "stdlib", "dsl"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(editions, "__file__", str(tmp_path / "dsl" / "whenthen" / "cache" / "edition.py"))
    return tmp_path


def test_it_is_the_same_every_time() -> None:
    assert edition() is not None
    assert edition() == edition()


def test_another_place_is_another_edition(checkout: Path) -> None:
    copy = edition()
    editions.__file__ = str(ROOT / "dsl" / "whenthen" / "cache" / "edition.py")
    assert copy != edition()


def test_grammar_and_library_count_by_their_contents(checkout: Path) -> None:
    before = edition()
    for name in ("grammar/words.lark", "stdlib/core.when"):
        path = checkout / name
        state = path.stat()
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b" ")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert edition() != before
        path.write_bytes(data)
        assert edition() == before


def test_a_module_that_is_worked_on_counts(checkout: Path) -> None:
    before = edition()
    path = checkout / "dsl" / "whenthen" / "analysis" / "rules.py"
    os.utime(path, ns=(1, 1))
    assert edition() != before
    before = edition()
    (path.parent / "new.py").write_text("")
    assert edition() != before


def test_compiled_modules_do_not_count(checkout: Path) -> None:
    before = edition()
    folder = checkout / "dsl" / "whenthen" / "analysis" / "__pycache__"
    folder.mkdir()
    (folder / "rules.cpython-311.pyc").write_bytes(b"")
    assert edition() == before


@pytest.mark.parametrize("name", ["attr", "holidays", "lark", "msgspec", "re2", "tzdata"])
def test_versions_of_packages_count(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = edition()
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    distribution = {"attr": "attrs", "re2": "google_re2"}.get(name, name)
    (tmp_path / f"{distribution}-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    first = edition()
    assert first != before
    (tmp_path / f"{distribution}-1.0.dist-info").rename(tmp_path / f"{distribution}-1.1.dist-info")
    assert edition() != first


def test_zones_of_the_system_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    before = edition()
    (tmp_path / "tzdata.zi").write_text("# version 2030a\n")
    assert edition() != before


def test_where_something_is_missing_there_is_none(checkout: Path) -> None:
    shutil.rmtree(checkout / "grammar")
    assert edition() is None
