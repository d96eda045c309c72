"""Valid texts: what the tree holds, and where its parts stand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.syntax.valid import VALID
from whenthen import resources
from whenthen.source import Source
from whenthen.syntax import nodes as n
from whenthen.syntax import parse
from whenthen.syntax.addresses import addresses, rule_id
from whenthen.syntax.tables import load, tables
from whenthen.syntax.walk import children, same_tree, walk

#: The classes that have no node of their own.
_ABSTRACT = {n.Node, n.Expression, n.Statement, n.Trigger, n.TypeExpression, n.Item, n.Setting}


def read(text: str) -> n.File:
    file, problems = parse(Source("test.when", text))
    assert problems == ()
    return file


def value(text: str) -> n.Expression:
    item = read(f"LET x = {text}").items[0]
    assert isinstance(item, n.LetDeclaration)
    return item.value


def test_the_grammar_has_no_conflict() -> None:
    load(resources.grammar(), strict=True)


def test_every_node_has_a_text_that_makes_it() -> None:
    made = {type(node) for node in walk(read(VALID))}
    classes = {getattr(n, name) for name in n.__all__} - _ABSTRACT - {n.BrokenItem}
    assert classes - made == set()


def test_spans_of_names_and_literals_are_what_was_written() -> None:
    for node in walk(read(VALID)):
        written = node.span.text
        if isinstance(node, n.Name) and written[:1] not in '`"' and written != "rule":
            assert written == node.text
        elif isinstance(node, n.Reference):
            assert written == node.name
        elif isinstance(node, n.NumberLiteral | n.MoneyLiteral | n.DurationLiteral):
            assert written == node.spelling


def test_children_stand_within_their_parents() -> None:
    for node in walk(read(VALID)):
        for child in children(node):
            assert node.span.start <= child.span.start <= child.span.end <= node.span.end, (node, child)


def test_parentheses_belong_to_what_they_are_part_of() -> None:
    product = value("(1 + 2) * 3")
    assert product.span.text == "(1 + 2) * 3"


def test_an_empty_file_is_valid() -> None:
    assert read("").items == ()
    assert read("  \n# only a comment").comments[0].text == "# only a comment"


def test_comments_are_kept_in_order() -> None:
    assert [span.text for span in read("#a\r\nLET x = 1 # b\n#c").comments] == ["#a", "# b", "#c"]


def test_operators_bind_as_they_read() -> None:
    condition = value("z OR NOT b AND c is d otherwise e + f * -g.h")
    assert isinstance(condition, n.Or)
    both = condition.operands[1]
    assert isinstance(both, n.And)
    assert isinstance(both.operands[0], n.Not)
    comparison = both.operands[1]
    assert isinstance(comparison, n.Compare)
    assert isinstance(comparison.right, n.Otherwise)
    assert isinstance(comparison.right.fallback, n.Arithmetic)


def test_spellings_of_comparisons_mean_the_same() -> None:
    pairs = [("=", "is"), ("!=", "is not"), ("is above", ">"), ("is below", "<"), ("is at least", ">=")]
    for one, other in [*pairs, ("is at most", "<=")]:
        assert same_tree(value(f"p {one} q"), value(f"p {other} q"))
    assert not same_tree(value("p < q"), value("p <= q"))


def test_texts_are_unescaped_and_dedented() -> None:
    text = value('"a\\"\\\\\\n\\t\\{\\}"')
    assert isinstance(text, n.TextLiteral)
    assert text.value == 'a"\\\n\t{}'
    for ending in ("\n", "\r\n"):
        long = value(f'"""{ending}    one{ending}      two{ending}{ending}    three{ending}    """')
        assert isinstance(long, n.TextLiteral)
        assert long.value == "one\n  two\n\nthree"


def test_templates_keep_their_parts_in_place() -> None:
    template = value('"""\n  Hi {customer.name otherwise "you, {x}"}!\n  """')
    assert isinstance(template, n.Template)
    first, middle, last = template.parts
    assert isinstance(first, n.TextLiteral)
    assert isinstance(last, n.TextLiteral)
    assert (first.value, last.value) == ("Hi ", "!")
    assert middle.span.text == 'customer.name otherwise "you, {x}"'


def test_literals_have_their_values() -> None:
    assert value("2.50 EUR").amount == Decimal("2.50")  # type: ignore[attr-defined]
    duration = value("3 business days")
    assert isinstance(duration, n.DurationLiteral)
    assert (duration.amount, duration.unit, duration.business) == (3, "day", True)
    assert value("2026-11-22").value == dt.date(2026, 11, 22)  # type: ignore[attr-defined]
    assert value("9:30").value == dt.time(9, 30)  # type: ignore[attr-defined]
    pattern = value("/a[/]b\\/c/i")
    assert isinstance(pattern, n.PatternLiteral)
    assert (pattern.pattern, pattern.flags) == ("a[/]b\\/c", "i")


def test_names_are_composed_and_lose_their_backticks() -> None:
    assert read("LET caf\u0065\u0301 = 1").items[0].name.text == "caf\u00e9"  # type: ignore[attr-defined]
    assert value("`order-id`").name == "order-id"  # type: ignore[attr-defined]


def test_texts_are_in_normal_form() -> None:
    text, template = (item.value for item in read('LET one = "cafe\u0301"\nLET two = "e\u0301{1}"').items)  # type: ignore[attr-defined]
    assert text.value == "caf\u00e9"
    assert text.spelling == '"cafe\u0301"'
    assert template.parts[0].value == "\u00e9"


def test_words_are_names_where_nothing_else_can_stand() -> None:
    read("RECORD x KEY set\n  set: text\n  if: no | yes\n  or: list of text")
    read("LET order = message.if\nLET empty = owner\nLET no = above")


def test_keywords_are_read_in_any_case() -> None:
    lower = 'rule "a" when ticket is created if ticket.a Is Not b then close ticket'
    upper = 'RULE "a" WHEN ticket is created IF ticket.a is not b THEN close ticket'
    assert same_tree(read(lower), read(upper))


def test_the_reserved_words_stand_in_one_place() -> None:
    assert {"rule", "when", "set", "about", "table"} <= tables().reserved
    assert not {"owner", "order", "message"} & tables().reserved


def test_documentation_belongs_to_what_follows() -> None:
    record = read('"""\n  What a {door} is.\n"""\nRECORD door KEY id\n  """Which."""\n  id: text').items[0]
    assert isinstance(record, n.RecordDeclaration)
    assert record.doc == "What a {door} is."
    assert record.fields[0].doc == "Which."


def test_every_part_of_a_rule_has_its_own_address() -> None:
    found = addresses(read(VALID))
    assert len(set(found.values())) == len(found) - 1  # the two AT MOST of the rule share theirs
    expected = {"everything/then/2", "everything/else-if-1/if", "everything/else-if-1/then/1", "everything/else/1"}
    assert expected | {"define:escalate/1", "define:late/if/2", "everything/when/3"} <= set(found.values())


def test_a_rule_without_an_id_is_named_by_its_title() -> None:
    rule = read('RULE "Close it"\n WHEN ticket is created\n THEN close ticket').items[0]
    assert isinstance(rule, n.Rule)
    assert rule_id(rule) == "Close it"
    assert "Close it/then/1" in addresses(rule).values()


def test_nodes_show_their_fields_and_not_where_they_stand() -> None:
    assert repr(read("LET x = -y").items[0]).startswith("LetDeclaration(name=Name(text='x'), ")
    assert repr(value("y")) == "Reference(name='y')"
    assert repr(n.Compare("is", n.Reference("p"), n.Reference("q"))) == (
        "Compare(operator='is', left=Reference(name='p'), right=Reference(name='q'), spelling='')"
    )


def test_trees_without_text_can_be_compared() -> None:
    built = n.Compare("is", n.Reference("p"), n.NumberLiteral(Decimal(1)))
    assert same_tree(built, value("p = 1"))
    assert not same_tree(built, value("p = 2"))
