"""Python's search for circles is stopped while trees are made, and runs again afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from whenthen.collecting import without_collecting
from whenthen.source import Source
from whenthen.syntax import parse
from whenthen.syntax.scanning import Common, common


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()


def test_it_stops_and_runs_again() -> None:
    with without_collecting():
        assert not gc.isenabled()
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_a_failure() -> None:
    with pytest.raises(KeyError), without_collecting():
        raise KeyError
    assert gc.isenabled()


def test_who_has_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    parse(Source("test.when", "LET x = 1"))
    assert not gc.isenabled()


def test_trees_are_made_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def noting() -> Common:
        seen.append(gc.isenabled())
        return common()

    monkeypatch.setattr("whenthen.syntax.reader.common", noting)
    parse(Source("test.when", "LET x = 1"))
    assert seen == [False]
    assert gc.isenabled()
