"""The strategies reach what they claim to."""

from __future__ import annotations

from tests.properties.report import SUPPORTED, lines, tally_of


def test_every_kind_of_node_comes_up_and_rules_fire() -> None:
    tally = tally_of(150)
    said = "\n".join(lines(tally))
    assert set(tally.classes) >= SUPPORTED, said
    assert tally.rules_fired > tally.rules * 0.25, said
    assert tally.fired > tally.turns * 0.4, said
    assert min(tally.failed, tally.in_later_passes, tally.shadow, tally.stopped, tally.rejected) >= 2, said
    assert tally.longest >= 2, said
    assert min(tally.alarms.get(kind, 0) for kind in ("timer", "wait", "clock")) >= 10, said
    assert min(tally.resumed, tally.dropped, tally.missed, tally.overdue, tally.waiting) >= 3, said
