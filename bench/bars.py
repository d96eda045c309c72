"""The bars that the project set itself, from the figures of a run."""

from __future__ import annotations

from bench.compare import DECIDE, DECODE, HAND, MATCH
from bench.context import Context
from bench.parts_workloads import CONDITION, FOLDED_ONCE, HAND_CONDITION, ONE_AFTER_THE_OTHER
from bench.results import Bar, figure


def bars(context: Context) -> list[Bar]:
    """All bars, in the order in which the project lists them; those of parts that did not run are not measured.

    Where engines are compared, it is matching with matching; the whole decision, reading included, stands beside it.
    """
    figures = _Figures(context.figures)
    return [
        figures.at_most(
            "one rule, condition only, against a function by hand of the same meaning",
            1.2,
            f"a: {CONDITION}",
            f"a: {HAND_CONDITION}",
        ),
        figures.at_most("(b), 10,000 rules against 10, matching", 3, f"b 10000: {MATCH}", f"b 10: {MATCH}"),
        figures.at_most(
            "(b), 10,000 rules against 10, JSON in, decision out", 3, f"b 10000: {DECIDE}", f"b 10: {DECIDE}"
        ),
        figures.at_most(
            "(b), 10,000 rules, matching, against `msgspec` decoding alone",
            10,
            f"b 10000: {MATCH}",
            f"b 10000: {DECODE}",
        ),
        figures.at_most(
            "(b), 10,000 rules, JSON in, decision out, against `msgspec` decoding alone",
            10,
            f"b 10000: {DECIDE}",
            f"b 10000: {DECODE}",
        ),
        figures.faster("(b), 1,000 rules, against zen-engine's table", 100, "b 1000", "zen-engine, table"),
        figures.faster(
            "(b), 1,000 rules, against zen-engine's table, compiled once beforehand",
            100,
            "b 1000",
            "zen-engine, table compiled once",
        ),
        figures.faster("(b), 1,000 rules, against rule-engine", 1_000, "b 1000", "rule-engine"),
        figures.at_most("(c) against Python by hand, one function a rule", 1.3, figures.matching("c"), f"c: {HAND}"),
        figures.faster("(e) against the texts one after the other", 50, "e", ONE_AFTER_THE_OTHER, FOLDED_ONCE),
        figures.at_most(
            "JSON in, decision out, no rule fires, 1,000 rules, against `msgspec` decoding alone",
            5,
            f"quiet: {DECIDE}",
            f"quiet: {DECODE}",
        ),
        figures.overhead(),
        figures.at_most(
            '`whenthen --version` against `python -c "import click"`',
            2,
            "start: whenthen --version",
            'start: python -c "import click"',
            "ms",
        ),
        figures.at_most(
            "`whenthen check` of 1,000 unchanged rules against the cold run",
            0.25,
            "check: unchanged",
            "check: cold",
            "ms",
        ),
        figures.at_most(
            "check of 1,000 rules (parse, names, types) without a cache, against Lark's parse alone",
            2.5,
            "stages: check",
            "stages: lark",
            "ms",
        ),
        figures.memory(),
    ]


class _Figures:
    """What was measured, by name."""

    def __init__(self, figures: dict[str, float]) -> None:
        self._figures = figures

    def matching(self, workload: str) -> str:
        """The name of what matching takes."""
        return f"{workload}: {MATCH}"

    def at_most(self, name: str, limit: float, ours: str, theirs: str, unit: str = "µs") -> Bar:
        """Ours is at most so many times theirs."""
        must = "at most a quarter" if limit == 0.25 else f"at most {limit:g} times"
        own, other = self._figures.get(ours), self._figures.get(theirs)
        if own is None or other is None:
            return Bar(name, must, "not measured", None)
        shown = f"{own / other:.2f} times ({figure(own)} and {figure(other)} {unit}"
        return Bar(name, must, f"{shown})", own / other <= limit)

    def faster(self, name: str, limit: float, workload: str, theirs: str, beside: str | None = None) -> Bar:
        """Ours is at least so many times faster than theirs; `beside` is another one, for information."""
        must = f"at least {limit:,g} times faster"
        ours = self.matching(workload)
        own, other = self._figures.get(ours), self._figures.get(f"{workload}: {theirs}")
        if own is None or other is None:
            return Bar(name, must, "not measured", None)
        shown = f"{figure(other / own)} times ({figure(own)} and {figure(other)} µs"
        decide = self._figures.get(f"{workload}: {DECIDE}")
        if decide is not None:
            shown += f"; {figure(other / decide)} times with reading and deciding"
        more = None if beside is None else self._figures.get(f"{workload}: {beside}")
        if more is not None:
            shown += f"; {figure(more / own)} times against “{beside}”"
        return Bar(name, must, f"{shown})", other / own >= limit)

    def overhead(self) -> Bar:
        """What a turn costs."""
        name = "a turn in which one rule fires one `set`, against the closure alone"
        closure, turn = self._figures.get("overhead: the closure alone"), self._figures.get("overhead: the turn")
        if closure is None or turn is None:
            return Bar(name, "measured, and explained", "not measured", None)
        shown = f"{turn / closure:.0f} times ({figure(turn)} and {figure(closure)} µs); the profile is below"
        return Bar(name, "measured, and explained", shown, True)

    def memory(self) -> Bar:
        """Peak memory."""
        name, must, limit = "peak memory, 10,000 rules loaded", "at most 250 MB", 250
        peak = self._figures.get("memory: 10000")
        return Bar(
            name, must, "not measured" if peak is None else f"{peak:,.0f} MB", None if peak is None else peak <= limit
        )
