"""Cases of `home-assistant.when`."""

from __future__ import annotations

from tests.examples.real_world.case import MINUTE, MONDAY, SECOND, Case, event, sent
from tests.examples.real_world.records import alert

CASES = (
    Case(
        "ha-02",
        events=[
            event("alert.received", alert=alert()),
            event("alert.received", at=MONDAY + 5 * MINUTE, alert=alert(id="a-2", host="robot-2")),
        ],
        times=2,
        effects=[
            sent("notify", recipient="team Operations", body="robot-1: battery low"),
            sent("notify", recipient="team Operations", body="robot-2: battery low"),
        ],
        near={"AT MOST 1 TIME PER 5 minutes": ("at", MONDAY + 5 * MINUTE - SECOND)},
    ),
    # What is dropped does not begin the pause anew.
    Case(
        "ha-02",
        events=[
            event("alert.received", alert=alert()),
            event("alert.received", at=MONDAY + 4 * MINUTE, alert=alert(id="a-2")),
            event("alert.received", at=MONDAY + 6 * MINUTE, alert=alert(id="a-3", host="robot-3")),
        ],
        times=2,
        effects=[
            sent("notify", recipient="team Operations", body="robot-1: battery low"),
            sent("notify", recipient="team Operations", body="robot-3: battery low"),
        ],
    ),
)
