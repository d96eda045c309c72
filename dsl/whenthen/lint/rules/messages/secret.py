"""A secret in a file of rules."""

from __future__ import annotations

from collections.abc import Iterator

from whenthen.analysis.inputs import ProgramFile
from whenthen.diagnostics.codes.examples import sends
from whenthen.diagnostics.model import Code, Diagnostic
from whenthen.diagnostics.secrets import Secret, secrets_in
from whenthen.lint.context import Context
from whenthen.lint.finding import finding
from whenthen.source import Span

CODE = Code(
    "M104",
    "a secret in the rules",
    explanation="A file holds what looks like a password, a token or a key: by its shape, as those of known "
    "services have, or because it says so, as `password=…` and `Bearer …` do. Comments and documentation count. The "
    "tools print it with stars, in every report.",
    why="Rules are kept in git, where it stays for ever and for everybody who can read them. What stood there "
    "counts as known: it has to be replaced where it is used, not only deleted here.",
    failing=sends('call webhook "crm" with {id: ticket.id} using {Authorization: "Bearer 9f2c71d04be84a6d"}'),
    mended=sends('call webhook "crm" with {id: ticket.id}'),
    severity="warning",
)


def in_file(file: ProgramFile, context: Context) -> Iterator[Diagnostic]:
    for secret in secrets_in(file.source.text):
        # Nothing of it is said but the part that all of its kind have in common: messages get into logs.
        shown = f", `{secret.prefix}…`" if secret.prefix else ""
        yield finding(
            CODE,
            f"this looks like {secret.what}{shown}",
            Span(file.source, secret.start, _line_end(file.source.text, secret)),
            help="have it replaced by a new one, and give that to the application that delivers what rules send",
        )


def _line_end(text: str, secret: Secret) -> int:
    """Where the first line of a secret ends: of a private key no more is marked."""
    end = text.find("\n", secret.start, secret.end)
    return secret.end if end < 0 else end
