"""How a rule of the linter says what it found."""

from __future__ import annotations

import attrs

from whenthen.diagnostics.model import Code, Diagnostic, Fix, Label
from whenthen.diagnostics.secrets import masked, secrets_in
from whenthen.source import Span

_OPENING, _CLOSING = ("[", "(", "{"), ("]", ")", "}")


def finding(
    code: Code, message: str, span: Span, *labels: Label, help: str | None = None, fix: Fix | None = None
) -> Diagnostic:
    """A diagnostic of the code of a rule. For the words see `CONTRIBUTING.md`. Secrets in them are masked, and what is
    quoted is on one line, so that a finding is the same one in another layout.
    """
    said = masked(_on_one_line(message))
    return Diagnostic(code.id, said, span, labels, help and masked(help), code.severity, _without_secrets(fix))


def _on_one_line(text: str) -> str:
    """As the formatter would write it, if there were room."""
    if "\n" not in text:
        return text
    whole = ""
    for line in text.split("\n"):
        part = line.strip()
        if part.startswith(_CLOSING):
            whole = whole.removesuffix(",")
        elif whole and not whole.endswith(_OPENING):
            whole += " "
        whole += part
    return whole


def _without_secrets(fix: Fix | None) -> Fix | None:
    """The fix, if reports may hold what it writes."""
    if fix is None or any(secrets_in(edit.text) for edit in fix.edits):
        return None
    title = masked(_on_one_line(fix.title))
    return fix if title == fix.title else attrs.evolve(fix, title=title)
