"""Cases of `ansible.when`."""

from __future__ import annotations

from tests.examples.real_world.case import MINUTE, MONDAY, SECOND, Case, event, sent
from tests.examples.real_world.records import alert

FIRST = event("alert.received", alert=alert(code="error"))
REPAIR = sent("run", procedure="repair", payload={"host": "robot-1"})
THROTTLE = "AT MOST 1 TIME PER alert.host, alert.code PER 5 minutes"

CASES = (
    Case(
        "eda-01",
        events=[FIRST],
        effects=[REPAIR],
        near={'alert.code is "error"': ("alert.code", "errors")},
    ),
    Case(
        "eda-01",
        events=[FIRST, event("alert.received", at=MONDAY + 5 * MINUTE, alert=alert(id="a-2", code="error"))],
        times=2,
        effects=[REPAIR, REPAIR],
        near={THROTTLE: ("at", MONDAY + 5 * MINUTE - SECOND)},
    ),
    # Another host is counted apart.
    Case(
        "eda-01",
        events=[
            FIRST,
            event("alert.received", at=MONDAY + SECOND, alert=alert(id="a-2", code="error", host="robot-2")),
        ],
        times=2,
        effects=[REPAIR, sent("run", procedure="repair", payload={"host": "robot-2"})],
        near={"another host": ("alert.host", "robot-1")},
    ),
)
