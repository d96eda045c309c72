"""WhenThen: plain-text rules for customer service, checked, tested and run.

    import whenthen

    rules = whenthen.load("rules/", libraries=[lib])
    session = rules.session()
    decisions = session.process(event)

The public names are imported when they are first used, so that a command and an application load only what they need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from whenthen.version import __version__

if TYPE_CHECKING:
    from whenthen.api import RuleErrors, RuleInfo, RuleSet, check, load, load_text
    from whenthen.diagnostics.model import Diagnostic
    from whenthen.fingerprint import MovedRulesError
    from whenthen.library import Library
    from whenthen.runtime.deploy import Deployment
    from whenthen.runtime.model import Alarm, Decision, EventRejected, RuleFailure
    from whenthen.session import Delivery, RecordErrors, Session, TimersDue
    from whenthen.values.durations import Duration
    from whenthen.values.money import Money
    from whenthen.values.refs import Ref
    from whenthen.values.views import RecordView

__all__ = [
    "Alarm",
    "Decision",
    "Delivery",
    "Deployment",
    "Diagnostic",
    "Duration",
    "EventRejected",
    "Library",
    "Money",
    "MovedRulesError",
    "RecordErrors",
    "RecordView",
    "Ref",
    "RuleErrors",
    "RuleFailure",
    "RuleInfo",
    "RuleSet",
    "Session",
    "TimersDue",
    "__version__",
    "check",
    "load",
    "load_text",
]

_HOMES = {
    "Alarm": "whenthen.runtime.model",
    "Decision": "whenthen.runtime.model",
    "Delivery": "whenthen.session",
    "Deployment": "whenthen.runtime.deploy",
    "Diagnostic": "whenthen.diagnostics.model",
    "Duration": "whenthen.values.durations",
    "EventRejected": "whenthen.runtime.model",
    "Library": "whenthen.library",
    "Money": "whenthen.values.money",
    "MovedRulesError": "whenthen.fingerprint",
    "RecordErrors": "whenthen.session",
    "RecordView": "whenthen.values.views",
    "Ref": "whenthen.values.refs",
    "RuleErrors": "whenthen.api",
    "RuleFailure": "whenthen.runtime.model",
    "RuleInfo": "whenthen.api",
    "RuleSet": "whenthen.api",
    "Session": "whenthen.session",
    "TimersDue": "whenthen.session",
    "check": "whenthen.api",
    "load": "whenthen.api",
    "load_text": "whenthen.api",
}


if not TYPE_CHECKING:  # to a type checker the package has the names above and no others

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
