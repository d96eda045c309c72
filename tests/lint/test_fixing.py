"""Fixes that are applied to texts, and the rounds in which a program is mended."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from itertools import pairwise

import attrs
import pytest

from whenthen.diagnostics.model import Diagnostic, Edit, Fix, Label
from whenthen.lint.mending.applying import apply, choose, fixable
from whenthen.lint.mending.rounds import ROUNDS, Look, Mended, mend
from whenthen.lint.reporting.report import Findings
from whenthen.source import Source, Span

TEXT = "one two two three\n"


def source(text: str = TEXT, name: str = "a.when") -> Source:
    return Source(name, text)


def problem(
    *edits: tuple[Source, int, int, str],
    code: str = "L101",
    message: str = "",
    safe: bool = True,
    labels: tuple[Span, ...] = (),
    severity: str = "warning",
) -> Diagnostic:
    """A diagnostic at the first of its edits."""
    made = tuple(Edit(Span(where, start, end), text) for where, start, end, text in edits)
    return Diagnostic(
        code,
        message or str([(e.span.start, e.span.end, e.text) for e in made]),
        made[0].span,
        tuple(Label(span, "") for span in labels),
        severity=severity,
        fix=Fix("mend it", made, safe),
    )


def applied(text: str, *problems: Diagnostic) -> str:
    texts = {"a.when": text}
    return apply(texts, choose(fixable(problems, texts, unsafe=True), {}).applied)["a.when"]


# Applying ---------------------------------------------------------------------------------------------------------


def test_edits_are_put_in_their_places() -> None:
    here = source()
    assert applied(TEXT, problem((here, 0, 3, "1"), (here, 12, 17, "3")), problem((here, 3, 7, ""))) == "1 two 3\n"


def test_identical_edits_are_done_once() -> None:
    here = source()
    both = [problem((here, 0, 0, "USE helpdesk\n"), (here, 0, 3, "1"), message=text) for text in ("a", "b")]
    assert applied(TEXT, both[0]) == "USE helpdesk\n1 two two three\n"
    assert applied(TEXT, *both) == "USE helpdesk\n1 two two three\n"
    assert len(choose(both, {}).applied) == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((0, 7, ""), (3, 11, "")),
        ((0, 7, ""), (0, 7, "x")),
        ((4, 4, "a"), (4, 4, "b")),
        ((4, 4, "a"), (4, 7, "")),
        ((4, 4, "a"), (0, 4, "")),
        ((0, 17, ""), (4, 5, "x")),
    ],
)
def test_what_overlaps_waits(one: tuple[int, int, str], two: tuple[int, int, str]) -> None:
    here = source()
    first, second = problem((here, *one)), problem((here, *two))
    assert choose([first, second], {}).applied == (first,)
    assert choose([second, first], {}).waiting == (first,)


def test_what_only_touches_goes_together() -> None:
    here = source()
    assert applied(TEXT, problem((here, 0, 4, "")), problem((here, 4, 8, ""))) == "two three\n"


def test_another_code_waits_where_an_item_is_edited_or_was_the_reason() -> None:
    here = source()
    first = problem((here, 4, 7, "x"), labels=(Span(here, 13, 14),))
    same = problem((here, 12, 17, "y"))
    other = problem((here, 12, 17, "y"), code="L102")
    assert choose([first, same], {"a.when": [4, 12]}).applied == (first, same)
    assert choose([first, other], {"a.when": [4, 12]}).applied == (first,)
    apart = problem((here, 0, 3, "y"), code="L102")
    assert choose([first, apart], {"a.when": [4, 12]}).applied == (first, apart)
    assert choose([first, apart], {}).applied == (first,)


def test_a_fix_in_two_files_is_done_whole_or_not() -> None:
    here, there = source(), source("other\n", "b.when")
    both = problem((here, 0, 3, "1"), (there, 0, 5, "2"))
    before = problem((there, 2, 4, "x"))
    texts = {"a.when": TEXT, "b.when": "other\n"}
    assert apply(texts, choose([both], {}).applied) == {"a.when": "1 two two three\n", "b.when": "2\n"}
    assert apply(texts, choose([before, both], {}).applied) == {"a.when": TEXT, "b.when": "otxr\n"}
    assert fixable([both], {"a.when": TEXT}) == ()  # the other one is a library


def test_only_fixes_of_these_very_texts_count() -> None:
    here = source()
    unfit = [
        problem((source("another text\n"), 0, 3, "")),
        problem((here, 4, 900, "")),
        problem((here, 0, 5, ""), (here, 3, 8, "")),
        problem((here, 0, 0, "a"), (here, 0, 0, "b")),
        problem((source(name="<stdlib>/core.when"), 0, 3, "")),
        Diagnostic("L101", "no fix", Span(here, 0, 1)),
        Diagnostic("L101", "no edits", Span(here, 0, 1), fix=Fix("", ())),
    ]
    assert fixable(unfit, {"a.when": TEXT}, unsafe=True) == ()


def test_unsafe_ones_are_asked_for() -> None:
    one, two = problem((source(), 0, 3, "1")), problem((source(), 4, 7, "2"), safe=False)
    assert fixable([one, two], {"a.when": TEXT}) == (one,)
    assert fixable([one, two], {"a.when": TEXT}, unsafe=True) == (one, two)


def test_line_ends_are_those_of_the_text() -> None:
    windows = "one\r\ntwo\r\n"
    assert applied(windows, problem((source(windows), 0, 0, "zero\nnull\r\n"))) == "zero\r\nnull\r\none\r\ntwo\r\n"
    assert applied("one", problem((source("one"), 0, 0, "zero\n"))) == "zero\none"


def test_many_edits_against_one_after_the_other() -> None:
    """Chosen edits, applied at once, come to the same as from the last one to the first."""
    draw = random.Random(5)
    for _ in range(200):
        text = "".join(draw.choices("abc\n", k=40))
        here = source(text)
        problems = []
        for number in range(draw.randint(1, 12)):
            start = draw.randint(0, 40)
            problems.append(problem((here, start, min(40, start + draw.randint(0, 6)), str(number))))
        chosen = choose(problems, {}).applied
        edits = sorted({(e.span.start, e.span.end, e.text) for d in chosen if d.fix for e in d.fix.edits})
        assert all(one[1] <= two[0] for one, two in pairwise(edits))
        expected = text
        for start, end, new in reversed(edits):
            expected = expected[:start] + new + expected[end:]
        assert apply({"a.when": text}, chosen)["a.when"] == expected


# Mending ----------------------------------------------------------------------------------------------------------

Finder = Callable[[Source], list[Diagnostic]]


def mended(text: str, find: Finder, unsafe: bool = False) -> tuple[str, Mended]:
    looks: list[Mapping[str, str]] = []

    def look(texts: Mapping[str, str]) -> Look:
        looks.append(texts)
        found = [d for name, text in texts.items() for d in find(Source(name, text))]
        return Look(texts, {}, Findings(tuple(found)), found)

    result = mend(look({"a.when": text}), look, unsafe)
    assert len(looks) <= 8 * ROUNDS
    return result.texts.get("a.when", text), result


def word(here: Source, wrong: str, right: str, code: str = "L101", **more: str) -> list[Diagnostic]:
    """A problem for each place of a word."""
    found, at = [], here.text.find(wrong)
    while at >= 0:
        found.append(problem((here, at, at + len(wrong), right), code=code, message=f"`{wrong}`", **more))  # type: ignore[arg-type]
        at = here.text.find(wrong, at + len(wrong))
    return found


def test_rounds_go_on_until_nothing_is_left() -> None:
    text, result = mended("aa\nbb aa\n", lambda here: word(here, "aa", "bb") + word(here, "bb", "c", code="L102"))
    assert text == "c\nc c\n"
    assert [d.code for d in result.fixed] == ["L101", "L101", "L102", "L102", "L102"]
    assert result.last.reported == []


def test_nothing_to_do() -> None:
    text, result = mended("c\n", lambda here: word(here, "aa", "bb"))
    assert (text, result.texts, result.fixed) == ("c\n", {}, ())


def test_a_fix_that_brings_an_error_is_left_out_and_the_others_are_not() -> None:
    def find(here: Source) -> list[Diagnostic]:
        broken = [Diagnostic("T001", "broken", Span(here, 0, 1))] if "!" in here.text else []
        return [*(d for n in range(9) for d in word(here, f"a{n}", "!" if n in (3, 7) else "b")), *broken]

    text, result = mended("".join(f"a{n} " for n in range(9)), find)
    assert text == "b b b a3 b b b a7 b "
    assert len(result.fixed) == 7
    assert [d.message for d in result.last.reported] == ["`a3`", "`a7`"]


def test_a_fix_that_leaves_its_problem_is_left_out() -> None:
    text, result = mended("a\n", lambda here: word(here, "a", "a a"))
    assert (text, result.fixed) == ("a\n", ())


def test_two_rules_that_undo_each_other_come_to_an_end() -> None:
    text, _ = mended("a", lambda here: word(here, "a", "b") + word(here, "b", "a", code="L102"))
    assert text == "b"


def test_a_fix_that_never_ends_is_bounded() -> None:
    def find(here: Source) -> list[Diagnostic]:
        return [problem((here, 0, 0, "x"), message=f"{len(here.text)}")]

    assert mended("", find)[0] == "x" * ROUNDS


def test_errors_are_mended_first_and_may_hide_one_another() -> None:
    def find(here: Source) -> list[Diagnostic]:
        first = word(here, "wrnog", "wrong", code="S100", severity="error")
        second = [] if first else word(here, "wrong", "right", code="N100", severity="error")
        return first or second or word(here, "left", "up")

    text, result = mended("wrnog left\n", find)
    assert text == "right up\n"
    assert [d.code for d in result.fixed] == ["S100", "N100", "L101"]


def test_a_fix_of_an_error_never_makes_more_of_them() -> None:
    def find(here: Source) -> list[Diagnostic]:
        hidden = [d for w in ("x", "y") for d in word(here, w, w, code="N100", severity="error")]
        return word(here, "wrong", "x y", code="S100", severity="error") + hidden

    assert mended("wrong\n", find)[0] == "wrong\n"


def test_in_a_program_with_errors_other_fixes_add_none() -> None:
    def find(here: Source) -> list[Diagnostic]:
        return (
            word(here, "bad", "bad", code="N100", severity="error")[:1]
            + [d for w, r in (("a1", "c"), ("a2", "worse")) for d in word(here, w, r)]
            + [Diagnostic("N101", "worse", Span(here, 0, 1)) for _ in range(here.text.count("worse"))]
        )

    def without_fix(here: Source) -> list[Diagnostic]:
        return [attrs.evolve(d, fix=None) if d.severity == "error" else d for d in find(here)]

    assert mended("bad a1 a2\n", without_fix)[0] == "bad c a2\n"
