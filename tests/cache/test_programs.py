"""Checked programs from the cache decide as those that were checked just now."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, note

import whenthen
from tests.cache.drawer import EVENT, PROJECT, RULES, Drawer, drawer
from tests.properties import harness
from tests.properties.strategies.cases import Case, cases
from tests.properties.strategies.settings import examples
from whenthen import api, pipeline, workspace
from whenthen.cache.programs import CachedStages
from whenthen.cli import group
from whenthen.runtime.data import to_json
from whenthen.source import Source
from whenthen.syntax.walk import same_tree

ROOT = Path(__file__).parents[2]


def build(files: Mapping[str, str | bytes], store: Drawer, **how: Any) -> whenthen.RuleSet:
    stages = CachedStages(store)
    return api.build(workspace.read_texts(files, parse=stages.parse, **how), stages=stages)


def decided(rules: whenthen.RuleSet) -> list[bytes]:
    session = rules.session()
    return [rules.to_json(d) for d in session.process(EVENT)] + [to_json(session.to_dict())]


def refuse(*_: object) -> object:
    raise AssertionError("this is known")


# Decisions --------------------------------------------------------------------------------------------------------


@examples(0.3)
@given(cases(rules=3, events=3))
def test_generated_programs_decide_the_same(case: Case) -> None:
    note(str(case))
    store = drawer()
    fresh = load(case, store)
    store.found.clear()
    known = load(case, store)
    assert store.found.count("program") == 1
    assert store.found.count("tree") >= 1
    assert harness.run(known) == harness.run(fresh)  # both hold it against the interpreter of the tests


def load(case: Case, store: Drawer) -> harness.Loaded:
    """A case that is read and checked with a store."""
    stages = CachedStages(store)

    def read(files: Any, asked: Any) -> pipeline.Project:
        return workspace.read_texts(files, asked, parse=stages.parse)

    checking = SimpleNamespace(check=stages.check, FIRE=pipeline.FIRE)
    with patch.object(harness, "read_texts", read), patch.object(harness, "pipeline", checking):
        return harness.load(case)


@pytest.mark.parametrize("path", ["examples/helpdesk/rules", "examples/real-world", "examples/servicenow/rules"])
def test_examples_have_the_same_fingerprint_and_compile(path: str) -> None:
    store = drawer()
    plain = whenthen.load(ROOT / path)
    for _ in range(2):
        stages = CachedStages(store)
        rules = api.build(workspace.read_project([ROOT / path], stages.parse), stages=stages)
        assert rules.fingerprint == plain.fingerprint
        assert rules.rules == plain.rules
        assert rules.schema == plain.schema
        assert [rule.version for rule in rules.program.rules] == [rule.version for rule in plain.program.rules]
    assert store.found.count("program") == 1


def test_the_log_of_the_example_is_decided_in_the_same_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = ROOT / "examples" / "helpdesk"
    arguments = ["run", str(folder / "rules"), "--events", str(folder / "events.jsonl")]
    plain = CliRunner().invoke(group, arguments)
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path))
    assert CliRunner().invoke(group, arguments).stdout == plain.stdout
    monkeypatch.setattr(pipeline, "parse", refuse)
    monkeypatch.setattr(pipeline, "check", refuse)
    known = CliRunner().invoke(group, arguments)
    assert (known.exit_code, known.stdout, known.stderr) == (plain.exit_code, plain.stdout, plain.stderr)


# Keys -------------------------------------------------------------------------------------------------------------

OTHERS: dict[str, tuple[Mapping[str, str | bytes], dict[str, Any]]] = {
    "a rule file": ({**PROJECT, "rules.when": RULES.replace("to urgent", "to high")}, {}),
    "a used file": ({**PROJECT, "words.when": 'LET late_words = ["soon"]\n'}, {}),
    "a data file": ({**PROJECT, "teams.csv": "name\nBilling\nSales\n"}, {}),
    "the zone": ({**PROJECT, "whenthen.toml": '[time]\nzone = "Asia/Tokyo"\n'}, {}),
    "no settings": ({name: text for name, text in PROJECT.items() if name != "whenthen.toml"}, {}),
    "a file more": ({**PROJECT, "more.when": ""}, {}),
    "the files that were asked for": (PROJECT, {"asked": ["rules.when"]}),
    "the folder as it is shown": (PROJECT, {"shown": "elsewhere"}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_project_is_another_program(name: str) -> None:
    store = drawer()
    first = build(PROJECT, store)
    files, how = OTHERS[name]
    other = build(files, store, **how)
    assert "program" not in store.found
    assert decided(other) == decided(api.build(workspace.read_texts(files, **how)))
    assert decided(build(PROJECT, store)) == decided(first)
    assert store.found.count("program") == 1


def test_another_edition_knows_nothing_of_this_one() -> None:
    store = drawer()
    build(PROJECT, store)
    other = Drawer("nowhere", "2", entries=store.entries)
    build(PROJECT, other)
    assert other.found == []


def test_what_has_errors_is_refused_every_time() -> None:
    store = drawer()
    said = []
    for _ in range(2):
        with pytest.raises(whenthen.RuleErrors) as refused:
            build({**PROJECT, "rules.when": RULES.replace("urgent", "urgnt")}, store)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert "program" not in store.found


# Damage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tree", "program"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04cos\nsystem\n(S'false'\ntR.",
        msgspec.msgpack.encode([]),
        msgspec.msgpack.encode([[], [[], []]]),
        msgspec.msgpack.encode([[None], [[], []]]),
        msgspec.msgpack.encode([[[0]], [[], []]]),
        msgspec.msgpack.encode([[[99999]], [[], []]]),
        msgspec.msgpack.encode([[[-1]], [[], []]]),
        msgspec.msgpack.encode([[[16, 9, 0, 0]], [[], []]]),
        msgspec.msgpack.encode([[[[]]], [[], []]]),
        msgspec.msgpack.encode([[None], [[], [["T001", "", [77, 0, 0], [], None, "error"]]]]),
    ],
)
def test_an_entry_that_is_none_is_dropped(kind: str, content: bytes) -> None:
    store = drawer()
    plain = decided(build(PROJECT, store))
    for name in store.entries:
        if name.startswith(kind):
            store.entries[name] = content
    assert decided(build(PROJECT, store)) == plain
    assert content not in store.entries.values()


def test_a_tree_has_the_texts_of_its_file() -> None:
    store = drawer()
    text = 'LET x = "a"  # why\n\nRULE "half'
    first, second = Source("a.when", text), Source("b.when", text)
    tree, problems = CachedStages(store).parse(first)
    other, others = CachedStages(store).parse(second)
    assert store.found == ["tree"]
    assert same_tree(tree, other)
    assert other.span.source is second
    assert [comment.source for comment in other.comments] == [second]
    assert [(d.code, d.message, d.help) for d in problems] == [(d.code, d.message, d.help) for d in others]
    assert {d.span.source for d in others} == {second}


# For applications -------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    for name, text in PROJECT.items():
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / name).write_text(text)
    return tmp_path / "rules"


def test_an_application_names_a_folder(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHENTHEN_CACHE")
    plain = whenthen.load(rules)
    first = whenthen.load(rules, cache=tmp_path / "cache")
    monkeypatch.setattr(pipeline, "parse", refuse)
    monkeypatch.setattr(pipeline, "check", refuse)
    again = whenthen.load(rules, cache=str(tmp_path / "cache"))
    assert decided(plain) == decided(first) == decided(again)
    assert plain.fingerprint == first.fingerprint == again.fingerprint


def test_an_application_asks_for_the_cache_of_the_user(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path / "cache"))
    whenthen.load(rules)
    assert not (tmp_path / "cache").exists()
    whenthen.load(rules, cache=True)
    assert (tmp_path / "cache").exists()


@pytest.mark.parametrize("cache", [None, 1, b"folder"])
def test_what_is_no_folder_is_refused(cache: Any, rules: Path) -> None:
    with pytest.raises(TypeError, match="`cache` is True, False or a folder"):
        whenthen.load(rules, cache=cache)


def test_rules_from_the_cache_travel_to_another_process(rules: Path, tmp_path: Path) -> None:
    program = (
        "import pickle, sys, whenthen\n"
        f"rules = whenthen.load({str(rules)!r}, cache={str(tmp_path / 'cache')!r})\n"
        "sys.stdout.buffer.write(pickle.dumps(rules))"
    )
    environment = {"PYTHONPATH": str(ROOT / "dsl")}
    texts: list[bytes] = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        texts.append(done.stdout)
    assert texts[0] == texts[1]


def test_a_project_that_is_read_from_its_contents_is_the_same_program(rules: Path) -> None:
    """So another process, which is handed the contents, need not check them again."""
    store = drawer()
    stages = CachedStages(store)
    project = workspace.read_project([rules], stages.parse)
    first = api.build(project, stages=stages)
    again = api.build(workspace.read_material(project.material, stages.parse), stages=stages)
    assert store.found.count("program") == 1
    assert decided(first) == decided(again)
