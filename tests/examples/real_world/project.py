"""The files of `examples/real-world`, and single rules cut out of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import whenthen
from tests.examples.real_world import demands
from whenthen.source import Source, Span
from whenthen.syntax import nodes, parse
from whenthen.syntax.walk import walk

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "real-world"
#: Everything but the README, by name: rules, data and settings.
FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted(FOLDER.iterdir()) if file.suffix != ".md"}


@functools.cache
def trees() -> dict[str, nodes.File]:
    """The files of rules by their names."""
    read = {name: parse(Source(name, text)) for name, text in FILES.items() if name.endswith(".when")}
    assert {name: problems for name, (_, problems) in read.items() if problems} == {}
    return {name: tree for name, (tree, _) in read.items()}


@functools.cache
def rules() -> dict[str, tuple[str, nodes.Rule]]:
    """All rules by their ids, each with the file that it stands in."""
    found: dict[str, tuple[str, nodes.Rule]] = {}
    for name, tree in trees().items():
        for item in tree.items:
            if isinstance(item, nodes.Rule):
                assert id_of(item) not in found, f"two rules have the id {id_of(item)}"
                found[id_of(item)] = name, item
    return found


def id_of(rule: nodes.Rule) -> str:
    """The ID of a rule; each rule of the examples has one."""
    ids = [setting.name.text for setting in rule.settings if isinstance(setting, nodes.IdSetting)]
    assert ids, f"{rule.span.source.name}: the rule {rule.title.span.text} has no ID"
    return ids[0]


def parts(id: str) -> list[str]:
    """The rules that a case is about: the one with this id, or `id-1`, `id-2` … together."""
    found = [name for name in rules() if name == id or (name.startswith(f"{id}-") and name[len(id) + 1 :].isdecimal())]
    assert found, f"there is no rule {id}"
    return found


def demanded(id: str) -> frozenset[str]:
    """All that a rule asks for, in its own words; see `demands`."""
    return frozenset(demands.of(rules()[id][1]))


def condition(id: str, words: str) -> nodes.Expression | None:
    """The condition of a rule that is written with these words, where they are one."""
    if id not in rules():
        return None
    return next((node for node in demands.conditions(rules()[id][1]) if demands.said(node) == words), None)


def alone(id: str) -> whenthen.RuleSet:
    """The rules of a case with the declarations of their file and without its other rules.

    A rule that is DISABLED, because it is shipped so, is switched on.
    """
    return _cut(_file(id), tuple(parts(id)))


def relaxed(id: str, condition: nodes.Expression) -> whenthen.RuleSet | None:
    """The rule alone, with `true` in place of a condition; None where it cannot be checked without that one."""
    try:
        return _cut(_file(id), (id,), condition.span)
    except whenthen.RuleErrors:
        return None


def without(id: str) -> whenthen.RuleSet:
    """The declarations of the file that the rules of a case stand in, and no rule."""
    return _cut(_file(id), ())


def _file(id: str) -> str:
    (file,) = {rules()[name][0] for name in parts(id)}
    return file


@functools.cache
def _cut(file: str, wanted: tuple[str, ...], true: Span | None = None) -> whenthen.RuleSet:
    text = FILES[file]
    for span in _cuts(file, wanted):
        gap = "".join("\n" if character == "\n" else " " for character in span.text)
        text = text[: span.start] + gap + text[span.end :]
    if true is not None:  # last, because all that stands behind it moves
        text = f"{text[: true.start]}true{text[true.end :]}"
    others = {name: content for name, content in FILES.items() if name != file}
    return whenthen.load_text(text, name=file, files=others)


def _cuts(file: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    """What does not belong to the rules that are wanted: the others, with the documentation before them."""
    end = 0
    for item in trees()[file].items:
        if not isinstance(item, nodes.Rule):
            pass
        elif id_of(item) not in wanted:
            yield Span(item.span.source, end, item.span.end)
        else:
            yield from (node.span for node in walk(item) if isinstance(node, nodes.DisabledSetting))
        end = item.span.end
