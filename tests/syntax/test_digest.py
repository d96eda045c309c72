"""Digests of trees agree with `same_tree`."""

from __future__ import annotations

import itertools

from tests.syntax.valid import VALID
from whenthen.source import Source
from whenthen.syntax import nodes as n
from whenthen.syntax import parse
from whenthen.syntax.digest import digest
from whenthen.syntax.walk import same_tree, walk


def read(text: str) -> n.File:
    file, problems = parse(Source("test.when", text))
    assert problems == ()
    return file


def value(text: str) -> n.Expression:
    item = read(f"LET x = {text}").items[0]
    assert isinstance(item, n.LetDeclaration)
    return item.value


def test_what_means_the_same_has_one_digest() -> None:
    pairs = [("1.50", "1.5"), ("100", "100.0"), ("p = q", "p is q"), ('"\\{"', '"""{"""'.replace("{", "\\{"))]
    for one, other in pairs:
        assert digest(value(one)) == digest(value(other)), (one, other)


def test_every_two_parts_of_a_text_that_differ_have_two_digests() -> None:
    parts = [node for node in walk(read(VALID)) if not isinstance(node, n.File)]
    by_digest: dict[str, list[n.Node]] = {}
    for part in parts:
        by_digest.setdefault(digest(part), []).append(part)
    for alike in by_digest.values():
        assert all(same_tree(alike[0], other) for other in alike[1:])
    firsts = [alike[0] for alike in by_digest.values()]
    kinds = itertools.groupby(sorted(firsts, key=lambda node: type(node).__name__), key=type)
    for _, group in kinds:
        assert not any(same_tree(one, other) for one, other in itertools.combinations(group, 2))


def test_comments_and_documentation_do_not_count() -> None:
    plain = "RECORD door KEY id\n  id: text\n"
    documented = f'"""\n  A door.\n"""\n{plain}  # nothing more\n'
    assert digest(read(plain)) == digest(read(documented))


def test_parts_can_be_left_out_and_stood_in_for() -> None:
    one, other = value("p is q"), value("p is r")
    assert isinstance(one, n.Compare)
    assert isinstance(other, n.Compare)
    assert digest(one) != digest(other)
    assert digest(one, {one.right: None}) == digest(other, {other.right: None})
    assert digest(one, {one.right: "x"}) == digest(other, {other.right: "x"}) != digest(one, {one.right: "y"})


def test_texts_cannot_be_mistaken_for_structure() -> None:
    lists = ['["a", "b"]', '["ab"]', '[["a"], "b"]', '["a", ["b"]]', '["a)", "b"]', "[c, b]", '["a", b]']
    assert len({digest(value(text)) for text in lists}) == len(lists)
