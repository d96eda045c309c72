"""S001 to S036: files, texts, numbers and other literals."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

_DECLARED = 'USE helpdesk\n\nLET example = {}\n\nRULE "An example"\n  WHEN ticket is created\n  THEN close ticket\n'


def _let(value: str) -> str:
    return _DECLARED.replace("{}", value)


CODES: tuple[Code, ...] = (
    code(
        "S001",
        "the file is not UTF-8 text",
        "Rule files are UTF-8, the encoding that nearly every editor writes. Some Windows programs write UTF-16 or "
        "Windows-1252 instead: choose UTF-8 when saving. A byte-order mark at the start does no harm.",
        'LET greeting = "Grüße"\n'.encode("latin-1"),
        'LET greeting = "Grüße"\n',
        why=(
            "Read in another encoding `Grüße` becomes `GrÃ¼ße`: a rule would look for words that no ticket holds, "
            "and write such letters to customers."
        ),
    ),
    Code(
        "S002",
        "the file is too large",
        (
            "A rule file has at most 4 MiB, which is tens of thousands of rules. If it is one, split it and join "
            "the parts with USE."
        ),
        why=(
            "Something larger is hardly a rule file, but a log or a backup that was named by mistake; reading it "
            "would take long before anybody was told."
        ),
    ),
    code(
        "S003",
        "a character that cannot be seen",
        (
            "Control characters and characters without width cannot be seen in an editor. They come in when text "
            "is copied from elsewhere. Delete them."
        ),
        _let('"a\u200bb"'),
        _let('"ab"'),
        why=(
            "Two rules that look the same could differ: `vip` with such a character in it is another word than "
            "`vip`, and nobody can see why the rule stays silent."
        ),
        fix=SAFE,
    ),
    code(
        "S004",
        "a character that changes the order in which text is shown",
        (
            "Bidirectional control characters turn the order round in which text is shown, in texts and comments "
            "as well. Letters of languages that are written from the right need none of them."
        ),
        _let('"a\u202eb"'),
        _let('"ab"'),
        why=(
            "A rule can be made to look different from what it does: whoever reviews it approves something else "
            "than what runs."
        ),
        fix=UNSAFE,
    ),
    code(
        "S010",
        "a text is not closed",
        "A text in quotes ends on its line. One of several lines stands in three quotes.",
        rule('THEN add "vip to ticket.tags'),
        rule('THEN add "vip" to ticket.tags'),
        why=(
            "Where the text was to end can only be guessed, and everything up to there would be sent to a "
            "customer or looked for in tickets."
        ),
    ),
    code(
        "S011",
        "a text in three quotes is not closed",
        "A text that begins with three quotes reaches up to the next three, over any number of lines. It seems that "
        "they "
        "are missing: the file ends, or a rule begins, within the text.",
        rule('THEN add """\n    vip\n    to ticket.tags'),
        rule('THEN add """\n    vip\n    """ to ticket.tags'),
        why="The text would swallow the rules behind it: they would be part of a message, and not run.",
    ),
    code(
        "S012",
        "a brace is not closed in a text",
        "Between braces a text holds a value to fill in, such as `{ticket.subject}`. A brace that is meant as such is "
        "written with a backslash.",
        rule('THEN add "re: {ticket.id" to ticket.tags'),
        rule('THEN add "re: {ticket.id}" to ticket.tags'),
        why=(
            "Guessed wrongly, a customer would read `{ticket.id` instead of the number, or a part of the sentence "
            "would be taken for a value."
        ),
    ),
    code(
        "S013",
        "a quote stands between braces",
        "The first quote ends a text, between its braces too. A text in three quotes may hold quotes between braces; "
        "else give the value a name with LET, and use the name.",
        rule('THEN add "re: {ticket.subject otherwise "none"}" to ticket.tags'),
        rule('THEN add """re: {ticket.id}, "urgent\\"""" to ticket.tags'),
        why="The text would end in the middle, and the rest of it would be read as words of the rule.",
        fix=SAFE,
    ),
    code(
        "S014",
        "a backslash before a letter that means nothing",
        'In texts `\\"`, `\\\\`, `\\n` (a new line), `\\t` (a tab), `\\{` and `\\}` are known. A backslash itself is '
        "written twice.",
        _let('"C:\\dir"'),
        _let('"C:\\\\dir"'),
        why=(
            "What is not known would be dropped or kept, and the text would be another one than its author sees. "
            "`\\n` in a path such as `C:\\new` even begins a new line."
        ),
        fix=UNSAFE,
    ),
    code(
        "S015",
        "a closing brace without an opening one",
        "Braces in a text hold a value to fill in. A brace that is meant as such is written with a backslash.",
        _let('"a } b"'),
        _let('"a \\} b"'),
        why="Mostly the opening brace was forgotten: the customer would read `name}` instead of the name.",
        fix=UNSAFE,
    ),
    code(
        "S016",
        "empty braces in a text",
        "Braces in a text hold a value to fill in, and these hold none.",
        _let('"Hello {}"'),
        _let('"Hello \\{\\}"'),
        why="The customer would read a sentence with a hole in it, or the braces themselves.",
    ),
    code(
        "S017",
        "two braces in a text",
        "Other template languages write two braces around what is to be filled in. Here it is one.",
        rule('THEN add "re: {{ticket.id}}" to ticket.tags'),
        rule('THEN add "re: {ticket.id}" to ticket.tags'),
        why="Taken as they are, the braces would be read by the customer instead of the value, or around it.",
        fix=SAFE,
    ),
    code(
        "S018",
        "a text that cannot have braces",
        "Titles, owners, names of files and values of choices are known before any event comes, so nothing can be "
        "filled "
        "in.",
        'USE helpdesk\n\nRULE "Close {ticket.id}"\n  WHEN ticket is created\n  THEN close ticket\n',
        'USE helpdesk\n\nRULE "Close a ticket"\n  WHEN ticket is created\n  THEN close ticket\n',
        why=(
            "A rule titled `Close {ticket.id}` would have another title for each ticket: neither statistics nor "
            "OVERRIDES could name it."
        ),
    ),
    code(
        "S019",
        "quotes that do not make a text",
        "Texts stand between straight double quotes. Single quotes do not make a text, and typographic ones, which "
        "word "
        "processors put in, do not either.",
        condition("ticket.subject contains 'refund'"),
        condition('ticket.subject contains "refund"'),
        why=(
            "An apostrophe stands in many sentences, and a curly quote can hardly be told from a straight one: "
            "where such a text ends would be a guess."
        ),
        fix=SAFE,
    ),
    code(
        "S021",
        "a number with too many digits",
        "Numbers are decimals of up to 34 digits. Longer ones are usually identifiers: write those as a text, in "
        "quotes.",
        _let("12345678901234567890123456789012345"),
        _let('"12345678901234567890123456789012345"'),
        why="A number with more digits would be rounded, and a rounded customer number is that of somebody else.",
    ),
    code(
        "S022",
        "a day that does not exist",
        "The calendar has no such day.",
        _let("2026-02-30"),
        _let("2026-02-28"),
        why=(
            "A rule for the 30th of February would never run; taken for the 2nd of March, it would run on a day "
            "that nobody wrote."
        ),
    ),
    code(
        "S023",
        "a time that does not exist",
        "Times go from 00:00 to 23:59.",
        _let("24:30"),
        _let("00:30"),
        why=(
            "`24:30` may be half past midnight, or a slip for `23:30`: a rule would start, or a calendar open, at "
            "the wrong time."
        ),
    ),
    Code(
        "S024",
        "a name is too long",
        "A name has at most 200 characters.",
        why="Messages and reports show names, and longer ones make them unreadable.",
    ),
    code(
        "S025",
        "an unknown letter behind a pattern",
        "Behind the closing slash of a pattern only `i` may stand: capitals and small letters are then the same.",
        condition("ticket.subject matches /refund/g"),
        condition("ticket.subject matches /refund/i"),
        why=(
            "Elsewhere such letters change what a pattern matches. A rule that passes over one would match other "
            "texts than its author tried out."
        ),
        fix=SAFE,
    ),
    code(
        "S026",
        "something like a number",
        "Numbers are written with digits and a dot: `1000`, `0.05`. No sign groups the thousands, and percent is no "
        "unit.",
        _let("5%"),
        _let("0.05"),
        why=(
            "`1,000` is a thousand to some and one to others, and 5% may be 5 or 0.05: a limit would be a hundred "
            "or a thousand times too high."
        ),
    ),
    code(
        "S027",
        "something like an amount of money",
        "An amount of money is a number and the three letters of its currency: `49.99 EUR`.",
        _let("$5"),
        _let("5 USD"),
        why=(
            "`$` is the sign of many currencies. A limit for refunds in the wrong one approves amounts that "
            "nobody approved."
        ),
        fix=UNSAFE,
    ),
    code(
        "S028",
        "something like a duration",
        "A duration is a number and a unit: seconds, minutes, hours, days or weeks; `business` may stand before the "
        "unit. "
        "Months and years are no units, because not all of them are equally long.",
        _let("30 min"),
        _let("30 minutes"),
        why=(
            "`30 m` could be minutes or months, and a month has 28 to 31 days: the reminder would go out at a "
            "time that nobody can tell beforehand."
        ),
        fix=SAFE,
    ),
    code(
        "S029",
        "something like a date or a time",
        "A date is written year-month-day, `2026-11-22`, and a time with 24 hours, `17:30`.",
        _let("22.11.2026"),
        _let("2026-11-22"),
        why=(
            "`03/04/2026` is the 3rd of April to some and the 4th of March to others: a rule would run a month "
            "early or late."
        ),
        fix=SAFE,
    ),
    code(
        "S030",
        "nested too deeply",
        "Expressions nest up to 64 levels: each operator, call, list and field counts one, so that a chain of `+` or "
        "of fields counts one for each. Parentheses count nothing, and conditions joined with AND and OR may be as "
        "long as you like. Give a part a name with LET or DEFINE.",
        condition("NOT " * 70 + "ticket.status is open"),
        condition("NOT ticket.status is open"),
        why=(
            "What so many levels come to cannot be checked by reading them, and is mostly made by a program that "
            "went astray."
        ),
    ),
    code(
        "S031",
        "`in …` where it means nothing",
        "`count`, `list`, `first`, `last`, `least` and `most` go through a list in this way. To ask whether some, all "
        "or none of a list fulfil a condition, write `any`, `every` or `no`.",
        condition('length(tag in ticket.tags where tag is "vip") is 1'),
        condition('count(tag in ticket.tags where tag is "vip") is 1'),
        why=(
            "`length(tag in ticket.tags …)` may ask how many tags there are or how long one is: the rule would "
            "compare with another number than its author thinks."
        ),
        fix=UNSAFE,
    ),
    code(
        "S032",
        "a modifier of a field stands twice",
        "`readonly`, `private` and `default` stand at most once in a field.",
        "RECORD door KEY id\n  id: text readonly readonly\n",
        "RECORD door KEY id\n  id: text readonly\n",
        why=(
            "The second one changes nothing; with two different defaults nobody could tell which one a new record gets."
        ),
        fix=SAFE,
    ),
    code(
        "S033",
        "an unknown cause after `by`",
        "An event is caused by an agent, a customer, a rule or the system.",
        whole("WHEN ticket is updated by robot\n  THEN close ticket"),
        whole("WHEN ticket is updated by agent\n  THEN close ticket"),
        why="A rule that waits for a cause that does not exist would never run, and say nothing about it.",
    ),
    code(
        "S034",
        "a pattern is not closed",
        "A pattern stands between two slashes on one line. A slash inside of it is written `\\/`.",
        condition("ticket.subject matches /refund"),
        condition("ticket.subject matches /refund/"),
        why=(
            "The pattern would reach up to the next slash, perhaps some rules later, and match nothing that a "
            "customer writes."
        ),
    ),
    code(
        "S035",
        "a name in backticks is not closed",
        "A name between backticks may hold any sign, and ends on its line.",
        "RECORD door KEY id\n  id: text\n  `door-number: text\n",
        "RECORD door KEY id\n  id: text\n  `door-number`: text\n",
        why="The name would reach up to the next backtick, and take in all that stands between.",
    ),
    code(
        "S036",
        "a comment of another language",
        "A comment begins with `#` and ends with its line.",
        "// about doors\n" + _let("1"),
        "# about doors\n" + _let("1"),
        why=(
            "Here `/` divides and `-` subtracts: the words of the comment would be read as a calculation, or as a rule."
        ),
        fix=SAFE,
    ),
)
