"""Whatever a program is and wherever its comments, blanks and line ends stand: formatted it is the same program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from tests.format.checking import formatted
from tests.properties.strategies.cases import make_case
from tests.properties.strategies.chooser import Chooser, drawn, seeded
from tests.properties.strategies.settings import examples
from tests.syntax.valid import VALID
from whenthen.format.spelling import LITERALS, NAMES
from whenthen.source import Source
from whenthen.syntax.parser import parse_with_tokens
from whenthen.syntax.walk import same_tree

#: Words that are told from names by what follows them, in which case no comment can stand between.
_LOOK_AHEAD = frozenset({"DATA", "GROUP", "LIST", "ANY", "EVERY_ONE", "NO", "DECLARED_NAME"})
_GAPS = (" ", " ", "\n", "\n  ", "\t", "   ", "\n\n", "\n\n\n\n    ", "\r\n")
_COMMENTS = ("# why", "#", '# a "text', "#" + "-" * 110, "# whenthen: ignore[L101] because {x}", "# " + 'é """')
_CASES = (Path(__file__).parent / "cases").glob("*.when")
_TEXTS = [VALID, *(path.read_bytes().decode("utf-8") for path in sorted(_CASES) if ".formatted" not in path.name)]


def scattered(text: str, choose: Chooser, often: int) -> str:
    """The same program with other blanks, line ends, comments and letters of words between the tokens."""
    _, tokens, problems = parse_with_tokens(Source("rules.when", text))
    assert not problems, problems
    pieces: list[str] = []
    closed = 0
    for place, token in enumerate(tokens):
        gap = text[closed : token.start_pos]
        before = tokens[place - 1].type if place else ""
        quantifier = place > 1 and tokens[place - 2].type in ("ANY", "EVERY_ONE", "NO")
        if before in _LOOK_AHEAD or quantifier:
            pieces.append(choose.pick(_GAPS) if choose.chance(often) and before != "GROUP" else gap)
        elif choose.chance(often):
            pieces.append(_gap(choose))
        else:
            pieces.append(gap)
        written = str(token)
        if token.type not in NAMES | LITERALS | {"MONEY"} and choose.chance(5):
            written = choose.pick((written.upper(), written.lower()))
        pieces.append(written)
        closed = token.end_pos
    pieces.append(_gap(choose) if choose.chance(50) else choose.pick(("", "\n", "\n\n\n")))
    return "".join(pieces)


def _gap(choose: Chooser) -> str:
    parts = [choose.pick(_GAPS)]
    for _ in range(choose.pick((0, 0, 1, 1, 1, 2, 3))):
        parts += [choose.pick(_COMMENTS), choose.pick(("", " ")), choose.pick(("\n", "\n\n", "\r\n", "\n   "))]
        parts += [choose.pick(("", " ", "\n", "      "))]
    return "".join(parts)


@st.composite
def _programs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, str]:
    choose = drawn(draw)
    case = make_case(choose, rules=3, events=1)
    text = "\n".join(text for name, text in case.files.items() if name.endswith(".when"))
    return text, scattered(text, choose, choose.pick((2, 10, 40, 100)))


@examples(0.7)
@given(_programs())
def test_a_program_stays_what_it_is(programs: tuple[str, str]) -> None:
    text, scattered_text = programs
    note(scattered_text)
    tree, _, _ = parse_with_tokens(Source("rules.when", text))
    other, _, problems = parse_with_tokens(Source("rules.when", scattered_text))
    assert not problems
    assert same_tree(tree, other)
    printed = formatted(scattered_text)
    note(printed)


@examples(2)
@given(st.integers(0, 10**9), st.sampled_from((1, 5, 20, 60, 100)))
def test_all_of_the_language_stays_what_it_is(seed: int, often: int) -> None:
    choose = seeded(seed)
    text = scattered(choose.pick(_TEXTS), choose, often)
    note(text)
    formatted(text)
