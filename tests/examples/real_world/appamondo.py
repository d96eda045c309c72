"""Cases of `appamondo.when`."""

from __future__ import annotations

from tests.examples.real_world.case import Case
from tests.examples.real_world.records import arrives, customer, same_ticket, there, ticket, updated

EITHER = (
    'ticket.reason is one of ["Delivery::change delivery", "Order::cancel order"] OR customer.tags contains "loyal"'
)

CASES = (
    Case(
        "ap-01",
        events=[arrives(reason="Delivery::change delivery")],
        leaves={"ticket T-1": {"priority": "high"}},
        also={"ticket.reason": ["Order::cancel order"]},
        near={EITHER: ("ticket.reason", "Delivery::where is it")},
    ),
    Case(
        "ap-01",
        given=there(reason="Delivery::where is it"),
        events=[updated(ticket=same_ticket(reason="Order::cancel order"))],
        leaves={"ticket T-1": {"priority": "high"}},
        near={"neither reason": ("ticket.reason", "Order")},
    ),
    Case(
        "ap-01",
        given={"customer": customer(tags=["loyal"]), "ticket": ticket()},
        events=[updated()],
        leaves={"ticket T-1": {"priority": "high"}},
        near={"not loyal": ("given.customer.tags", ["loyalty card"])},
    ),
    # What is urgent already stays so.
    Case("ap-01", events=[arrives(reason="Order::cancel order", priority="urgent")]),
)
