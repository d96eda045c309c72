"""What mails are made of."""

from __future__ import annotations

from typing import Any

import pytest

from whenthen.builtins import functions
from whenthen.values.timebase import Timebase

FUNCTIONS = functions(Timebase())


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name](*arguments)


@pytest.mark.parametrize(
    ("text", "address", "domain"),
    [
        ("ann@example.org", "ann@example.org", "example.org"),
        ("Ann Example <Ann.E+x@Mail.Example.ORG>", "Ann.E+x@Mail.Example.ORG", "mail.example.org"),
        ("write to bo@x.de.", "bo@x.de", "x.de"),
        ("mailto:bo@x.de?subject=a@b.c", "bo@x.de", "x.de"),
        ("(bo@x-y.de)", "bo@x-y.de", "x-y.de"),
        ("jörg@bücher.example", "jörg@bücher.example", "bücher.example"),
        ("@ann, a@ b, a@b and a@-b.c then c@d.e", "c@d.e", "d.e"),
        ("no address", None, None),
        ("", None, None),
        ("x" * 70 + "@example.org", None, None),
    ],
)
def test_addresses(text: str, address: str | None, domain: str | None) -> None:
    assert call("email_address_of", text) == address
    assert call("domain_of", text) == domain


@pytest.mark.parametrize(
    ("subject", "result"),
    [
        ("Re: Order", "Order"),
        (" RE: Fwd:AW : WG:Order 7 ", "Order 7"),
        ("Re[2]: Re(3): Order", "Order"),
        ("Re： Order", "Order"),
        ("Regarding: Order", "Regarding: Order"),
        ("Order re: refund", "Order re: refund"),
        ("Re", "Re"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_subjects(subject: str, result: str) -> None:
    assert call("without_reply_prefix", subject) == result


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("Hello <b>Ann</b> &amp; Bo&nbsp;&lt;b&gt;", "Hello Ann & Bo <b>"),
        ("<p>One</p><p>Two<br>Three<BR/>Four</p>", "One\n\nTwo\nThree\nFour"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<div>a\n   b</div>", "a\nb"),
        ("a<!-- <b>hidden</b> -->b", "ab"),
        ("a<!-- never closed", "a"),
        ("a<script>if (x < 1) { alert('>') }</SCRIPT >b", "ab"),
        ("<html><head><title>No</title><style>p > a {}</style></head><body>Yes</body></html>", "Yes"),
        ("a<style>never closed", "anever closed"),
        ("<!DOCTYPE html><?xml version='1'?>a", "a"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("I <3 you <", "I <3 you <"),
        ("a <b", "a <b"),
        ('<a href="https://x.org">link</a>', "link"),
        ("&#8364; &unknown; &", "€ &unknown; &"),
    ],
)
def test_html(html: str, text: str) -> None:
    assert call("without_html", html) == text
