"""What is advised where settings, FOR EACH and picks are wrong: followed to the letter, it mends the text."""

from __future__ import annotations

import pytest

from tests.analysis.test_cases import diagnose

RULES = 'DEFINE GROUP "Routing" AS FIRST MATCH\nRULE "Other"\n  WHEN ticket is created\n  THEN stop\n'


def rule(settings: str = "", clauses: str = "", trigger: str = "ticket is updated") -> str:
    return f'{RULES}RULE "a"\n  {settings}\n  WHEN {trigger}\n  {clauses}\n  THEN stop\n'


#: A text that is wrong, its code, what the help says, and the text when the help is followed.
ADVICE = [
    (rule('GROUP "Rooting"'), "N220", "did you mean `Routing`?", rule('GROUP "Routing"')),
    (
        rule('GROUP "Winter"'),
        "N220",
        '`DEFINE GROUP "Winter" AS FIRST MATCH`',
        'DEFINE GROUP "Winter" AS FIRST MATCH\n' + rule('GROUP "Winter"'),
    ),
    (rule('OVERRIDES "Othr"'), "N221", "did you mean `Other`?", rule('OVERRIDES "Other"')),
    (rule("AT MOST 0 TIMES PER day"), "N224", "`DISABLED`", rule("DISABLED")),
    (rule("AT MOST 2 TIMES PER 3 business hours"), "N224", "leave `business` out", rule("AT MOST 2 TIMES PER 3 hours")),
    (
        rule("ACTIVE FROM 2027-01-05 UNTIL 2026-12-01"),
        "N223",
        "`ACTIVE FROM 2026-12-01 UNTIL 2027-01-05`",
        rule("ACTIVE FROM 2026-12-01 UNTIL 2027-01-05"),
    ),
    (
        rule("ONCE PER area", "LET area = ticket.category"),
        "N111",
        "`ONCE PER … ticket.category`",
        rule("ONCE PER ticket.category", "LET area = ticket.category"),
    ),
    (
        rule(clauses="FOR EACH one IN ticket.team.members"),
        "V104",
        "`ticket.team.members otherwise []`",
        rule(clauses="FOR EACH one IN ticket.team.members otherwise []"),
    ),
    (
        rule(clauses="FOR EACH one IN ticket.requester"),
        "T110",
        "`FOR EACH customer WHERE …`",
        rule(clauses="FOR EACH customer WHERE customer.plan is gold"),
    ),
    (
        rule(clauses="FOR EACH message IN [message]", trigger="message is received"),
        "N205",
        "`FOR EACH other IN [message]`",
        rule(clauses="FOR EACH other IN [message]", trigger="message is received"),
    ),
    (
        rule(clauses="FOR EACH ticket"),
        "N205",
        "`FOR EACH other ticket`",
        rule(clauses="FOR EACH other ticket"),
    ),
    (
        rule(clauses="FOR EACH ticket agent"),
        "N205",
        "`FOR EACH other agent`",
        rule(clauses="FOR EACH other agent"),
    ),
    (
        rule(clauses="FOR EACH other IN companies"),
        "N101",
        "`FOR EACH other company WHERE …`",
        rule(clauses='FOR EACH other company WHERE other.name is "x"'),
    ),
    (
        rule(clauses='LET x = ticket.subject is "x"', trigger="every day at 09:00"),
        "N111",
        "`FOR EACH ticket`",
        rule(clauses='FOR EACH ticket\n  LET x = ticket.subject is "x"', trigger="every day at 09:00"),
    ),
    (
        rule(clauses="LET who = least(one in [ticket] where one.nudges > 1)"),
        "T125",
        "`by one.priority`",
        rule(clauses="LET who = least(one in [ticket] where one.nudges > 1 by one.priority)"),
    ),
    (
        rule(clauses="LET who = first(one in ticket.watchers by length(one.name))"),
        "T125",
        "write `least` or `most`",
        rule(clauses="LET who = least(one in ticket.watchers by length(one.name))"),
    ),
]


@pytest.mark.parametrize(("wrong", "code", "advice", "mended"), ADVICE, ids=[f"{a[1]} {a[2]}" for a in ADVICE])
def test_following_the_help_mends_the_text(wrong: str, code: str, advice: str, mended: str) -> None:
    (found,) = diagnose(wrong)
    assert found.code == code
    assert found.help is not None
    assert advice in found.help
    assert diagnose(mended) == ()
