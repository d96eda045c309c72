"""S080 to S117: clauses of rules, statements, declarations."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

_OK = rule("THEN close ticket")

CODES: tuple[Code, ...] = (
    code(
        "S080",
        "a rule without WHEN",
        "Every rule says what starts it: an event, a change, a time.",
        whole("IF true\n  THEN stop"),
        rule("IF ticket.status is open\n  THEN stop"),
        why="Without it the rule would never start, or at every event, and its author meant neither.",
    ),
    code(
        "S081",
        "clauses in another order",
        "A rule is written in one order: its settings, WHEN, FOR EACH, LET, IF, THEN, ELSE IF, ELSE.",
        whole('WHEN ticket is created\n  OWNER "billing"\n  THEN close ticket'),
        whole('OWNER "billing"\n  WHEN ticket is created\n  THEN close ticket'),
        why=(
            "When clauses stand in one order, readers find in the same place what starts a rule and what it asks. "
            "In another one, a setting or a condition is easily overlooked."
        ),
        fix=SAFE,
    ),
    code(
        "S082",
        "THEN is missing",
        "Between the condition and what the rule does stands THEN.",
        rule("IF ticket.status is open\n    close ticket"),
        condition("ticket.status is open"),
        why=(
            "What the rule asks and what it does would run together, and words of the one could be taken for the other."
        ),
        fix=SAFE,
    ),
    code(
        "S083",
        "a rule that does nothing",
        "The rule ends before it says what it does.",
        rule("IF ticket.status is open"),
        condition("ticket.status is open"),
        why=(
            "A rule that does nothing looks as if something was taken care of: people would wait for what never "
            "happens."
        ),
    ),
    code(
        "S084",
        "an empty branch",
        "Something has to follow THEN and ELSE. To do nothing, leave the branch out.",
        rule("IF ticket.status is open THEN\n  ELSE stop"),
        rule("IF ticket.status is not open THEN stop"),
        why=(
            "A branch that was emptied by mistake would silently do nothing, and the tickets that take it would "
            "be left lying."
        ),
    ),
    code(
        "S085",
        "ELSE without IF",
        "ELSE says what to do when the condition does not hold, and this rule has none.",
        rule("THEN close ticket\n  ELSE stop"),
        _OK,
        why="That ELSE would never be taken. Whoever wrote it believes that something happens which never does.",
    ),
    code(
        "S086",
        "a branch after ELSE",
        "ELSE is taken whenever no other branch was, so it is the last one.",
        rule("IF ticket.status is open THEN close ticket\n  ELSE stop\n  ELSE close ticket"),
        rule("IF ticket.status is open THEN close ticket\n  ELSE stop"),
        why="The branch behind ELSE would never be taken, and what it says would never be done.",
    ),
    code(
        "S087",
        "ELSE IF in another spelling",
        "A further condition begins with the two words ELSE IF.",
        rule("IF ticket.status is open THEN close ticket\n  ELSEIF ticket.status is new THEN stop"),
        rule("IF ticket.status is open THEN close ticket\n  ELSE IF ticket.status is new THEN stop"),
        why="Read as a name, `ELSEIF` would make the condition a statement of the branch above it.",
        fix=SAFE,
    ),
    code(
        "S088",
        "END",
        "A rule ends where the next one begins; no word closes it.",
        _OK + "END\n",
        _OK,
        why="An END in the wrong place would change which rule a line belongs to, and nothing else would show it.",
        fix=SAFE,
    ),
    code(
        "S089",
        "a colon behind a clause word",
        "No colon stands behind RULE, WHEN, IF, THEN and ELSE.",
        rule("THEN: close ticket"),
        _OK,
        why=(
            "A sign without a meaning makes readers look for one, and what is allowed in one place is expected in "
            "all others."
        ),
        fix=SAFE,
    ),
    code(
        "S090",
        "a condition after WHEN",
        "WHEN names what happens: an event (`ticket is created`) or a change (`ticket.status changes to solved`). "
        "What has "
        "to be true at that time stands after IF.",
        whole("WHEN ticket.status is open\n  THEN stop"),
        whole("WHEN ticket.status changes to open\n  THEN stop"),
        why=(
            "A condition does not say when to look: at each event, or once when it comes true? A rule that looks "
            "at the wrong time mails the customer again and again, or never."
        ),
    ),
    code(
        "S091",
        "triggers joined with AND",
        "Triggers are joined with OR. What has to be true as well is a condition, after IF.",
        whole("WHEN ticket is created AND ticket is updated\n  THEN stop"),
        whole("WHEN ticket is created OR ticket is updated\n  THEN stop"),
        why="Two things never happen at the same moment, so a rule with AND between its triggers would never fire.",
    ),
    code(
        "S092",
        "an event is not named with `is`",
        "An event has a subject and a word for what happened to it, joined with `is`: `ticket is created`.",
        whole("WHEN ticket created\n  THEN close ticket"),
        _OK,
        why=(
            "Only declared events and changes of fields start rules. A rule that waits for anything else would "
            "wait for ever."
        ),
        fix=SAFE,
    ),
    code(
        "S093",
        "a word is missing in a trigger",
        "It is `changes to solved`, and `has been pending for 3 days`.",
        whole("WHEN ticket.status changes solved\n  THEN stop"),
        whole("WHEN ticket.status changes to solved\n  THEN stop"),
        why=(
            "`changes solved` may be the value before or after: the one rule fires when a ticket is solved, the "
            "other when it is opened again."
        ),
        fix=SAFE,
    ),
    code(
        "S094",
        "a trigger of time in other words",
        "Triggers of time are `ticket.status has been pending for 3 days`, `ticket has not changed for 2 days`, "
        "`2 hours before ticket.due_at`, `1 day after ticket.solved_at`, `ticket.due_at arrives`, and on the clock "
        "`every weekday at 09:00`, `every 15 minutes`.",
        whole("WHEN ticket.status is pending for 3 days\n  THEN close ticket"),
        whole("WHEN ticket.status has been pending for 3 days\n  THEN close ticket"),
        why=(
            "Whether a rule fires once, when the time is over, or again at each event after it, hangs on these "
            "words. Guessed, it would remind customers too often or never."
        ),
        fix=SAFE,
    ),
    code(
        "S100",
        "a preposition is missing or another one",
        "`set F to V`, `add V to F`, `remove V from F`, `increase F by N`, `decrease F by N`.",
        rule('THEN add "vip" ticket.tags'),
        rule('THEN add "vip" to ticket.tags'),
        why=(
            "The word says which of the two is the field and which the value: guessed wrongly, the rule would "
            "write the wrong one."
        ),
        fix=SAFE,
    ),
    code(
        "S101",
        "`=` in `set`",
        "`set` takes `to`: `set ticket.status to solved`.",
        rule("THEN set ticket.status = solved"),
        rule("THEN set ticket.status to solved"),
        why=(
            "`ticket.status = solved` asks in a condition. If it wrote in a statement, the same words would ask "
            "in one line and change the ticket in the next."
        ),
        fix=SAFE,
    ),
    code(
        "S102",
        "a statement begins with a field",
        "Each statement begins with what to do. To write a field: `set ticket.status to solved`.",
        rule("THEN ticket.status = solved"),
        rule("THEN set ticket.status to solved"),
        why="A line that begins with a field does not say whether it is to be set, cleared or added to.",
        fix=SAFE,
    ),
    code(
        "S103",
        "an action without an object",
        "Every action has an object right behind it: what it is done to.",
        rule("THEN close"),
        _OK,
        why=(
            "On which record the action is done would be a guess, and a rule may have several at hand: the wrong "
            "ticket could be closed."
        ),
    ),
    code(
        "S104",
        "signs or words between statements",
        "Statements follow one another; each ends where the next one begins. Nothing stands between them.",
        rule('THEN add "done" to ticket.tags;\n    close ticket'),
        rule('THEN add "done" to ticket.tags\n    close ticket'),
        why=(
            "Elsewhere the same signs separate values and join conditions. Between statements they would make "
            "readers ask whether the second one is done in any case."
        ),
        fix=SAFE,
    ),
    code(
        "S105",
        "IF within THEN",
        "Branches do not nest. Join the conditions with AND, add a branch with ELSE IF, or write another rule.",
        rule("IF ticket.status is open THEN\n    stop\n    IF ticket.priority is high THEN stop"),
        rule("IF ticket.status is open AND ticket.priority is high THEN stop"),
        why=(
            "In nested branches it is easily overlooked which ELSE belongs to which IF, and tickets would take a "
            "branch that nobody meant for them."
        ),
    ),
    code(
        "S106",
        "a wait in other words",
        "A rule waits for a length of time: `wait 2 days`, and with `while` only as long as something holds: "
        "`wait 2 days while ticket.status is pending`.",
        rule("THEN wait 2 days if ticket.status is pending\n    close ticket"),
        rule("THEN wait 2 days while ticket.status is pending\n    close ticket"),
        why=(
            "`wait 2 days if` may ask before the wait or after it: a reminder would go to a customer who has "
            "answered in the meantime."
        ),
        fix=UNSAFE,
    ),
    code(
        "S110",
        "a rule without a title in quotes",
        "The title says what the rule is for, and stands in quotes behind RULE.",
        "USE helpdesk\n\nRULE Close it\n  WHEN ticket is created\n  THEN close ticket\n",
        _OK,
        why=(
            "Decisions, statistics and messages speak of a rule by its title. Without one nobody could say which "
            "rule closed a ticket."
        ),
        fix=SAFE,
    ),
    code(
        "S111",
        "LET or ALIAS without `=`",
        "A name gets its value with `=`.",
        "LET limit is 5\n",
        "LET limit = 5\n",
        why="Without it there is no telling where the name ends and its value begins.",
        fix=SAFE,
    ),
    code(
        "S112",
        "DEFINE without AS",
        "What a name stands for follows AS.",
        "USE helpdesk\n\nDEFINE is_open = ticket.status is open\n",
        "USE helpdesk\n\nDEFINE is_open AS ticket.status is open\n",
        why=(
            "With `=` it would look like a value that is worked out once. A definition is asked anew wherever it "
            "is used, and AS says so."
        ),
        fix=SAFE,
    ),
    code(
        "S113",
        "a record without KEY",
        "Each record is told from the others by one field, its key.",
        "RECORD door\n  id: text\n",
        "RECORD door KEY id\n  id: text\n",
        why=(
            "Two events about one door could not be known to be about the same: what the first one told would be "
            "forgotten at the second."
        ),
        fix=UNSAFE,
    ),
    code(
        "S114",
        "the type of a field or a parameter is missing",
        "A field and a parameter are declared with a colon and a type: `name: text`. Values of a choice that are "
        "words of the language stand in quotes, and so do those that follow `is`: `empty`, `above`, `below`, "
        "`between`, `one`, `more` and `less`.",
        "RECORD door KEY id\n  id text\n",
        "RECORD door KEY id\n  id: text\n",
        why=(
            "Without a type a wrong value is not noticed before it is written: a moment that is compared with the "
            "word `soon` never comes."
        ),
        fix=SAFE,
    ),
    Code(
        "S115",
        "a function without `->`",
        "Behind the parameters of a function stands `->` and the type of its value, such as "
        "`FUNCTION double(value: number) -> number`.",
        {"rules.when": "FUNCTION double(value: number): number\n"},
        {"rules.when": "# no function is declared here\n"},
        why=(
            "Without the type of its value nobody can check what a rule does with it: a text that is compared "
            "with a number never matches."
        ),
        fix=SAFE,
    ),
    Code(
        "S116",
        "the name of a file without quotes",
        "A library is named by a bare word, `USE helpdesk`; a file of the project in quotes, "
        '`USE "words.when"`; a table with its record, `USE DATA "teams.csv" AS team`.',
        {"rules.when": "USE words.when\n", "words.when": 'LET words = ["refund"]\n'},
        {"rules.when": 'USE "words.when"\n', "words.when": 'LET words = ["refund"]\n'},
        why=(
            "`USE words.when` may be a library or a file, and where the wrong one is taken, names mean something "
            "else or nothing."
        ),
        fix=SAFE,
    ),
    code(
        "S117",
        "a setting with a value of another kind",
        "ID takes a name, OWNER, GROUP and OVERRIDES take a text in quotes, and ORDER takes a number.",
        whole("OWNER billing\n  WHEN ticket is created\n  THEN close ticket"),
        whole('OWNER "billing"\n  WHEN ticket is created\n  THEN close ticket'),
        why=(
            "An ORDER that is no number sorts nothing, and a GROUP that is no title groups nothing: rules would "
            "run in another order than is written."
        ),
        fix=SAFE,
    ),
    code(
        "S118",
        "a line of a calendar in other words",
        "A line of a calendar names days and hours, `monday to friday 09:00 to 17:00` or `saturday 10:00 to 14:00`, "
        "and perhaps a time zone behind them; below stand the days on which nobody works, "
        '`except holidays "DE"` or `except 2026-12-24 to 2026-12-31`.',
        "CALENDAR support_hours\n  monday-friday 09:00 to 17:00\n",
        "CALENDAR support_hours\n  monday to friday 09:00 to 17:00\n",
        why="With hours that were read wrongly, deadlines would pass at night or stand still by day.",
        fix=SAFE,
    ),
)
