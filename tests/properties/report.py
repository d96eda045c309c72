"""What the strategies reach: `python -m tests.properties.report [CASES]` (with `dsl` on the path).

Every kind of node that the language has has to come up, rules have to fire and time has to pass: a property that holds
of programs in which nothing happens says little.
"""

from __future__ import annotations

import sys

from tests.properties.harness import Tally, load, run
from tests.properties.strategies.cases import make_case
from tests.properties.strategies.chooser import seeded
from whenthen.syntax import nodes

_BASES = {"Expression", "Item", "Node", "Setting", "Statement", "Trigger", "TypeExpression"}
#: What stands for a text that could not be parsed.
_NEVER = {"BrokenItem"}
#: The kinds of nodes that checked programs are made of.
SUPPORTED = frozenset(nodes.__all__) - _BASES - _NEVER


def tally_of(cases: int, first: int = 0) -> Tally:
    """Run so many cases, each with the seed of its number."""
    tally = Tally()
    for seed in range(first, first + cases):
        run(load(make_case(seeded(seed))), tally)
    return tally


def lines(tally: Tally) -> list[str]:
    """The report."""
    by_clock = sum(tally.alarms.values())
    events = tally.turns - by_clock + tally.rejected
    kinds = ", ".join(f"{count} of a {kind}" for kind, count in sorted(tally.alarms.items()))
    found = [
        f"{tally.cases} programs with {tally.rules} rules; {events} events, {tally.rejected} of them rejected",
        f"{by_clock} turns of the clock ({kinds}); {tally.resumed} waits went on, {tally.dropped} were dropped, "
        f"{tally.waiting} wait at the end; {tally.missed} moments missed, {tally.overdue} more on the first day",
        f"{tally.rules_fired} rules fired at least once ({tally.rules_fired / tally.rules:.0%})",
        f"{tally.fired} firings ({tally.fired / tally.turns:.2f} a turn), {tally.in_later_passes} in later passes, "
        f"{tally.shadow} in the shadow, {tally.failed} failures, {tally.stopped} stops; the longest turn took "
        f"{tally.longest} passes",
        f"{tally.changes} fields changed by rules, {tally.effects} effects",
        f"{len(SUPPORTED & set(tally.classes))} of {len(SUPPORTED)} kinds of nodes:",
    ]
    counts = sorted(tally.classes.items(), key=lambda item: (item[1], item[0]))
    found += [f"  {count:7} {name}" for name, count in counts]
    found += [f"        - {name}" for name in sorted(SUPPORTED - set(tally.classes))]
    return found


if __name__ == "__main__":
    print("\n".join(lines(tally_of(int(sys.argv[1]) if len(sys.argv) > 1 else 500))))
