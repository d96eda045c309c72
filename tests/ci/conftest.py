from __future__ import annotations

from pathlib import Path

import pytest

from tests.ci.scripts import Runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    folder, programs = tmp_path / "repository", tmp_path / "programs"
    folder.mkdir()
    programs.mkdir()
    return Runner(folder, programs)
