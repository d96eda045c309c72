"""No text makes the front end stumble: it says what is wrong, at a place in the text, with a code that is declared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from tests.properties.strategies.cases import make_case
from tests.properties.strategies.chooser import drawn
from tests.properties.strategies.mutations import broken
from tests.properties.strategies.settings import examples
from whenthen import pipeline
from whenthen.diagnostics.codes import ALL
from whenthen.diagnostics.render import render
from whenthen.workspace import read_texts

_ROOT = Path(__file__).parents[2]
_FILES = sorted(path for folder in ("stdlib", "examples") for path in (_ROOT / folder).rglob("*.when"))


@st.composite
def _broken_files(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, str | bytes]:
    """The files of a case, or one of those that come with the package, with pieces cut out, put in and moved."""
    choose = drawn(draw)
    files: dict[str, str | bytes] = {}
    if choose.chance(25) and _FILES:
        text = choose.pick(_FILES).read_text(encoding="utf-8")
        start = choose.integer(0, max(0, len(text) - 4000))
        files["main.when"] = broken(text[start : start + 4000], choose)
    else:
        case = make_case(choose, rules=2, events=1)
        files |= case.files
        name = choose.pick(sorted(case.files))
        files[name] = broken(case.files[name], choose)
    if choose.chance(10):
        text = files["main.when"]
        assert isinstance(text, str)
        data = bytearray(text.encode("utf-8", "surrogatepass"))
        for _ in range(choose.integer(1, 3)):
            data.insert(choose.integer(0, len(data)), choose.integer(128, 255))
        files["main.when"] = bytes(data)
    return files


@examples(1.2)
@given(_broken_files())
def test_a_broken_file_never_crashes_the_front_end(files: dict[str, str | bytes]) -> None:
    note(str(files))
    project = read_texts(files, ["main.when"])
    checked, diagnostics = pipeline.check(project)
    assert checked is not None or diagnostics
    assert list(diagnostics) == list(dict.fromkeys(diagnostics)), "said twice"
    for diagnostic in diagnostics:
        assert diagnostic.code in ALL
        text = diagnostic.span.source.text
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
    places = [d.span.sort_key for d in diagnostics]
    assert places == sorted(places)
    for form in ("full", "concise", "json"):
        assert isinstance(render(diagnostics, form), str)
