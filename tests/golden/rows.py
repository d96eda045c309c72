"""The table of what a rule set means, cut into its statements: each golden turn quotes those that it shows.

What needs timers, waits and counts has no rows here yet. The last row is from the settings of rules.
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
        "is recorded with its position, and the others go on",
        "A delivery that fails later is an event (`delivery failed`) that rules can use; what an outside system "
        "answers comes back as an event too",
    ),
    "SHADOW": ("invisible: takes no part in stop, groups, overrides or others' counts",),
    "idempotency key of an effect": (
        "turn, rule id, bound keys, path of statements through definitions, occurrence: unique for each message that "
        "should leave",
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
    "rule settings": (
        "`ID name` (its memory and its statistics belong to the id, so that a new title loses nothing; without one the "
        "title is the id)",
        "`ORDER n` (lower first; then the order of files and of rules in them)",
        "`DISABLED`",
    ),
}
