"""N: names and declarations."""

from __future__ import annotations

from whenthen.diagnostics.codes import names_rules
from whenthen.diagnostics.codes.examples import asks, declares, does, file, rule, starts
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

_SHARED = {"schema.when": "RECORD order KEY id\n  id: text readonly\n  paid: boolean\nEVENT order is placed\n"}
_USES_ORDER = 'RULE "Paid orders"\n  WHEN order is placed\n  IF order.paid\n  THEN stop\n'

CODES: tuple[Code, ...] = (
    Code(
        "N101",
        "an unknown name",
        "A bare word stands for a record of the trigger, a LET, a DEFINE, an ALIAS or, where the other side is a "
        "choice, one of its values. This one stands for nothing; the help names the nearest that does.",
        failing=declares(
            'LET refund_words = ["refund"]\n\n' + rule(condition="ticket.subject contains any of refund_word")
        ),
        mended=declares(
            'LET refund_words = ["refund"]\n\n' + rule(condition="ticket.subject contains any of refund_words")
        ),
        why=(
            "Taken for a text, the word would be compared with what tickets hold and match none of it: the rule "
            "would stay silent."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N102",
        "an unknown field",
        "The record has no field of that name. Fields are declared with RECORD, and added to with EXTEND.",
        failing=asks("ticket.priorty is urgent"),
        mended=asks("ticket.priority is urgent"),
        why=(
            "A field that does not exist has no value: a rule that asks for it would fire for no ticket, or for "
            "all of them."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N103",
        "an unknown choice value",
        "A choice has the values of its declaration and no others.",
        failing=asks("ticket.status is opne"),
        mended=asks("ticket.status is open"),
        why=(
            "A word that is none of them would never match: the rule stays silent, and the tickets that it was "
            "for pile up."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N104",
        "an unknown record or type",
        "Records are declared with RECORD; the types besides are `text`, `number`, `boolean`, `duration`, `instant`, "
        "`date`, `time`, `money`, choices, lists and sets.",
        failing=asks('ticket.team is taem "Billing"'),
        mended=asks('ticket.team is team "Billing"'),
        why=(
            "Nothing is known of such a record: neither which fields it has, nor what it could be equal to. A "
            "comparison with it would never hold."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N105",
        "an unknown event",
        "A rule starts on an event that is declared with EVENT, or when a field changes.",
        failing=starts("ticket is creatd"),
        mended=starts("ticket is created"),
        why="An event that nothing declares never comes, so the rule would never start.",
        fix=UNSAFE,
    ),
    Code(
        "N106",
        "an unknown action",
        "After THEN stand statements of the language and calls of actions: those of a library, those declared with "
        "ACTION, and those defined with DEFINE ACTION.",
        failing=does('emial customer about "Hello" saying "Hello"'),
        mended=does('email customer about "Hello" saying "Hello"'),
        why="The rule would come to this line with nothing to do: no mail, no note, and nothing that tells of it.",
        fix=UNSAFE,
    ),
    Code(
        "N107",
        "an unknown function",
        "Functions are declared with FUNCTION; those for texts, numbers and lists are always at hand.",
        failing=asks("lenght(ticket.subject) > 100"),
        mended=asks("length(ticket.subject) > 100"),
        why="The condition could not be worked out, so the rule would fail at each event.",
        fix=UNSAFE,
    ),
    Code(
        "N108",
        "a word that an action does not know",
        "The arguments of an action follow its object, each after the word that its declaration gives it.",
        failing=does('email customer on "Hello" saying "Hello"'),
        mended=does('email customer about "Hello" saying "Hello"'),
        why="The value would be lost: a mail without its subject, or a copy that nobody gets.",
        fix=UNSAFE,
    ),
    Code(
        "N109",
        "a record that no data file has",
        "When the records of a type come from a data file (`USE DATA`), a key that is not in it is a mistake.",
        failing={
            "rules.when": 'USE helpdesk\nUSE DATA "teams.csv" AS team\n\n'
            + rule(then='set ticket.team to team "Biling"'),
            "teams.csv": "name\nBilling\n",
        },
        mended={
            "rules.when": 'USE helpdesk\nUSE DATA "teams.csv" AS team\n\n'
            + rule(then='set ticket.team to team "Billing"'),
            "teams.csv": "name\nBilling\n",
        },
        why="The ticket would be given to a team that does not exist, and wait in a queue that nobody sees.",
        fix=UNSAFE,
    ),
    Code(
        "N110",
        "a name from a file that is not used",
        "A file sees its own declarations and those of the files that it USEs.",
        failing={**_SHARED, "rules.when": _USES_ORDER.replace("WHEN order is placed", "WHEN order.paid changes")},
        mended={**_SHARED, "rules.when": 'USE "schema.when"\n\n' + _USES_ORDER},
        why=(
            "So a file means the same whichever files are checked beside it. Otherwise a rule that works would "
            "break when somebody moves or renames another file."
        ),
        fix=SAFE,
    ),
    Code(
        "N111",
        "a record that is not at hand",
        "A rule has the records that its triggers bring, and what can be reached from them. A named condition can be "
        "used where the records that it speaks of are at hand.",
        failing=asks("rating.result is bad"),
        mended=declares(rule("rating is received", "rating.result is bad")),
        why="At the event that starts the rule there is no such record to ask, so the rule could only fail.",
    ),
    Code(
        "N201",
        "declared twice",
        "A name has one meaning in a project, whichever files it is spread over. A DEFINE ACTION may stand several "
        "times under one name where no call could mean two of them: words that they need, or types, tell them apart.",
        failing=declares('LET words = ["refund"]\nLET words = ["chargeback"]'),
        mended=declares('LET words = ["refund"]\nLET more_words = ["chargeback"]'),
        why="Rules that use the name would get the one or the other, depending on which file is read first.",
    ),
    Code(
        "N202",
        "two rules of one title",
        "Each rule of a project has a title of its own.",
        failing=declares(rule() + "\n" + rule()),
        mended=declares(rule() + "\n" + rule().replace("Example", "Another")),
        why=(
            "The title is how people, decisions and statistics speak of a rule. With two of one title nobody "
            "could say which of them closed a ticket."
        ),
    ),
    Code(
        "N203",
        "two rules of one ID",
        "Each rule of a project has an ID of its own.",
        failing=declares(
            'RULE "One"\n  ID hello\n  WHEN ticket is created\n  THEN stop\n\n'
            'RULE "Two"\n  ID hello\n  WHEN ticket is updated\n  THEN stop'
        ),
        mended=declares(
            'RULE "One"\n  ID hello\n  WHEN ticket is created\n  THEN stop\n\n'
            'RULE "Two"\n  ID again\n  WHEN ticket is updated\n  THEN stop'
        ),
        why=(
            "The memory and the statistics of a rule belong to its ID: the waits and counts of the one rule would "
            "be taken for those of the other."
        ),
    ),
    Code(
        "N205",
        "a name that hides another",
        "A LET of a rule, or the variable of `any … in`, has the name of something that is known there.",
        failing=asks('any ticket in ticket.tags where (ticket is "vip")'),
        mended=asks('any tag in ticket.tags where (tag is "vip")'),
        why=(
            "A reader would not know which is meant: whoever changes the rule later takes the one for the other, "
            "and it asks about the wrong value."
        ),
    ),
    Code(
        "N206",
        "a word that is a choice value and a name",
        (
            "Beside a choice a bare word is a value of it, even where a LET or a record has the same name. So the "
            "clash is reported."
        ),
        failing=declares(
            'RULE "Example"\n  WHEN ticket is created\n  LET open = "open"\n  IF ticket.status is open\n  THEN stop'
        ),
        mended=declares('RULE "Example"\n  WHEN ticket is created\n  IF ticket.status is open\n  THEN stop'),
        why=(
            "Who knows the LET expects what it holds to be compared, and the rule compares something else. Nobody "
            "should have to guess."
        ),
        fix=UNSAFE,
    ),
    Code(
        "N207",
        "a definition that leads back to itself",
        "A definition stands for its text, so it cannot be part of itself, not by way of others either.",
        failing=declares("DEFINE busy AS ticket.nudges > 3 AND NOT calm\nDEFINE calm AS NOT busy"),
        mended=declares("DEFINE busy AS ticket.nudges > 3\nDEFINE calm AS NOT busy"),
        why="What it means could never be worked out: each answer would have to ask for itself first.",
    ),
    Code(
        "N208",
        "a definition that grows too large",
        ("A definition stands for its text wherever it is used; what one stands for is limited to 20,000 steps."),
        failing=declares(
            "DEFINE d0 AS ticket.nudges > 3\n"
            + "\n".join(f"DEFINE d{i} AS d{i - 1} AND d{i - 1}" for i in range(1, 16))
        ),
        mended=declares("DEFINE d0 AS ticket.nudges > 3\nDEFINE d1 AS d0 AND ticket.nudges < 9"),
        why=(
            "Definitions that use others twice, which use others twice, grow without measure: fifteen short lines "
            "come to tens of thousands of steps, at every event."
        ),
    ),
    Code(
        "N209",
        "a key that is none",
        "The key of a record is one of its fields: a text that is always there.",
        failing=file("RECORD order KEY number\n  id: text\n"),
        mended=file("RECORD order KEY id\n  id: text\n"),
        why="Two records could not be told apart: what is known of one order would be written to another.",
    ),
    Code(
        "N210",
        "an action that cannot be called",
        "An action is called `verb object preposition value …`: its first parameter is the object, each later one has "
        "a word of its own before its name.",
        failing=declares("ACTION page(agent: agent, reason: text)"),
        mended=declares("ACTION page(agent: agent, because reason: text)"),
        why="A call could not say which value is which, and a reason might be taken for the recipient.",
    ),
    Code(
        "N211",
        "`stop` or `wait` in a definition",
        "A DEFINE ACTION only writes and performs. What stops or waits is the rule.",
        failing=declares("DEFINE ACTION finish(ticket: ticket) AS\n  set ticket.status to solved\n  stop"),
        mended=declares("DEFINE ACTION finish(ticket: ticket) AS\n  set ticket.status to solved"),
        why=(
            "Whether a rule stops or waits is seen where the rule is read. Hidden in a definition, `stop` would "
            "keep all later rules from running, and no rule would show why."
        ),
    ),
    Code(
        "N212",
        "a setting that stands twice",
        "Each setting of a rule or of a group stands once; OVERRIDES stands once for each rule that it names.",
        failing=declares('RULE "Example"\n  ORDER 1\n  ORDER 2\n  WHEN ticket is created\n  THEN stop'),
        mended=declares('RULE "Example"\n  ORDER 1\n  WHEN ticket is created\n  THEN stop'),
        why=(
            "Which of the two counts would be a guess, and with another ORDER the rule runs before or after "
            "others, and does something else."
        ),
    ),
    Code(
        "N213",
        "an alias of something that is no field",
        "An ALIAS is a short name for a field that is reached from a record.",
        failing=declares('ALIAS greeting = "Hello"'),
        mended=declares("ALIAS owner = ticket.assignee"),
        why=(
            "Readers take an alias for a field of the record at hand. One that stands for something fixed would "
            "be the same for every ticket."
        ),
    ),
    Code(
        "N214",
        "a parameter after one that may be left out",
        "Arguments are given in order, so those that may be left out come last.",
        failing=file("FUNCTION mix(one: number?, other: number) -> number\n"),
        mended=file("FUNCTION abs_of(other: number, one: number?) -> number\n"),
        why="A call that leaves the first one out would give its value to the wrong parameter.",
    ),
    Code(
        "N215",
        "a trigger on something that is no field",
        "A rule can start when a field of a record changes; the record is named by its type.",
        failing=starts("ticket.requester.plan changes"),
        mended=declares('RULE "Example"\n  WHEN customer.plan changes\n  THEN stop'),
        why=(
            "When the plan of a customer changes, there may be a hundred tickets of that customer: whether the "
            "rule runs for one of them, for all or for none would be a guess."
        ),
    ),
    Code(
        "N216",
        "a name that means two things",
        "An alias with the name of a record stands for such a record. Where one trigger of a rule brings that record "
        "itself and another brings what the alias is read from, the name has no one meaning.",
        failing=declares(rule("ticket is created OR customer is created", "customer.plan is gold", "stop")),
        mended=declares(rule("customer is created", "customer.plan is gold", "stop")),
        why="In the same words the rule would ask about one customer at one event and about another at the next.",
    ),
    Code(
        "N217",
        "too many names in one rule",
        "The LETs of a rule are worked out one after the other before its conditions. There can be 100 of them.",
        failing=declares(
            'RULE "Example"\n  WHEN ticket is created\n'
            + "".join(f"  LET n{i} = ticket.nudges + {i}\n" for i in range(101))
            + "  THEN stop"
        ),
        mended=declares('RULE "Example"\n  WHEN ticket is created\n  LET n0 = ticket.nudges + 1\n  THEN stop'),
        why=(
            "Each of them is worked out whenever the rule starts, needed or not; a rule with more than 100 is "
            "mostly several rules in one."
        ),
    ),
    *names_rules.CODES,
)
