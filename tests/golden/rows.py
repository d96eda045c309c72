"""The table of what a rule set means, cut into its statements: each golden turn quotes those that it shows.

The last rows are from the triggers, the conditions and the settings of rules.
"""

from __future__ import annotations

ROWS: dict[str, tuple[str, ...]] = {
    "what is in an event": (
        "CloudEvents 1.0; `data` holds records by name",
        "A patch: absent means unchanged, null means cleared",
        "for a record not known yet an absent required field rejects the event",
        "An embedded record updates the stored one unless the stored one is newer",
        "One event may create, reply and change fields at once: it starts every trigger that matches",
    ),
    "pass 1": (
        "the rules whose trigger matches the event or a field that it changed, in order",
        "a rule whose condition holds writes at once, and later rules see it",
    ),
    "next passes": (
        "the net difference that the pass made is a new set of triggers (`is updated by a rule`, `team changes`)",
        "a value set to what it already was is no change",
        "A to B and back is none",
        "A to B to C is one change to C",
    ),
    "how often": (
        "a rule fires at most once a turn",
        "with FOR EACH: once an item",
        "a condition that was false may be tried again in a later pass",
        "A turn always ends",
    ),
    "`changed`, `was`": ("compare with the start of the turn, in every pass",),
    "creation": (
        "a field changes at creation if it differs from its default or is set at all "
        "(`changes`, `changes to` and `changed` hold; `from` never; `was` is missing)",
        "`is updated` does not match creation",
        "without `by` it matches people and rules",
    ),
    "fired": ("a branch ran, ELSE included",),
    "`stop`": ("later rules and passes of this turn are skipped", "what was done stays"),
    "failure": (
        "an error in one rule (division by zero, a Python function that raises) undoes that rule's writes, effects, "
        "timers and counts",
        "with FOR EACH: that item's",
        "is recorded with its position, and the others go on",
        "A delivery that fails later is an event (`delivery failed`) that rules can use; what an outside system "
        "answers comes back as an event too",
    ),
    "delayed triggers": (
        "the condition is looked at when the moment comes, on the records as they are then",
        "it is an event of its own, caused by the clock",
        "`by`, `changed`, `was` are errors there",
        "A moment that is already past when it becomes known (a first deployment over old tickets, an imported record) "
        "does not fire, and is reported",
        "a setting can say otherwise",
        "What becomes known in a turn of the clock is reported all the same",
        "an event that comes late is decided with its own time as `now`; nothing that was due is undone. What it makes "
        "known has passed if it is not after the latest moment that was decided on",
        "Timers due at an instant fire before an event of that instant; several at one instant in the order of rules, "
        "waits before triggers, then the triggers in their order, then the records in that of their keys",
    ),
    "`wait … while C`": (
        "the rest of the rule is kept as data (rule id and version, place, bound keys, LETs)",
        "It runs when the time is over if C held after every turn in between, on fresh records",
        "`changed`/`was` are errors in it",
        "it is dropped, and reported, when C fails, the record is deleted or the rule's text changes",
        "One wait for each rule and record, the newest wins",
    ),
    "ONCE, AT MOST": (
        "counted when a branch fires",
        "a day is a calendar day of the project's zone, other windows slide",
    ),
    "SHADOW": ("invisible: takes no part in stop, groups, overrides or others' counts",),
    "idempotency key of an effect": (
        "turn, rule id, bound keys, path of statements through definitions, occurrence: unique for each message that "
        "should leave",
    ),
    "days and hours": (
        "hours and minutes are elapsed time",
        "days and weeks keep the wall clock of the project's zone",
        "a time that does not exist moves to the first instant after, one that exists twice is the first",
        "Business hours use up opening time",
        "N business days is the Nth working date after, at the same wall clock, moved into the opening",
        "`… within CALENDAR or FIELD` chooses the calendar, else the project's default",
        "Business and plain durations do not mix",
    ),
    "two records at once": (
        "rules about different records can touch the same third one (a customer, a team's turn): the decision lists "
        "what it read, and a store that runs turns in parallel checks the versions and repeats the turn on a conflict",
    ),
    "actor": ("agent, customer, rule or system: the immediate cause",),
    "limits": (
        "statements, passes, items and comparisons of one turn have a budget",
        "exceeding it is a failure of that rule",
    ),
    "deletion": (
        "An event whose word is `deleted` marks its subject as deleted at the end of the turn",
        "its timers and waits go, FOR EACH passes it over, later events about it are rejected",
        "references to it stay readable",
    ),
    "triggers": (
        "`ticket.status has been pending for 3 days`, `ticket.assignee has been not set for 1 hour`: once for each "
        "uninterrupted period",
        "`ticket has not changed for 2 days`: once for each uninterrupted period",
        "`2 hours before ticket.due_at`, `1 business day after ticket.solved_at`, `ticket.due_at arrives`: at that "
        "moment, moved if the field moves, dropped if it is cleared",
        '`every weekday at 09:00 in "Europe/Berlin"`, `every 15 minutes`: on the clock',
        "Several triggers are joined with `OR`; a name that only some of them provide is optional",
        "`FOR EACH ticket WHERE …` may follow any trigger: the set is fixed when the rule starts, in the order of "
        "keys, and each item is a firing of its own",
    ),
    "conditions about time": (
        "`V is more than D ago` = V + D < now; `is less than D ago` = V <= now and V + D > now; exactly D is neither; "
        "a missing V is neither",
        "`V is within C`: an opening includes the moment at which it opens, not the one at which it closes; a missing "
        "V is not within",
        "`today` is the date in the project's zone",
    ),
    "rule settings": (
        "`ID name` (its memory and its statistics belong to the id, so that a new title loses nothing; without one the "
        "title is the id)",
        "`ORDER n` (lower first; then the order of files and of rules in them)",
        "`DISABLED`",
        "`ONCE PER ticket`, `ONCE PER ticket, team`",
        "`AT MOST 3 TIMES PER ticket PER day`, `AT MOST 1 TIME PER 5 minutes`",
        "`ACTIVE FROM 2026-12-01 UNTIL 2027-01-05` (both dates included, in the project's zone; looked at when the "
        "rule would run: timers that come due outside are used up)",
        '`OVERRIDES "other rule"` (it comes before that rule, and where it fires that one does not, in the whole turn; '
        "a circle is an error)",
        '`GROUP "Routing"` of a group declared by `DEFINE GROUP "Routing" AS FIRST MATCH` (once one of its rules has '
        "fired, the others are passed over for this turn)",
        "a group can also be `DISABLED`, `SHADOW` or `ACTIVE …` as a whole",
    ),
}
