"""Cases of `zendesk-account.when`."""

from __future__ import annotations

import datetime as dt

from tests.examples.real_world.case import BERLIN, DAY, GONE, HOUR, MINUTE, MONDAY, SECOND, Case, sent
from tests.examples.real_world.records import arrives, same_ticket, there, updated

#: 8 1/2 business hours a day from Monday on: 144 of them are 16 days and 8 hours, 216 are 25 days and 3 1/2 hours.
AFTER_144 = dt.datetime(2026, 12, 8, 17, tzinfo=BERLIN)
AFTER_216 = dt.datetime(2026, 12, 21, 12, 30, tzinfo=BERLIN)
#: 48 of them are 5 days and 5 1/2 hours.
AFTER_48 = dt.datetime(2026, 11, 23, 14, 30, tzinfo=BERLIN)

PENDING = (
    Case(
        "zd-exp-02",
        events=[
            arrives(status="pending", support_team="tse", tags=["reminder_1", "mower"], ccs=["lee@winter.example"])
        ],
        until=AFTER_144,
        leaves={"ticket T-1": {"tags": {"reminder_2", "mower"}, "follow_up_on": "2026-12-11"}},
        effects=[
            sent(
                "email",
                recipient="customer ada",
                subject="[Reminder] Mower stops",
                copies=["lee@winter.example"],
                body="T-1 still waits for your answer.",
            )
        ],
        near={
            "no_reminder": ("ticket.tags", ["reminder_1", "no_reminder"]),
            "no_autosolve": ("ticket.tags", ["reminder_1", "no_autosolve"]),
            "has been pending": ("ticket.status", "open"),
            "for 144 business hours": ("until", AFTER_144 - SECOND),
            "ticket.tags contains none of no_mail": ("ticket.tags", ["reminder_1", "mower", "emails_disabled"]),
            'ticket.tags does not contain "reminder_2"': ("ticket.tags", ["reminder_1", "reminder_2"]),
            'ticket.tags contains "reminder_1"': ("ticket.tags", ["mower"]),
            "ticket.support_team is tse": ("ticket.support_team", "ps"),
        },
    ),
    Case(
        "zd-exp-03",
        events=[arrives(status="pending", tags=["reminder_2", "mower"])],
        until=AFTER_216,
        leaves={"ticket T-1": {"tags": {"autosolve", "mower"}, "status": "solved"}},
        effects=[
            sent(
                "email",
                recipient="customer ada",
                subject="[Solved] Mower stops",
                copies=[],
                body="We have not heard from you about T-1.",
            ),
            sent(
                "call",
                target="comments",
                payload={"ticket": "T-1", "public": False, "text": "Solved after two reminders."},
            ),
        ],
        near={
            "no_reminder": ("ticket.tags", ["reminder_2", "no_reminder"]),
            "emails_disabled": ("ticket.tags", ["reminder_2", "emails_disabled"]),
            "has been pending": ("ticket.status", "open"),
            "for 216 business hours": ("until", AFTER_216 - SECOND),
            "ticket.tags contains none of no_mail": ("ticket.tags", ["reminder_2", "no_autosolve"]),
            'ticket.tags contains "reminder_2"': ("ticket.tags", ["reminder_1"]),
        },
    ),
)

REMINDED = [
    sent("call", target="chat", payload={"ticket": "T-1", "text": "on hold"}),
    sent(
        "call",
        target="comments",
        payload={"ticket": "T-1", "public": False, "text": "On hold since yesterday."},
    ),
]

MARKS = (
    Case(
        "zd-exp-05",
        events=[arrives(type="incident", form="Technical support", support_team="tse", tags=["mower"])],
        until=MONDAY + 14 * DAY,
        leaves={"ticket T-1": {"tags": {"mower", "long_running_ticket"}}},
        near={
            "14 days after ticket.created_at": ("until", MONDAY + 14 * DAY - SECOND),
            "unsolved": ("ticket.status", "solved"),
            'ticket.tags does not contain "long_running_ticket"': ("ticket.tags", ["mower", "long_running_ticket"]),
            "ticket.type is incident": ("ticket.type", "problem"),
            'ticket.form is "Technical support"': ("ticket.form", "Services"),
            "ticket.support_team is tse": ("ticket.support_team", "csm"),
        },
    ),
    Case(
        "zd-exp-06",
        events=[arrives(support_team="ps", channel="messaging", assignee="maya")],
        until=AFTER_48,
        leaves={"ticket T-1": {"tags": {"stale_chat"}}},
        effects=[sent("call", target="chat", payload={"ticket": "T-1", "agent": "maya@desk.example"})],
        near={
            "has not changed for 48 business hours": ("until", AFTER_48 - SECOND),
            "ticket.support_team is ps": ("ticket.support_team", "tse"),
            "ticket.channel is messaging": ("ticket.channel", "chat"),
            "unsolved": ("ticket.status", "solved"),
            'ticket.tags does not contain "stale_chat"': ("ticket.tags", ["stale_chat"]),
            "ticket.assignee is set": ("ticket.assignee", GONE),
        },
    ),
    # Any change begins the time anew.
    Case(
        "zd-exp-06",
        events=[
            arrives(support_team="ps", channel="messaging", assignee="maya"),
            updated(ticket=same_ticket(subject="Mower smokes")),
        ],
        until=AFTER_48 + HOUR,
        leaves={"ticket T-1": {"tags": {"stale_chat"}}},
        effects=[sent("call", target="chat", payload={"ticket": "T-1", "agent": "maya@desk.example"})],
        near={"the time begins anew": ("until", AFTER_48 + MINUTE)},
    ),
    # On hold on Monday at nine, as the hour of reminders begins: it is used up at ten.
    Case(
        "zd-exp-08",
        events=[arrives(status="on_hold", support_team="ps", form="Services")],
        until=MONDAY + HOUR,
        leaves={"ticket T-1": {"tags": {"hold_reminder_1"}}},
        effects=REMINDED,
        near={
            "hold_reminder_1": ("ticket.tags", ["hold_reminder_1"]),
            "has been on_hold": ("ticket.status", "pending"),
            "for 1 business hour": ("until", MONDAY + HOUR - SECOND),
            'ticket.tags contains none of ["hold_reminder_1", "hold_reminder_2"]': ("ticket.tags", ["hold_reminder_2"]),
            "ticket.support_team is ps": ("ticket.support_team", "tse"),
            'ticket.form is "Services"': ("ticket.form", "Technical support"),
        },
    ),
    # On hold later on Monday: the next hour of reminders ends on Tuesday at ten.
    Case(
        "zd-exp-08",
        given=there(support_team="ps", form="Services", tags=["mower"]),
        events=[updated(at=MONDAY + 2 * HOUR, ticket=same_ticket(status="on_hold"))],
        until=MONDAY + DAY + HOUR,
        leaves={"ticket T-1": {"tags": {"mower", "hold_reminder_1"}}},
        effects=REMINDED,
        near={"for 1 business hour": ("until", MONDAY + DAY + HOUR - SECOND)},
    ),
)

PROACTIVE = (
    Case(
        "zd-exp-09",
        events=[arrives(form="Proactive")],
        until=MONDAY + HOUR,
        leaves={"ticket T-1": {"status": "closed"}},
        near={
            "1 hour after ticket.created_at": ("until", MONDAY + HOUR - SECOND),
            "ticket.status is not closed": ("ticket.status", "closed"),
            'ticket.form is "Proactive"': ("ticket.form", "Services"),
        },
    ),
    Case(
        "zd-exp-11",
        given=there(status="open", tags=["proactive_solved_by_agent"]),
        events=[updated(ticket=same_ticket(subject="Mower works"))],
        leaves={"ticket T-1": {"status": "solved"}},
        near={
            "unsolved": ("given.ticket.status", "closed"),
            'ticket.tags contains "proactive_solved_by_agent"': ("given.ticket.tags", ["solved_by_agent"]),
        },
    ),
    Case(
        "zd-exp-12",
        given=there(status="open", tags=["inactive_chat", "mower"]),
        events=[updated(ticket=same_ticket(status="pending"))],
        leaves={"ticket T-1": {"tags": {"mower"}}},
        also={"ticket.status": ["on_hold", "solved"]},
        near={
            'ticket.tags contains "inactive_chat"': ("given.ticket.tags", ["mower"]),
            "ticket.status is one of [pending, on_hold, solved]": ("ticket.status", "snoozed"),
        },
    ),
)

ROUTING = (
    Case(
        "zd-exp-14",
        given=there(team="Licensing", channel="email"),
        events=[updated(ticket=same_ticket(team="Storage"))],
        leaves={"ticket T-1": {"support_team": "tse"}},
        also={"ticket.team": ["Product", "Integrations", "Performance", "Security", "Upgrades"]},
        near={
            'from team "Licensing"': ("given.ticket.team", "Support"),
            'to one of [ team "Product", team "Integrations", team "Performance", team "Security", '
            'team "Storage", team "Upgrades", ]': ("ticket.team", "Sales"),
            "ticket.channel is not messaging": ("given.ticket.channel", "messaging"),
        },
    ),
    Case(
        "zd-exp-15",
        events=[arrives(tags=["sh_fedramp"], support_kind="support")],
        leaves={"ticket T-1": {"team": "FedRAMP"}},
        near={
            'ticket.tags contains "sh_fedramp"': ("ticket.tags", ["fedramp"]),
            'ticket.support_kind is not set OR ticket.support_kind is "support"': ("ticket.support_kind", "services"),
        },
    ),
    Case("zd-exp-15", events=[arrives(tags=["sh_fedramp"])], leaves={"ticket T-1": {"team": "FedRAMP"}}),
    Case(
        "zd-exp-17",
        events=[arrives(team="Trial", tags=["emea"])],
        leaves={"ticket T-1": {"business_hours": "emea_hours"}},
        near={
            'ticket.team is team "Trial"': ("ticket.team", "Sales"),
            'ticket.tags contains "emea"': ("ticket.tags", ["apac"]),
        },
    ),
    # It runs at each update, and changes nothing then.
    Case(
        "zd-exp-17",
        given=there(team="Trial", tags=["emea"], business_hours="emea_hours"),
        events=[updated(ticket=same_ticket(subject="Mower smokes"))],
    ),
    Case(
        "zd-exp-18",
        events=[arrives(channel="messaging", support_team="tse", tags=["mower"])],
        leaves={"ticket T-1": {"tags": {"mower", "messaging_sla_tracker_parent"}}},
        effects=[
            sent(
                "start_conversation",
                ticket="T-1",
                party="team Messaging",
                subject="Chat T-1",
                body="<p>Please watch the reply times of <b>T-1</b>.</p>",
            )
        ],
        also={"ticket.support_team": ["csm"]},
        near={
            "messaging_sla_tracker_parent": ("ticket.tags", ["messaging_sla_tracker_parent"]),
            "tse_to_ps_handoff": ("ticket.support_team", "tse_to_ps_handoff"),
            "ticket.channel is messaging": ("ticket.channel", "email"),
            'ticket.tags contains none of ["messaging_sla_tracker_parent", "to_tse_pushback"]': (
                "ticket.tags",
                ["mower", "to_tse_pushback"],
            ),
            "ticket.support_team is set": ("ticket.support_team", GONE),
            "ticket.support_team is not one of [ps, tse_to_ps_handoff]": ("ticket.support_team", "ps"),
            "unsolved": ("ticket.status", "closed"),
        },
    ),
)

CHILDREN = (
    Case(
        "zd-exp-20",
        given=there(status="solved", tags=["child"]),
        events=[updated(ticket=same_ticket(status="open"))],
        effects=[
            sent(
                "call",
                target="comments",
                payload={"ticket": "T-1", "public": True, "text": "This request is open again."},
            )
        ],
        near={
            "from solved": ("given.ticket.status", "pending"),
            'ticket.tags contains "child"': ("given.ticket.tags", ["parent"]),
            "ticket.status is not closed": ("ticket.status", "closed"),
        },
    ),
    Case(
        "zd-exp-21",
        given={
            **there(company="initech", tags=["child"], child_ids=["T-9"]),
            "company": [{"id": "initech", "name": "Initech"}, {"id": "globex", "name": "Globex"}],
        },
        events=[updated(ticket=same_ticket(company="globex"))],
        effects=[sent("call", target="organizations", payload={"ticket": "T-1", "organization": "Globex"})],
        near={
            "the company changes": ("given.ticket.company", "globex"),
            "company is set": ("ticket.company", None),
            "ticket.child_ids is not empty": ("given.ticket.child_ids", []),
            'ticket.tags contains "child"': ("given.ticket.tags", []),
        },
    ),
)

CASES = (*PENDING, *MARKS, *PROACTIVE, *ROUTING, *CHILDREN)
