"""The edition stands still: a module that is worked on while the tests run would make another one."""

from __future__ import annotations

import pytest

from whenthen.cache import store


@pytest.fixture(autouse=True)
def one_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "edition", lambda: "this one")
