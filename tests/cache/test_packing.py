"""Trees and checked programs as rows of plain data: the same again, and nothing but what may be built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cache.drawer import PROJECT
from whenthen import pipeline, workspace
from whenthen.analysis import program
from whenthen.analysis.program import CheckedProgram
from whenthen.cache.classes import CHECKED, NODES, TABLE
from whenthen.cache.packing import Packer, UnpackableError, unpack
from whenthen.source import Source, Span
from whenthen.syntax import nodes
from whenthen.syntax.walk import same_tree, walk
from whenthen.types import facts, model, schema
from whenthen.values.payloads import Payload
from whenthen.values.refs import Ref
from whenthen.values.sets import ValueSet

ROOT = Path(__file__).parents[2]
PROJECTS = ["stdlib", "examples/helpdesk/rules", "examples/real-world", "examples/servicenow/rules"]


def through_bytes(rows: list[Any]) -> list[Any]:
    data: list[Any] = msgspec.msgpack.decode(msgspec.msgpack.encode(rows))
    return data


def again(value: Any, sources: tuple[Source, ...] = ()) -> Any:
    packer = Packer(TABLE, sources)
    number = packer.pack(value)
    return unpack(through_bytes(packer.rows), TABLE, sources)[0][number]


def packed(project: pipeline.Project, checked: CheckedProgram) -> tuple[list[nodes.Node], list[Any]]:
    """The nodes of all trees, unpacked, and the rows of the program beside them."""
    before: list[nodes.Node] = []
    after: list[nodes.Node] = []
    for file in project.files:
        packer = Packer(NODES, (file.source,))
        packer.pack(file.tree)
        values, made = unpack(through_bytes(packer.rows), NODES, (file.source,))
        assert same_tree(values[-1], file.tree)
        assert [node.span for node in walk(values[-1])] == [node.span for node in walk(file.tree)]
        assert values[-1].comments == file.tree.comments
        before += packer.nodes
        after += made
    packer = Packer(TABLE, [file.source for file in project.files], before)
    packer.pack(checked)
    assert not packer.nodes
    return after, packer.rows


@cache
def project_at(path: str) -> tuple[pipeline.Project, CheckedProgram]:
    (project,) = workspace.read_projects([ROOT / path])
    checked, diagnostics = pipeline.check(project)
    assert checked is not None, diagnostics
    return project, checked


@pytest.mark.parametrize("path", PROJECTS)
def test_examples_and_the_library_come_back_as_they_were(path: str) -> None:
    project, checked = project_at(path)
    made, rows = packed(project, checked)
    sources = [file.source for file in project.files]
    back = unpack(through_bytes(rows), TABLE, sources, made)[0][-1]
    assert isinstance(back, CheckedProgram)
    packer = Packer(TABLE, sources, made)
    packer.pack(back)
    assert packer.rows == rows
    assert back.schema == checked.schema
    assert back.data == checked.data
    assert back.calendars == checked.calendars
    assert [rule.version for rule in back.rules] == [rule.version for rule in checked.rules]
    assert set(back.types) <= set(made)  # keyed by the nodes of the new trees


def test_every_node_and_all_parts_of_a_checked_program_are_listed() -> None:
    assert {kind.__name__ for kind in NODES} == {
        name for name in nodes.__all__ if name != "Node" and attrs.has(getattr(nodes, name))
    }
    for module in (program, facts, schema):
        assert set(classes(module)) <= set(CHECKED)
    assert set(classes(model)) - {model.Type} <= set(CHECKED)


def classes(module: ModuleType) -> Iterator[type[Any]]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__ and attrs.has(value):
            yield value


# Values -----------------------------------------------------------------------------------------------------------

_PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.decimals(allow_nan=False),
    st.dates(),
    st.times().map(lambda time: time.replace(fold=0)),
    st.datetimes(timezones=st.just(dt.UTC), allow_imaginary=False).map(lambda moment: moment.replace(fold=0)),
    st.timedeltas(),
    st.binary(),
    st.builds(Ref, st.just("team"), st.text(st.characters(exclude_categories=["Cs"]))),
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.tuples(inner, inner),
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3).map(Payload),
        st.frozensets(st.text(max_size=3)),
        st.sets(st.integers()),
        st.lists(st.text(max_size=3)).map(ValueSet),
    ),
    max_leaves=8,
)


@given(_VALUES)
def test_plain_values_come_back_with_their_types(value: Any) -> None:
    back = again(value)
    assert back == value
    assert repr(back) == repr(value) or isinstance(value, tuple | list | dict | frozenset | set)
    assert type(back) is type(value)


def test_equal_values_of_two_kinds_stay_two() -> None:
    value = (1, True, Decimal("1"), Decimal("1.0"), 0, False, None, "", 2**63, -(2**63), dt.date(1, 1, 1))
    assert repr(again(value)) == repr(value)


def test_what_can_be_changed_is_never_shared() -> None:
    first: list[int] = [1]
    back = again((first, [1], first))
    assert back[0] is not back[1]
    assert back[0] is back[2]  # as it was


@pytest.mark.parametrize(
    "value", [object(), 1.5, len, dt.time(1, fold=1), Source("a", ""), Span(Source("a", ""), 0, 0), b"".join]
)
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(UnpackableError):
        again(value)


def test_what_nests_too_deep_is_refused() -> None:
    value: tuple[Any, ...] = ()
    for _ in range(100_000):
        value = (value,)
    with pytest.raises(UnpackableError):
        again(value)


# Damage -----------------------------------------------------------------------------------------------------------


@cache
def small() -> tuple[Source, list[nodes.Node], list[Any], list[Any]]:
    """A text, the nodes of its tree, and the rows of its tree and of its program."""
    project = workspace.read_texts({name: text for name, text in PROJECT.items() if name != "whenthen.toml"})
    checked, diagnostics = pipeline.check(project)
    assert checked is not None, diagnostics
    made, rows = packed(project, checked)
    file = next(file for file in project.files if file.source.name == "rules.when")
    packer = Packer(NODES, (file.source,))
    packer.pack(file.tree)
    return file.source, made, packer.rows, rows


_JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.text(max_size=3), st.binary(max_size=3)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=400)
@given(st.data())
def test_rows_that_nobody_packed_raise_one_exception_or_make_what_may_be_made(data: st.DataObject) -> None:
    source, made, tree, program_rows = small()
    of_tree = data.draw(st.booleans())
    rows: list[Any] = [row if type(row) is not list else [*row] for row in (tree if of_tree else program_rows)]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(rows) - 1))
        row = rows[at]
        change = data.draw(st.sampled_from(["row", "part", "cut", "more", "out"]))
        if change == "row" or type(row) is not list:
            rows[at] = data.draw(_JUNK)
        elif change == "part" and row:
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(_JUNK)
        elif change == "cut":
            del row[data.draw(st.integers(0, len(row))) :]
        elif change == "more":
            row.append(data.draw(_JUNK))
        elif len(rows) > 1:
            del rows[at]
    try:
        values, _ = unpack(rows, NODES if of_tree else TABLE, (source,), () if of_tree else made)
    except UnpackableError:
        return
    allowed = {*TABLE, str, int, bool, type(None), tuple, frozenset, list, set, dict, Payload, ValueSet, Ref, Decimal}
    allowed |= {dt.date, dt.time, dt.datetime, dt.timedelta, bytes, Span}
    assert {type(value) for value in values} <= allowed
