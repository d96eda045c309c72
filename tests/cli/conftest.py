"""A folder of its own for what a command reads and writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path / "cache"))
    yield folder
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]
