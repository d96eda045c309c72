"""T: types - what can be compared, calculated with and written where."""

from __future__ import annotations

from whenthen.diagnostics.codes.examples import asks, declares, does, file, rule
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

_PICKS = (
    "RECORD clerk KEY id\n  id: text readonly\n  sales: number\n"
    "RECORD shop KEY id\n  id: text readonly\n  clerks: list of clerk\n  next: clerk?\n"
    'EVENT shop is opened\n\nRULE "Example"\n  WHEN shop is opened\n  THEN set shop.next to {}\n'
)

CODES: tuple[Code, ...] = (
    Code(
        "T101",
        "things that can never be equal",
        "Two values are compared that have no value in common.",
        failing=asks('ticket.nudges is "3"'),
        mended=asks("ticket.nudges is 3"),
        why="The comparison would always say the same: the rule would fire for every ticket, or for none.",
        fix=UNSAFE,
    ),
    Code(
        "T102",
        "an order where there is none",
        "Numbers, money, durations, dates, times, instants and scales have an order. A choice gets one when its values "
        "are declared with `<`.",
        failing=asks("ticket.status is above open"),
        mended=asks("ticket.priority is above normal"),
        why=(
            "`open` is neither more nor less than `pending`: tickets would be picked by the alphabet, or by the "
            "order in which somebody once listed the values."
        ),
    ),
    Code(
        "T103",
        "a calculation without meaning",
        "The operator does not work between these two types.",
        failing=asks('ticket.nudges + "1" > 3'),
        mended=asks("ticket.nudges + 1 > 3"),
        why=(
            'What a number and a text come to differs from language to language: `3 + "1"` is 4 in some and 31 in '
            "others, and the limit behind it would hold or not."
        ),
        fix=UNSAFE,
    ),
    Code(
        "T104",
        "a value of the wrong type",
        "A field holds values of its type only, and both sides of `otherwise` have one type.",
        failing=does('set ticket.nudges to "3"'),
        mended=does("set ticket.nudges to 3"),
        why=(
            "A value of another type matches nothing that other rules compare it with: `above 3` does not hold "
            "for a text, whatever it says."
        ),
        fix=UNSAFE,
    ),
    Code(
        "T105",
        "an argument of the wrong type",
        "A parameter of a function or an action takes values of its type only.",
        failing=asks("length(ticket.nudges) > 3"),
        mended=asks("length(ticket.subject) > 3"),
        why="The function or the action could not do its work, and the rule would fail at each event.",
    ),
    Code(
        "T106",
        "a condition that is none",
        "A condition is something that holds or does not hold; the value has to be compared with something.",
        failing=asks("ticket.priority"),
        mended=asks("ticket.priority is urgent"),
        why=(
            "Elsewhere any value that is there counts as true: the rule would fire for every ticket that has a "
            "priority, and all of them have one."
        ),
    ),
    Code(
        "T107",
        "a field of something that has none",
        "Only records have fields.",
        failing=asks('ticket.subject.text is "Hello"'),
        mended=asks('ticket.subject is "Hello"'),
        why="There is nothing to read there, so the rule would fail at each event.",
    ),
    Code(
        "T108",
        "a test that does not fit",
        "`contains` looks into texts, lists and sets; `starts with`, `ends with` and `matches` into texts; `is empty` "
        "asks of a text, a list or a set.",
        failing=asks('ticket.priority contains "high"'),
        mended=asks("ticket.priority is high"),
        why="The test could never find anything, and the rule would never fire; with `not`, it always would.",
        fix=UNSAFE,
    ),
    Code(
        "T109",
        "a pattern that cannot be used",
        (
            "Patterns run on an engine (RE2) that knows no look-around and no back-references. A pattern is tried "
            "when the rules are checked."
        ),
        failing=asks("ticket.subject matches /(?=order)[0-9]+/"),
        mended=asks("ticket.subject matches /order [0-9]+/"),
        why=(
            "The time that engine takes grows with the text alone. On others some patterns take minutes for one "
            "message, so that a single mail from outside could bring all rules to a halt."
        ),
    ),
    Code(
        "T110",
        "a list is wanted",
        "The place wants a list or a set.",
        failing=asks("ticket.status is one of open"),
        mended=asks("ticket.status is one of [open]"),
        why=(
            "A word that is taken for a list may be compared letter by letter, or as a whole; a reader cannot "
            "know, and expects more values than are there."
        ),
        fix=SAFE,
    ),
    Code(
        "T111",
        "a field that rules cannot write",
        "The key of a record and fields declared `readonly` are written by events only.",
        failing=does('set ticket.id to "T2"'),
        mended=does('set ticket.external_id to "T2"'),
        why=(
            "They say what happened elsewhere. If a rule wrote them, the record would no longer be what the help "
            "desk has, until the next event takes the change back."
        ),
    ),
    Code(
        "T112",
        "a target that is no field",
        "What a rule writes is a field of a record.",
        failing=does("set ticket to urgent"),
        mended=does("set ticket.priority to urgent"),
        why="A whole record cannot become a word: the rule would change nothing, or the wrong thing.",
    ),
    Code(
        "T113",
        "too many or too few values for a function",
        "A function takes as many values as its declaration has parameters; those with `?` may be left out at the end.",
        failing=asks("length() > 3"),
        mended=asks("length(ticket.subject) > 3"),
        why="The function would have nothing to work on, or a value would be lost.",
    ),
    Code(
        "T114",
        "a list of different things",
        "The items of a list have one type.",
        failing=declares('LET mixed = ["refund", 3]'),
        mended=declares('LET words = ["refund", "3"]'),
        why=(
            "The text `3` and the number 3 are never equal: what is looked for in the list would be found among "
            "the one kind and missed among the other."
        ),
    ),
    Code(
        "T115",
        "two currencies",
        "Amounts of two currencies have no sum and no order.",
        failing=declares("LET total = 5 EUR + 5 USD"),
        mended=declares("LET total = 5 EUR + 5 EUR"),
        why=(
            "There is no rate of exchange in the language: 5 EUR and 5 USD counted as 10 would refund too much or "
            "too little."
        ),
    ),
    Code(
        "T116",
        "only fields change",
        "`changed` and `was` ask what became of a field of a record since the event came in.",
        failing=asks("now changed"),
        mended=asks("ticket.status changed"),
        why="Anything else has no value before the event: the answer would be yes each time, or never.",
    ),
    Code(
        "T117",
        "a test that can never hold",
        "`is a` asks which of several records something is, and this is never one of those.",
        failing=asks("ticket.requester is an agent"),
        mended=asks("actor is an agent"),
        why="The condition never holds, so the rule would never fire.",
    ),
    Code(
        "T118",
        "an argument that is missing or stands twice",
        "Each parameter of an action without `?` needs its argument, and takes one only.",
        failing=does('email customer saying "Hello"'),
        mended=does('email customer about "Hello" saying "Hello"'),
        why="A mail would go out without its subject or its text, and of two subjects one would be lost.",
    ),
    Code(
        "T119",
        "a type that cannot stand here",
        "Some types make sense in some places only: items of a list are never missing, patterns are not stored, and "
        "`or` joins records.",
        failing=file("RECORD order KEY id\n  id: text\n  lines: list of (text?)\n"),
        mended=file("RECORD order KEY id\n  id: text\n  lines: list of text\n"),
        why=(
            "A type that nothing can be done with would be noticed at some event, long after it was declared, by "
            "a rule that fails."
        ),
        fix=UNSAFE,
    ),
    Code(
        "T120",
        "a value that has to be written out",
        "Defaults and ORDER are read before there is any event; they are plain values.",
        failing=file('RECORD order KEY id\n  id: text\n  label: text default uppercase("new")\n'),
        mended=file('RECORD order KEY id\n  id: text\n  label: text default "NEW"\n'),
        why=(
            "A default that is worked out would hang on when that is done: one event could make two different records."
        ),
    ),
    Code(
        "T121",
        "a fixed value that hangs on an event",
        "A LET at the top of a file, a default, and the FROM and TO of a trigger are fixed before any event: they "
        "cannot speak of records, of `now` or of `actor`.",
        failing=declares("LET soon = now + 1 hour"),
        mended=declares(rule(condition="ticket.due_at is below now + 1 hour")),
        why=(
            "`now` would be the time at which the rules were loaded: `LET soon = now + 1 hour` would be past an "
            "hour later, and stay so."
        ),
    ),
    Code(
        "T122",
        "a question that is always answered the same",
        (
            "`is not set` asks whether a value is missing, and a field without `?` always has one. Likewise "
            "nothing lies between two bounds of which the first is the higher one."
        ),
        failing=asks("ticket.priority is not set"),
        mended=asks("ticket.priority is normal"),
        why="The condition never holds, so a rule that waits for it never fires, and nobody is told.",
    ),
    Code(
        "T125",
        "BY is missing, or has nothing to do",
        "`least` and `most` give the item of a list that has the least or most of something, and BY says of what. "
        "`first`, `last` and `list` compare nothing.",
        failing=file(_PICKS.format("least(one in shop.clerks)")),
        mended=file(_PICKS.format("least(one in shop.clerks by one.sales)")),
        why="Which one is the least would hang on the order in which the records came in: work would go to anybody.",
        fix=UNSAFE,
    ),
    Code(
        "T126",
        "firings cannot be counted by this",
        "ONCE PER and AT MOST count for each record or plain value: a text, a number, a choice, a moment.",
        failing=declares('RULE "Example"\n  ONCE PER ticket.tags\n  WHEN ticket is created\n  THEN stop'),
        mended=declares('RULE "Example"\n  ONCE PER ticket\n  WHEN ticket is created\n  THEN stop'),
        why=(
            "Of lists, sets and payloads it would be hard to say what is the same one: with one tag more a ticket "
            "would count as new, and the mail go out again."
        ),
    ),
)
