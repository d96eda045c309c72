"""Secrets in a text: keys of known shapes, passwords, tokens.

For the rule of the linter that finds them, and for all that prints source lines: a report in a log is read by more
people than the rules are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

import attrs


@attrs.frozen
class Secret:
    """What looks like a secret: where it stands in the text, what it is, and the part of it that anybody may see."""

    start: int
    end: int
    what: str
    prefix: str = ""


#: Keys that are known by how they begin: the part that may be seen, then the rest.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(shape))
    for what, shape in (
        ("a key of AWS", r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
        ("a token of GitHub", r"\b(gh[pousr]_)[A-Za-z0-9]{36,}"),
        ("a token of GitHub", r"\b(github_pat_)[A-Za-z0-9_]{22,}"),
        ("a token of GitLab", r"\b(glpat-)[A-Za-z0-9_-]{20,}"),
        ("a token of Slack", r"\b(xox[abeprs]-)[A-Za-z0-9-]{10,}"),
        ("a webhook of Slack", r"(hooks\.slack\.com/services/)T[A-Za-z0-9]{1,20}/B[A-Za-z0-9]{1,20}/[A-Za-z0-9]{10,}"),
        ("a key of Stripe", r"\b([sr]k_(?:live|test)_)[A-Za-z0-9]{16,}"),
        ("a key of Google", r"\b(AIza)[0-9A-Za-z_-]{35}"),
        ("a key of SendGrid", r"\b(SG\.)[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,}"),
        ("a key of a language model", r"\b(sk-)(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{32,}"),
        ("a token of npm", r"\b(npm_)[A-Za-z0-9]{36}\b"),
        ("a token of PyPI", r"\b(pypi-)[A-Za-z0-9_-]{32,}"),
        ("a key of Twilio", r"\b(SK)[0-9a-f]{32}\b"),
        ("a key of Mailgun", r"\b(key-)[0-9a-f]{32}\b"),
        ("a signed token", r"\b(eyJ)[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    )
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S]){0,10000}(?:-----END[A-Z ]*-----)?"
)
_IN_ADDRESS = re.compile(
    r"(?<![\w.+-])[a-z][a-z0-9+.-]{1,20}://[^/\s:@\"'{}]{1,100}:([^/\s:@\"'{}]{3,100})@", re.IGNORECASE
)
_HEADER = re.compile(r"\b(?:Bearer|Basic)\s{1,4}([A-Za-z0-9._~+/-]{12,}={0,2})")
_WORD = r"(?:password|passwd|passphrase|pwd|secret|api[_ -]?key|access[_ -]?key|auth[_ -]?key|token|credentials?)"
_SAID = re.compile(
    rf"(?<![^\W_]){_WORD}\"?[ \t]{{0,4}}(?:=|:|\bis\b)[ \t]{{0,4}}[\"'`]?([^\s\"'`{{}}<>,;()\[\]]{{6,200}})",
    re.IGNORECASE,
)
_NEAR = re.compile(
    rf"(?<![^\W_])(?:{_WORD}|key)\b[^\n]{{0,40}}?(?<![\w/.-])([A-Za-z0-9+/_-]{{20,200}}={{0,2}})", re.IGNORECASE
)
#: Most texts have nothing of the kind: what any of the patterns above needs.
_BEGINNING = re.compile(
    r"A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|hooks\.slack|[sr]k_|AIza|SG\.|sk-|npm_|pypi-|SK[0-9a-f]{3}|key-|eyJ"
    r"|PRIVATE KEY|://[^/\s]*@|Bearer|Basic"
)
_SPOKEN_OF = re.compile(r"pass|pwd|secret|key|token|credential", re.IGNORECASE)
#: A line of nothing else: it is a part of a key, or of a picture, and nobody misses it.
_BARE = re.compile(r"^\s*([A-Za-z0-9+/]{40,}={0,2})\s*$", re.MULTILINE)
#: What stands in the place of a secret where there is none.
_PLACEHOLDER = re.compile(
    r"example|sample|dummy|your|change.?me|placeholder|redacted|xxx|\*\*\*|\.\.\.|…|1234567", re.IGNORECASE
)
#: What stands behind `token:` and is none: names, paths of fields, numbers, types, addresses.
_NO_SECRET = re.compile(r"[\w-]+(?:\.[\w-]+)+|[A-Za-z_.?-]+|[0-9.,:-]+|/.*|\w+://.*")


def secrets_in(text: str) -> tuple[Secret, ...]:
    """What looks like a secret, in the order of the text; where two overlap, the first and longest."""
    found: list[Secret] = []
    for secret in sorted(_all(text), key=lambda secret: (secret.start, -secret.end)):
        if not found or secret.start >= found[-1].end:
            found.append(secret)
    return tuple(found)


def masked(text: str) -> str:
    """The text with stars for what looks like a secret; as long as it was. The part that tells its kind stays."""
    hidden = [(secret.start + len(secret.prefix), secret.end) for secret in secrets_in(text)]
    hidden += [match.span(1) for match in _BARE.finditer(text)]
    for start, end in hidden:
        stars = "".join(char if char.isspace() else "*" for char in text[start:end])
        text = text[:start] + stars + text[end:]
    return text


def _all(text: str) -> Iterator[Secret]:
    if _BEGINNING.search(text):
        yield from _shaped(text)
    if _SPOKEN_OF.search(text):
        yield from _spoken_of(text)


def _shaped(text: str) -> Iterator[Secret]:
    for what, shape in _SHAPES:
        for match in shape.finditer(text):
            if not _PLACEHOLDER.search(match[0]):
                yield Secret(match.start(), match.end(), what, match[1])
    for match in _PRIVATE_KEY.finditer(text):
        yield Secret(match.start(), match.end(), "a private key", match[0].partition("KEY")[0])
    for match in _IN_ADDRESS.finditer(text):
        if not _PLACEHOLDER.search(match[1]):
            yield Secret(*match.span(1), "a password in an address")
    for match in _HEADER.finditer(text):
        if _is_mixed(match[1]) and not _PLACEHOLDER.search(match[1]):
            yield Secret(*match.span(1), "a token")


def _spoken_of(text: str) -> Iterator[Secret]:
    for match in _SAID.finditer(text):
        value = match[1].rstrip(".!?")
        if _is_chosen(value):
            yield Secret(match.start(1), match.start(1) + len(value), "a password or a key")
    for match in _NEAR.finditer(text):
        if _is_random(match[1]) and not _PLACEHOLDER.search(match[1]):
            yield Secret(*match.span(1), "a token or a key")


def _is_mixed(value: str) -> bool:
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _is_chosen(value: str) -> bool:
    """Whether it may be a password: letters with digits, or with signs, and no word, name, path or address."""
    if _PLACEHOLDER.search(value) or _NO_SECRET.fullmatch(value):
        return False
    return any(char.isalpha() for char in value) and not value.isalpha()


def _is_random(value: str) -> bool:
    """Whether it looks like chance: enough different characters, of several kinds."""
    kinds = sum(any(map(test, value)) for test in (str.islower, str.isupper, str.isdigit))
    is_hex = re.fullmatch(r"[0-9a-f]{32,}", value) is not None
    if kinds < 3 and not (is_hex and kinds == 2):
        return False
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= (3.0 if is_hex else 3.6)
