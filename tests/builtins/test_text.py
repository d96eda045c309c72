from __future__ import annotations

import contextlib
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.strategies import texts
from whenthen.builtins import functions
from whenthen.builtins.text import MAX_PARTS
from whenthen.values.errors import ValueFailure
from whenthen.values.patterns import compile_pattern
from whenthen.values.text import MAX_TEXT, nfc
from whenthen.values.timebase import Timebase

FUNCTIONS = functions(Timebase())


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name](*(Decimal(a) if isinstance(a, int) else a for a in arguments))


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("length", ("für",), Decimal(3)),
        ("length", ("",), Decimal(0)),
        ("lowercase", ("ÀB",), "àb"),
        ("uppercase", ("straße",), "STRASSE"),
        ("trim", (" \u00a0a b\n",), "a b"),
        ("replace", ("a-b-c", "-", "+"), "a+b+c"),
        ("replace", ("Aa", "a", ""), "A"),
        ("split", ("a, b,,c", ","), ("a", " b", "", "c")),
        ("split", ("", ","), ("",)),
        ("join", (("a", "b"), "; "), "a; b"),
        ("join", ((), "; "), ""),
        ("words", ('"Hello," she said: it\'s 3.5% (really)!',), ("Hello", "she", "said", "it's", "3.5", "really")),
        ("words", (" -- !",), ()),
        ("lines", ("a\r\n\nb\n",), ("a", "", "b")),
        ("first_line", ("\n  \n Hello \nyou",), "Hello"),
        ("first_line", (" \n",), ""),
        ("text_before", ("bo@example.com", "@"), "bo"),
        ("text_after", ("bo@example.com", "@"), "example.com"),
        ("text_before", ("bo", "@"), None),
        ("text_after", ("bo", "@"), None),
        ("text_before", ("@x", "@"), ""),
        ("text_before", ("bo", ""), None),
        ("text_after", ("bo", ""), None),
        ("left", ("abc", 2), "ab"),
        ("left", ("abc", 9), "abc"),
        ("left", ("abc", 0), ""),
        ("right", ("abc", 2), "bc"),
        ("right", ("abc", 9), "abc"),
        ("right", ("abc", 0), ""),
        ("capture", (compile_pattern("order (?P<n>[0-9]+)"), "order 12"), "12"),
        ("capture", (compile_pattern("order"), "none"), None),
        ("captures", (compile_pattern("#(?P<n>[0-9]+)"), "#1, #22 and #"), ("1", "22")),
        ("captures", (compile_pattern("a*"), "baab"), ("aa",)),
        ("captures", (compile_pattern("(x)?a"), "axa"), ("x",)),
        ("captures", (compile_pattern("ü"), "für drüben"), ("ü", "ü")),
        ("captures", (compile_pattern("x"), ""), ()),
        ("replace_matches", (compile_pattern("[0-9]{4,}"), "Card 4111 is 12, ü 55555.", "*"), "Card * is 12, ü *."),
        ("replace_matches", (compile_pattern("a*"), "baab", "-"), "b-b"),
        ("replace_matches", (compile_pattern("(a)"), "a", r"\1$0"), r"\1$0"),
        ("replace_matches", (compile_pattern("x"), "a", ""), "a"),
        ("text_between", ("Order [A-17] [B]", "[", "]"), "A-17"),
        ("text_between", ("[]", "[", "]"), ""),
        ("text_between", ("] [A", "[", "]"), None),
        ("text_between", ("A", "", ""), None),
        ("contains_word", ("Please CANCEL it", "cancel"), True),
        ("contains_word", ("cancelled", "cancel"), False),
        ("contains_word", ("Money-back, now!", "money back"), True),
        ("contains_word", ("money, no money; back", "money back"), True),
        ("contains_word", ("back money", "money back"), False),
        ("contains_word", ("refund_request", "refund"), True),
        ("contains_word", ("STRASSE 7", "Straße"), True),
        ("contains_word", ("cafe\u0301s", "cafe"), False),
        ("count_of", ("Hi, hi!", "HI"), Decimal(2)),
        ("count_of", ("aaa", "aa"), Decimal(1)),
        ("count_of", ("", "a"), Decimal(0)),
        ("capitalize", ("hello Ann",), "Hello Ann"),
        ("capitalize", ("",), ""),
        ("capitalize", ("ßa",), "SSa"),
        ("pad_left", ("7", 3, "0"), "007"),
        ("pad_left", ("7", 3), "  7"),
        ("pad_left", ("1234", 3, "0"), "1234"),
        ("shorten", ("Where is my order?", 12), "Where is my…"),
        ("shorten", ("Where is my order?", 11), "Where is…"),
        ("shorten", ("Where is my order?", 18), "Where is my order?"),
        ("shorten", ("Donaudampfschiff", 5), "Dona…"),
        ("shorten", ("a Donaudampfschiff", 9), "a Donaud…"),
        ("shorten", ("abc", 1), "…"),
        ("shorten", ("abc", 0), ""),
        ("number_of", (" 12.50 ",), Decimal("12.5")),
        ("number_of", ("12 pieces",), None),
        ("number_of", ("9" * 40,), None),
    ],
)
def test_results(name: str, arguments: tuple[Any, ...], result: Any) -> None:
    assert call(name, *arguments) == result


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("replace", ("a", "", "b"), "not empty"),
        ("replace", ("a" * MAX_TEXT, "a", "bb"), "longer than"),
        ("split", ("a", ""), "not empty"),
        ("split", ("," * MAX_PARTS, ","), "more than 100,000 parts"),
        ("words", ("a " * (MAX_PARTS + 1),), "more than 100,000 words"),
        ("lines", ("\n" * (MAX_PARTS + 1),), "more than 100,000 lines"),
        ("join", (("x" * MAX_TEXT, "y"), ""), "longer than"),
        ("join", (("x",) * 2000, "y" * 1000), "longer than"),
        ("uppercase", ("ß" * MAX_TEXT,), "longer than"),
        ("contains_word", ("abc", "?!"), "needs a word with a letter or a digit"),
        ("count_of", ("abc", ""), "not empty"),
        ("pad_left", ("7", 3, "00"), "fills with one character"),
        ("pad_left", ("7", 3, ""), "fills with one character"),
        ("pad_left", ("7", MAX_TEXT + 1), "longer than"),
        ("pad_left", ("7", Decimal("1E+999")), "longer than"),
        ("shorten", ("abc", -1), "`shorten` counts in whole numbers"),
        ("captures", (compile_pattern("a|a.*b"), "a" * 100_000), "in too many places"),
        ("replace_matches", (compile_pattern("a"), "a" * 2000, "b" * 1000), "longer than"),
        ("left", ("abc", Decimal("1.5")), "`left` counts in whole numbers from 0, not 1.5"),
        ("right", ("abc", -1), "`right` counts in whole numbers from 0, not -1"),
    ],
)
def test_failures(name: str, arguments: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(ValueFailure, match=reason):
        call(name, *arguments)


@given(texts, texts, texts)
def test_results_are_texts_of_the_language(one: str, two: str, three: str) -> None:
    results = [
        *(call(name, one) for name in ("lowercase", "uppercase", "trim", "first_line", "without_quote")),
        *call("words", one),
        *call("lines", one),
        call("join", (one, two), three),
        call("left", one, 1),
        *(call(name, one) for name in ("capitalize", "without_html", "without_reply_prefix")),
        call("pad_left", one, 9, "\u0301"),
        call("shorten", one, 3),
        call("replace_matches", compile_pattern("[a-z]"), one, two),
        *call("captures", compile_pattern("."), one),
        call("right", one, 1),
    ]
    if two:
        results += [call("replace", one, two, three), *call("split", one, two)]
        results += [part for name in ("text_before", "text_after") if (part := call(name, one, two)) is not None]
    for result in results:
        assert result == nfc(result)


@given(texts, texts.filter(bool))
def test_a_split_text_joins_again(value: str, separator: str) -> None:
    assert call("join", call("split", value, separator), separator) == value
    before, after = call("text_before", value, separator), call("text_after", value, separator)
    assert (before is None) == (after is None) == (separator not in value)


@given(st.text(max_size=5), st.integers(0, 7))
def test_left_and_right_are_the_whole(value: str, number: int) -> None:
    value = nfc(value)
    start, end = call("left", value, number), call("right", value, number)
    assert len(start) == len(end) == min(number, len(value))
    assert value.startswith(start)
    assert value.endswith(end)


@pytest.mark.parametrize(
    "written",
    [
        # One line says who wrote it, and what it quotes is marked.
        "No, thanks.\n\nOn Sun, 22 Nov 2026 at 09:00, Bo <bo@example.com> wrote:\n> I want a refund\n> now\n",
        # The same, broken in two by the mail program.
        "No, thanks.\r\n\r\nOn Sun, Nov 22, 2026 at 9:00 AM Bo\r\n<bo@example.com> wrote:\r\n\r\n> refund\r\n",
        # Unmarked, below the answer.
        "No, thanks.\n\nAm 22.11.2026 um 09:00 schrieb Bo:\n\nI want a refund\nnow",
        "No, thanks.\n\n-----Original Message-----\nFrom: Bo\n\nrefund",
        "No, thanks.\n\n---------- Forwarded message ---------\nrefund",
        "No, thanks.\n________________________________\nFrom: Bo\nSent: Sunday\n\nrefund",
        "No, thanks.\n\n*Von:* Bo\n*Gesendet:* Sonntag\nrefund",
        "No, thanks.\n\nLe dim. 22 nov. 2026 à 09:00, Bo a écrit :\n> refund",
        ">> refund\n> refund\nNo, thanks.",
        "No, thanks.",
    ],
)
def test_the_visible_part_of_a_reply(written: str) -> None:
    assert call("without_quote", written) == "No, thanks."


@pytest.mark.parametrize(
    "written",
    [
        "I wrote:\nplease refund",
        "From: the bottom of my heart\nthank you",
        "Prices:\n-----\nrefund 5 EUR",
        "He wrote 3 things, see below.",
        "a > b",
    ],
)
def test_what_only_looks_like_a_quote_is_kept(written: str) -> None:
    assert call("without_quote", written) == written


def test_answers_between_quoted_lines_are_kept() -> None:
    written = "On Sun, 22 Nov 2026 Bo wrote:\n> When?\nToday.\n> Why?\nBecause.\n"
    assert call("without_quote", written) == "Today.\nBecause."


ORDER = '{"order": {"id": "A-77", "total": 49.90, "paid": true, "note": null, "lines": [{"sku": "x"}, {"sku": "y"}]}}'


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        (ORDER, "order.id", "A-77"),
        (ORDER, "order.total", "49.90"),
        (ORDER, "order.paid", "true"),
        (ORDER, "order.lines.2.sku", "y"),
        (ORDER, "order.lines.0.sku", None),
        (ORDER, "order.lines.3.sku", None),
        (ORDER, "order.lines." + "1" * 5_000, None),
        (ORDER, "order.lines.²", None),
        (ORDER, "order.lines", None),
        (ORDER, "order.note", None),
        (ORDER, "order.ID", None),
        (ORDER, "order.id.more", None),
        (ORDER, "", None),
        ('{"": "x"}', "", "x"),
        ('"x"', "a", None),
        ('{"a": ' + "9" * 5_000 + "}", "a", "9" * 5_000),
        ('{"a": NaN}', "a", "NaN"),
        ('{"a": "\\ud800"}', "a", None),
        ('{"a": "e\u0301"}', "a", "\u00e9"),
        ("[" * 100_000, "1", None),
        ("order", "order", None),
        ("", "", None),
    ],
)
def test_what_json_holds(text: str, path: str, found: str | None) -> None:
    assert call("json_value", text, path) == found


def _seconds(name: str, value: str) -> float:
    """Of processor time: what else the machine does has no part in it."""
    best = 1e9
    for _ in range(3):
        before = time.process_time()
        with contextlib.suppress(ValueFailure):
            call(name, value)
        best = min(best, time.process_time() - before)
    return best


_OF_MAILS = ("<", "<a ", "<!--", "<script>", "</style", "re: ", "a@", "@a.", "a@b.", "&amp;", ".", "a")
_LINEAR = (
    *("without_quote", "words", "first_line", "trim", "lines"),
    *("without_html", "without_reply_prefix", "email_address_of", "domain_of"),
)


@pytest.mark.parametrize("name", [*_LINEAR])
@pytest.mark.parametrize(
    "piece", ["> a\n", "\n", "On 1 wrote: ", "-", "x wrote:\n1\n", "From:\n", "'", " ", *_OF_MAILS]
)
def test_linear_time(name: str, piece: str) -> None:
    """Four times the text takes about four times as long; sixteen times would be quadratic."""
    times = 10_000 // len(piece)
    assert _seconds(name, piece * times * 4) < 9 * _seconds(name, piece * times) + 0.01
