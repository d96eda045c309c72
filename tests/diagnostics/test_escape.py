"""What of a user's text is printed as its number."""

from __future__ import annotations

import pytest

from whenthen.diagnostics.escape import can_encode, columns, escape, quote, sentence, shorten


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Grüße, 返金 и ещё 👍", "Grüße, 返金 и ещё 👍"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x00\x1b\x7f\x85\x9b", "\\u{0000}\\u{001B}\\u{007F}\\u{0085}\\u{009B}"),
        ("\u202a\u202e\u2066\u2069\u200e\u061c", "\\u{202A}\\u{202E}\\u{2066}\\u{2069}\\u{200E}\\u{061C}"),
        ("\u200b\u200d\u2060\ufeff\u00ad", "\\u{200B}\\u{200D}\\u{2060}\\u{FEFF}\\u{00AD}"),
        ("\u2028\u2029\u2003", "\\u{2028}\\u{2029}\\u{2003}"),
        ("\ud800\udcff", "\\u{D800}\\u{DCFF}"),
        ("\U000e0041\U000e0100\u3164\u115f", "\\u{E0041}\\u{E0100}\\u{3164}\\u{115F}"),
        ("\ue000\ufffe\U0010ffff", "\\u{E000}\\u{FFFE}\\u{10FFFF}"),
    ],
)
def test_escape(text: str, printed: str) -> None:
    assert escape(text) == printed


def test_what_an_output_cannot_hold() -> None:
    assert escape("aé返", can_encode("ascii")) == "a\\u{00E9}\\u{8FD4}"
    assert escape("aé返", can_encode("latin-1")) == "aé\\u{8FD4}"
    assert escape("aé", can_encode("no such encoding")) == escape("aé", can_encode(None)) == "a\\u{00E9}"


def test_columns() -> None:
    assert (columns("abc"), columns("返金"), columns("e\u0301"), columns("ｱ")) == (3, 4, 1, 1)


def test_quote() -> None:
    assert quote("plan") == "`plan`"
    assert quote("a`b\u202e") == "`a'b\\u{202E}`"
    assert quote("x" * 100) == "`" + "x" * 39 + "…" + "x" * 20 + "`"


def test_shorten() -> None:
    assert shorten("x" * 60) == "x" * 60
    assert len(shorten("x" * 61)) == 60


def test_a_sentence_stays_on_its_line() -> None:
    assert sentence("there is no name `a\nb`") == "there is no name `a\\nb`"
    assert len(sentence(f"there is no name `{'x' * 1000}`")) == 139
