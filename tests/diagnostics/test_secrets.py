"""Secrets are found by their shape or by what is said of them, and never printed."""

from __future__ import annotations

import pytest

from whenthen.diagnostics.model import Diagnostic, Label
from whenthen.diagnostics.render import render
from whenthen.diagnostics.secrets import masked, secrets_in
from whenthen.source import Source, Span

# Put together here, so that nobody's scanner takes them for real ones.
KEYS = {
    "a key of AWS": "AKIA" + "Q3EGRI7KJ2LMNB4X",
    "a token of GitHub": "ghp_" + "a1B2c3D4e5F6" * 3,
    "a token of GitLab": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "a token of Slack": "xoxb-" + "123409876-abcdefGHIJ",
    "a key of Stripe": "sk_live_" + "a1B2c3D4e5F6g7H8",
    "a key of Google": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "a signed token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiI0NzExIn0" + ".c2lnbmF0dXJl",
}
PRIVATE = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEowIBAAKCAQEA7bq3\n-----END RSA PRIVATE " + "KEY-----"


@pytest.mark.parametrize(("what", "key"), KEYS.items())
def test_known_shapes_are_told_apart_and_masked(what: str, key: str) -> None:
    text = f'call webhook "crm" with {{key: "{key}"}}'
    (secret,) = secrets_in(text)
    assert secret.what == what
    assert text[secret.start : secret.end] == key
    assert key.startswith(secret.prefix)
    assert len(secret.prefix) < len(key) / 2
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert key[len(secret.prefix) :] not in hidden


def test_a_private_key_is_one_secret_and_each_of_its_lines_is_masked() -> None:
    (secret,) = secrets_in(f"# the key\n{PRIVATE}\n# its end")
    assert secret.what == "a private key"
    line = "MIIEowIBAAKCAQEA7bq3cM9d8sJx0mT2wqLkz5VfGhYnRt1u"
    assert masked(f"  {line}") == "  " + "*" * len(line)


@pytest.mark.parametrize(
    "text",
    [
        "# password=Lamp4Sale!",
        "The api_key is 7f3c9e1b55d24a08.",
        "using {Authorization: `Bearer 9f2c71d04be84a6d`}",
        "https://ann:s3cret-pw@files.acme.com/x",
        'LET shop_token = "Zk3vQ9xT7bLw2Rj5Nf8Hs1Yd"',
        "# token of the shop, ask Ann: 9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d",
    ],
)
def test_what_is_said_to_be_one_is_found(text: str) -> None:
    assert len(secrets_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "  token: text?                  # set by the shop",
        '  api_key: text default "" private',
        'IF ticket.token is not set AND message.text contains "password"',
        'LET password_words = ["password", "passwort"]',
        "Bearer of bad news",
        "# password=******** or api_key=YOUR_API_KEY_1",
        "reset your password: https://shop.acme.com/reset?ticket=4711",
        "# the key of a ticket is its id, such as INC0000001",
        'tag ticket with "messaging_sla_tracker_parent"',
        'RULE "Secret santa 2025"',
        "ticket.tokens is above 100000",
    ],
)
def test_what_only_speaks_of_one_is_none(text: str) -> None:
    assert secrets_in(text) == ()
    assert masked(text) == text


def test_no_source_line_is_printed_with_a_secret_in_it() -> None:
    text = f'LET a = 1\nLET b = "password=Lamp4Sale!" + "{KEYS["a key of Stripe"]}"\n'
    source = Source("rules.when", text)
    shown = render([Diagnostic("L101", "something", Span(source, 14, 15), (Label(Span(source, 18, 40), "here"),))])
    assert "Lamp4Sale" not in shown
    assert "a1B2c3D4" not in shown
    assert "sk_live_****" in shown


@pytest.mark.parametrize(
    "text", ["a." * 200_000, "token " * 60_000, "_" * 200_000, "-----BEGIN PRIVATE KEY-----\n" * 9_000]
)
def test_hostile_texts_are_searched_to_their_end(text: str) -> None:
    assert len(masked(text)) == len(text)
