"""How a rule of the linter says what it found."""

from __future__ import annotations

import attrs

from whenthen.diagnostics.model import Code, Diagnostic, Fix, Label
from whenthen.diagnostics.secrets import masked, secrets_in
from whenthen.source import Span


def finding(
    code: Code, message: str, span: Span, *labels: Label, help: str | None = None, fix: Fix | None = None
) -> Diagnostic:
    """A diagnostic of the code of a rule. For the words see `CONTRIBUTING.md`. Secrets in them are masked."""
    return Diagnostic(
        code.id, masked(message), span, labels, help and masked(help), code.severity, _without_secrets(fix)
    )


def _without_secrets(fix: Fix | None) -> Fix | None:
    """The fix, if reports may hold what it writes."""
    if fix is None or any(secrets_in(edit.text) for edit in fix.edits):
        return None
    title = masked(fix.title)
    return fix if title == fix.title else attrs.evolve(fix, title=title)
