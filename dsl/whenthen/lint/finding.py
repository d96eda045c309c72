"""How a rule of the linter says what it found."""

from __future__ import annotations

from whenthen.diagnostics.model import Code, Diagnostic, Fix, Label
from whenthen.diagnostics.secrets import masked
from whenthen.source import Span


def finding(
    code: Code, message: str, span: Span, *labels: Label, help: str | None = None, fix: Fix | None = None
) -> Diagnostic:
    """A diagnostic of the code of a rule. For the words see `CONTRIBUTING.md`. Secrets in them are masked."""
    return Diagnostic(code.id, masked(message), span, labels, help and masked(help), code.severity, fix)
