"""Cases of `osticket.when`."""

from __future__ import annotations

from tests.examples.real_world.case import GONE, HOUR, MONDAY, SECOND, Case, event, sent
from tests.examples.real_world.records import arrives, customer, email, same_ticket, updated

SOON = sent("reply", body="We have your message and will answer soon.", ticket="T-1")
PATIENT = sent("reply", body="It takes us longer than usual. Please be patient.", ticket="T-1")
SORRY = sent("reply", body="We are sorry. Somebody will call you today.", ticket="T-1")
WAITING = arrives(waiting_since=MONDAY.isoformat())


def answered(hours: float) -> dict[str, object]:
    """Maya answers so long after the message."""
    return updated("agent maya", at=MONDAY + hours * HOUR, ticket=same_ticket(waiting_since=None))


CASES = (
    Case(
        "os-01",
        given={"customer": customer()},
        events=[event("email.received", email=email(from_address="Offers@Pills.example"))],
        effects=[sent("reject", refused="email e-1", reason="banned")],
        also={"email.from_address": ["prize@lottery.example"]},
        near={"email.from_address is one of banned": ("email.from_address", "more-offers@pills.example")},
    ),
    Case(
        "os-03",
        events=[WAITING],
        until=MONDAY + 12 * HOUR,
        effects=[SOON],
        near={
            "12 hours after ticket.waiting_since": ("until", MONDAY + 12 * HOUR - SECOND),
            "nobody waits": ("ticket.waiting_since", GONE),
        },
    ),
    # Each rung of the ladder is a firing.
    Case("os-03", events=[WAITING], until=MONDAY + 24 * HOUR - SECOND, effects=[SOON]),
    Case("os-03", events=[WAITING], until=MONDAY + 24 * HOUR, times=2, effects=[SOON, PATIENT]),
    Case("os-03", events=[WAITING], until=MONDAY + 48 * HOUR - SECOND, times=2, effects=[SOON, PATIENT]),
    Case("os-03", events=[WAITING], until=MONDAY + 48 * HOUR, times=3, effects=[SOON, PATIENT, SORRY]),
    # A reply ends it, on each rung.
    Case("os-03", events=[WAITING, answered(11)], times=0, until=MONDAY + 72 * HOUR),
    Case("os-03", events=[WAITING, answered(23)], until=MONDAY + 72 * HOUR, effects=[SOON]),
    Case("os-03", events=[WAITING, answered(47)], times=2, until=MONDAY + 72 * HOUR, effects=[SOON, PATIENT]),
    # The next message of the customer begins it anew.
    Case(
        "os-03",
        events=[
            WAITING,
            answered(13),
            updated(
                "customer ada",
                at=MONDAY + 20 * HOUR,
                ticket=same_ticket(waiting_since=(MONDAY + 20 * HOUR).isoformat()),
            ),
        ],
        times=3,
        until=MONDAY + 44 * HOUR,
        effects=[SOON, SOON, PATIENT],
    ),
)
