"""S001 to S036: files, texts, numbers and other literals."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import Code

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
    ),
    Code(
        "S002",
        "the file is too large",
        "A rule file has at most 4 MiB, which is tens of thousands of rules. Something larger is hardly a rule "
        "file; if "
        "it is, split it and join the parts with USE.",
    ),
    code(
        "S003",
        "a character that cannot be seen",
        "Control characters and characters without width cannot be seen in an editor, so that two rules that look the "
        "same could differ. They come in when text is copied from elsewhere. Delete them.",
        _let('"a\u200bb"'),
        _let('"ab"'),
    ),
    code(
        "S004",
        "a character that changes the order in which text is shown",
        "Bidirectional control characters can make a rule look different from what it does, in texts and comments as "
        "well. Letters of languages that are written from the right need none of them.",
        _let('"a\u202eb"'),
        _let('"ab"'),
    ),
    code(
        "S010",
        "a text is not closed",
        "A text in quotes ends on its line. One of several lines stands in three quotes.",
        rule('THEN add "vip to ticket.tags'),
        rule('THEN add "vip" to ticket.tags'),
    ),
    code(
        "S011",
        "a text in three quotes is not closed",
        "A text that begins with three quotes reaches up to the next three, over any number of lines. It seems that "
        "they "
        "are missing: the file ends, or a rule begins, within the text.",
        rule('THEN add """\n    vip\n    to ticket.tags'),
        rule('THEN add """\n    vip\n    """ to ticket.tags'),
    ),
    code(
        "S012",
        "a brace is not closed in a text",
        "Between braces a text holds a value to fill in, such as `{ticket.subject}`. A brace that is meant as such is "
        "written with a backslash.",
        rule('THEN add "re: {ticket.id" to ticket.tags'),
        rule('THEN add "re: {ticket.id}" to ticket.tags'),
    ),
    code(
        "S013",
        "a quote stands between braces",
        "The first quote ends a text, between its braces too. A text in three quotes may hold quotes between braces; "
        "else give the value a name with LET, and use the name.",
        rule('THEN add "re: {ticket.subject otherwise "none"}" to ticket.tags'),
        rule('THEN add """re: {ticket.id}, "urgent\\"""" to ticket.tags'),
    ),
    code(
        "S014",
        "a backslash before a letter that means nothing",
        'In texts `\\"`, `\\\\`, `\\n` (a new line), `\\t` (a tab), `\\{` and `\\}` are known. A backslash itself is '
        "written twice.",
        _let('"C:\\dir"'),
        _let('"C:\\\\dir"'),
    ),
    code(
        "S015",
        "a closing brace without an opening one",
        "Braces in a text hold a value to fill in. A brace that is meant as such is written with a backslash.",
        _let('"a } b"'),
        _let('"a \\} b"'),
    ),
    code(
        "S016",
        "empty braces in a text",
        "Braces in a text hold a value to fill in, and these hold none.",
        _let('"Hello {}"'),
        _let('"Hello \\{\\}"'),
    ),
    code(
        "S017",
        "two braces in a text",
        "Other template languages write two braces around what is to be filled in. Here it is one.",
        rule('THEN add "re: {{ticket.id}}" to ticket.tags'),
        rule('THEN add "re: {ticket.id}" to ticket.tags'),
    ),
    code(
        "S018",
        "a text that cannot have braces",
        "Titles, owners, names of files and values of choices are known before any event comes, so nothing can be "
        "filled "
        "in.",
        'USE helpdesk\n\nRULE "Close {ticket.id}"\n  WHEN ticket is created\n  THEN close ticket\n',
        'USE helpdesk\n\nRULE "Close a ticket"\n  WHEN ticket is created\n  THEN close ticket\n',
    ),
    code(
        "S019",
        "quotes that do not make a text",
        "Texts stand between straight double quotes. Single quotes do not make a text, and typographic ones, which "
        "word "
        "processors put in, do not either.",
        condition("ticket.subject contains 'refund'"),
        condition('ticket.subject contains "refund"'),
    ),
    code(
        "S021",
        "a number with too many digits",
        "Numbers are decimals of up to 34 digits. Longer ones are usually identifiers: write those as a text, in "
        "quotes.",
        _let("12345678901234567890123456789012345"),
        _let('"12345678901234567890123456789012345"'),
    ),
    code(
        "S022",
        "a day that does not exist",
        "The calendar has no such day.",
        _let("2026-02-30"),
        _let("2026-02-28"),
    ),
    code("S023", "a time that does not exist", "Times go from 00:00 to 23:59.", _let("24:30"), _let("00:30")),
    Code(
        "S024",
        "a name is too long",
        "A name has at most 200 characters. Messages and reports show names, and longer ones make them unreadable.",
    ),
    code(
        "S025",
        "an unknown letter behind a pattern",
        "Behind the closing slash of a pattern only `i` may stand: capitals and small letters are then the same.",
        condition("ticket.subject matches /refund/g"),
        condition("ticket.subject matches /refund/i"),
    ),
    code(
        "S026",
        "something like a number",
        "Numbers are written with digits and a dot: `1000`, `0.05`. No sign groups the thousands, and percent is no "
        "unit.",
        _let("5%"),
        _let("0.05"),
    ),
    code(
        "S027",
        "something like an amount of money",
        "An amount of money is a number and the three letters of its currency: `49.99 EUR`.",
        _let("$5"),
        _let("5 USD"),
    ),
    code(
        "S028",
        "something like a duration",
        "A duration is a number and a unit: seconds, minutes, hours, days or weeks; `business` may stand before the "
        "unit. "
        "Months and years are no units, because not all of them are equally long.",
        _let("30 min"),
        _let("30 minutes"),
    ),
    code(
        "S029",
        "something like a date or a time",
        "A date is written year-month-day, `2026-11-22`, and a time with 24 hours, `17:30`.",
        _let("22.11.2026"),
        _let("2026-11-22"),
    ),
    code(
        "S030",
        "nested too deeply",
        "Expressions nest up to 64 levels: each operator, call, list and field counts one, so that a chain of `+` or "
        "of fields counts one for each. Parentheses count nothing, and conditions joined with AND and OR may be as "
        "long as you like. Give a part a name with LET or DEFINE.",
        condition("NOT " * 70 + "ticket.status is open"),
        condition("NOT ticket.status is open"),
    ),
    code(
        "S031",
        "`in …` where it means nothing",
        "`count`, `list`, `first`, `last`, `least` and `most` go through a list in this way. To ask whether some, all "
        "or none of a list fulfil a condition, write `any`, `every` or `no`.",
        condition('length(tag in ticket.tags where tag is "vip") is 1'),
        condition('count(tag in ticket.tags where tag is "vip") is 1'),
    ),
    code(
        "S032",
        "a modifier of a field stands twice",
        "`readonly`, `private` and `default` stand at most once in a field.",
        "RECORD door KEY id\n  id: text readonly readonly\n",
        "RECORD door KEY id\n  id: text readonly\n",
    ),
    code(
        "S033",
        "an unknown cause after `by`",
        "An event is caused by an agent, a customer, a rule or the system.",
        whole("WHEN ticket is updated by robot\n  THEN close ticket"),
        whole("WHEN ticket is updated by agent\n  THEN close ticket"),
    ),
    code(
        "S034",
        "a pattern is not closed",
        "A pattern stands between two slashes on one line. A slash inside of it is written `\\/`.",
        condition("ticket.subject matches /refund"),
        condition("ticket.subject matches /refund/"),
    ),
    code(
        "S035",
        "a name in backticks is not closed",
        "A name between backticks may hold any sign, and ends on its line.",
        "RECORD door KEY id\n  id: text\n  `door-number: text\n",
        "RECORD door KEY id\n  id: text\n  `door-number`: text\n",
    ),
    code(
        "S036",
        "a comment of another language",
        "A comment begins with `#` and ends with its line.",
        "// about doors\n" + _let("1"),
        "# about doors\n" + _let("1"),
    ),
)
