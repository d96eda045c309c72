"""WhenThen: plain-text rules for customer service, checked, tested and run.

    import whenthen

    rules = whenthen.load("rules/", libraries=[lib])
    session = rules.session()
    decision = session.decide(event)

The public names are imported when they are first used, so that a command and an application load only what they need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from whenthen.version import __version__

if TYPE_CHECKING:
    from whenthen.api import RuleErrors, RuleSet, check, load
    from whenthen.diagnostics.model import Diagnostic
    from whenthen.library import Library
    from whenthen.runtime.model import Decision, EventRejected, RuleFailure
    from whenthen.session import Session

__all__ = [
    "Decision",
    "Diagnostic",
    "EventRejected",
    "Library",
    "RuleErrors",
    "RuleFailure",
    "RuleSet",
    "Session",
    "__version__",
    "check",
    "load",
]

_HOMES = {
    "Decision": "whenthen.runtime.model",
    "Diagnostic": "whenthen.diagnostics.model",
    "EventRejected": "whenthen.runtime.model",
    "Library": "whenthen.library",
    "RuleErrors": "whenthen.api",
    "RuleFailure": "whenthen.runtime.model",
    "RuleSet": "whenthen.api",
    "Session": "whenthen.session",
    "check": "whenthen.api",
    "load": "whenthen.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
