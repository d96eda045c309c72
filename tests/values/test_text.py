from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given

from tests.values.strategies import texts
from whenthen.values import text
from whenthen.values.errors import ValueFailure


def test_folding_is_idempotent_and_in_nfc_for_every_character() -> None:
    for point in range(sys.maxunicode + 1):
        if 0xD800 <= point <= 0xDFFF or unicodedata.category(chr(point)) in ("Cn", "Co"):
            continue
        folded = text.fold(chr(point))
        if folded.isascii() and len(folded) == 1:
            continue
        assert text.fold(folded) == folded, hex(point)
        assert unicodedata.is_normalized("NFC", folded), hex(point)


@given(texts, texts)
def test_same_is_equality_of_the_folded(left: str, right: str) -> None:
    assert text.same(left, right) == (text.fold(left) == text.fold(right))
    assert text.fold(text.fold(left)) == text.fold(left)
    assert text.same(left, unicodedata.normalize("NFD", left))
    assert text.same(left, unicodedata.normalize("NFD", left).casefold())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Refund", "REFUND"),
        ("Straße", "STRASSE"),
        ("cafe\u0301", "CAFÉ"),
        ("ﬁne", "FINE"),
        ("ΌΣΟΣ", "όσος"),
        ("\u1fb3\u0301", "\u03ac\u0345"),  # alpha with accent and iota subscript, in both orders
        ("K", "k"),  # the sign of Kelvin
    ],
)
def test_the_same_text(left: str, right: str) -> None:
    assert text.same(left, right)
    assert text.contains(f"xx {left} yy", right)
    assert text.contains_folded(f"xx {left} yy", text.fold(right))


@pytest.mark.parametrize(("left", "right"), [("resume", "résumé"), ("ı", "i"), ("a", "а"), ("", " ")])
def test_not_the_same_text(left: str, right: str) -> None:
    assert not text.same(left, right)


def test_parts_end_between_characters() -> None:
    assert not text.contains("cafe\u0301", "cafe")
    assert text.contains("anything", "")
    assert text.starts_with("Re: Hello", "re:")
    assert text.ends_with("bob@Example.COM", "@example.com")
    assert text.starts_with_folded("RE: x", ("fwd:", "re:"))
    assert text.ends_with_folded("x.PDF", ("doc", "pdf"))
    assert text.contains_any_folded("A Chargeback!", ("refund", "chargeback"))
    assert not text.contains_all_folded("A Chargeback!", ("refund", "chargeback"))
    assert text.same_folded("STRASSE", text.fold("straße"))


@given(texts, texts)
def test_a_whole_contains_its_parts(left: str, right: str) -> None:
    whole = text.fold(left) + " " + text.fold(right)
    assert text.contains(whole, left)
    assert text.starts_with(whole, left)
    assert text.ends_with(whole, " " + right) or not text.fold(right)


def test_long_texts_fold_like_short_ones() -> None:
    assert text.fold("É" * 1000) == "é" * 1000


def test_what_is_put_together_is_in_nfc_and_bounded() -> None:
    assert text.made("e" + "\u0301") == "é"
    assert len(text.made("x" * text.MAX_TEXT)) == text.MAX_TEXT
    with pytest.raises(ValueFailure, match="longer than 1,048,576 characters"):
        text.made("x" * (text.MAX_TEXT + 1))
    with pytest.raises(ValueFailure):  # three characters each in normal form
        text.made("\ufb2c" * (text.MAX_TEXT // 2))
