"""Faults of the index: facts that are none, look-ups that miss something, and writes that it does not follow."""

from __future__ import annotations

from tests.faults.fault import CHECKER, KERNEL, Fault
from tests.faults.fault import fault as _fault

FAULTS_OF_INDEX: tuple[Fault, ...] = (
    _fault(
        CHECKER,
        "analysis/facts.py",
        "what may fail before a test does not count",
        "and self.failing.may_fail(operand)",
        "and False",
    ),
    _fault(
        CHECKER,
        "analysis/facts.py",
        "of OR the first part alone is needed",
        "    for needs in parts:",
        "    for needs in parts[:1]:",
    ),
    _fault(
        CHECKER,
        "analysis/facts.py",
        "only the first branch is looked at",
        "for c in conditions]",
        "for c in conditions[:1]]",
    ),
    _fault(
        CHECKER,
        "analysis/facts.py",
        "a LET that may fail does not count",
        "if any(map(self.failing.may_fail, before)):",
        "if False:",
    ),
    _fault(
        CHECKER,
        "analysis/fact_atoms.py",
        "`is not` needs the value itself",
        "if word not in wanted",
        "if word in wanted",
    ),
    _fault(
        KERNEL,
        "runtime/run.py",
        "what a rule writes is not looked up again",
        "            if len(turn.journal) != written:\n                search",
        "            if False:\n                search",
    ),
    _fault(
        KERNEL,
        "runtime/matching.py",
        "a sweep is not begun again after a write",
        "            sweep.begin_again(running)",
        "            pass",
    ),
    _fault(
        KERNEL,
        "runtime/view.py",
        "an index keeps values that were written meanwhile",
        "not fields.isdisjoint(path.steps)",
        "False",
    ),
    _fault(
        KERNEL,
        "runtime/probes.py",
        "the bound of a range is left out",
        "(1 if fact.low_included else 2)",
        "2",
    ),
)
