"""S040 to S048, S070 to S073: words, names, values and brackets."""

from __future__ import annotations

from whenthen.diagnostics.codes.syntax_examples import code, condition, rule, whole
from whenthen.diagnostics.model import SAFE, UNSAFE, Code

CODES: tuple[Code, ...] = (
    code(
        "S040",
        "something that cannot stand here",
        "The text up to here is fine, and this cannot go on from it. The help says what could. Often something is "
        "missing "
        "right before it: a word, a quote, a bracket.",
        whole("ID first second\n  WHEN ticket is created\n  THEN close ticket"),
        whole("ID first_second\n  WHEN ticket is created\n  THEN close ticket"),
        why=(
            "If it were passed over, the rule would do something else than what stands there, and nobody would notice."
        ),
    ),
    code(
        "S041",
        "a value is missing",
        "An operator or a word such as `to` needs a value behind it.",
        condition("ticket.status is"),
        condition("ticket.status is open"),
        why=(
            "A comparison with nothing would hold for no ticket or for all of them, and only its author knows "
            "which value was meant."
        ),
    ),
    code(
        "S042",
        "a sign that is not part of the language",
        "The language is written with words, and with few signs. In a text, between quotes, any sign may stand.",
        condition("ticket.status is § open"),
        condition("ticket.status is open"),
        why="A sign that is passed over may have been a `not`: the rule would do the opposite of what was meant.",
    ),
    code(
        "S043",
        "something that does not begin a rule or a declaration",
        "Each part of a file begins with a word such as RULE, RECORD, LET or DEFINE. Here is something else, or a "
        "clause "
        "of a rule without its RULE.",
        "hello\n\n" + rule("THEN close ticket"),
        "# hello\n\n" + rule("THEN close ticket"),
        why=(
            "A rule whose first word is missing would be passed over with all that it says, and its tickets would "
            "stay where they are."
        ),
    ),
    code(
        "S044",
        "a misspelt word of the language",
        "A word that is written like one of the language's own, but not quite.",
        whole("WEHN ticket is created\n  THEN close ticket"),
        whole("WHEN ticket is created\n  THEN close ticket"),
        why="Read as a name, `WEHN` would make the rule start on something else, or on nothing.",
        fix=UNSAFE,
    ),
    code(
        "S045",
        "a word of the language as a name",
        "Words such as `action`, `record` or `set` are reserved, and cannot be names as they are. In backticks any "
        "name can "
        "be used. Behind a dot and before the colon of a declaration no backticks are needed.",
        "LET action = 5\n",
        "LET `action` = 5\n",
        why=(
            "With a LET named `stop`, the line `stop` could end the rule or name a value: each such line would be "
            "a riddle."
        ),
        fix=SAFE,
    ),
    code(
        "S046",
        "a field is not named with a dot",
        "A field stands right behind a dot: `ticket.status`. No blanks, and no `'s`.",
        condition("ticket status is open"),
        condition("ticket.status is open"),
        why=(
            "`ticket status` may be a field, or two words with one missing between them: another field would be "
            "compared than the one that was meant."
        ),
        fix=UNSAFE,
    ),
    code(
        "S047",
        "a name is missing",
        "A name has to stand here. Names begin with a letter; any other name stands in backticks.",
        'USE DATA "teams.csv" AS "team"\n',
        "LET team = 1\n",
        why="What has no name cannot be used by any rule: what was declared would do nothing.",
    ),
    code(
        "S048",
        "a name that does not begin with a letter",
        "Names begin with a letter, and hold letters, digits and `_`. Any other name stands in backticks.",
        "LET _limit = 5\n",
        "LET limit = 5\n",
        why="A `_` in front is easily overlooked: `_limit` and `limit` would be two names that look like one.",
        fix=SAFE,
    ),
    code(
        "S070",
        "a bracket is not closed",
        "Each `(`, `[` and `{` needs its counterpart before the clause ends.",
        condition("ticket.status is one of [open, pending"),
        condition("ticket.status is one of [open, pending]"),
        why=(
            "Where the bracket closes decides what belongs together: `(a OR b) AND c` fires for other tickets "
            "than `(a OR b AND c)`."
        ),
        fix=UNSAFE,
    ),
    code(
        "S071",
        "a comma is missing, or too many",
        "The values of a list and of a call are separated with single commas.",
        'LET words = ["refund" "chargeback"]\n',
        'LET words = ["refund", "chargeback"]\n',
        why=('`"refund" "chargeback"` may be two words or one: a rule that looks for the wrong one finds no ticket.'),
        fix=SAFE,
    ),
    code(
        "S072",
        "a closing bracket without an opening one",
        "This bracket closes nothing.",
        condition("ticket.status is open)"),
        condition("ticket.status is open"),
        why=(
            "A bracket too many is often one too few elsewhere, and which parts of a condition belong together "
            "decides for which tickets it holds."
        ),
        fix=UNSAFE,
    ),
    code(
        "S073",
        "a list without square brackets",
        "A list stands in square brackets, `[a, b]`. Parentheses group conditions, and braces hold named values.",
        condition("ticket.status is one of open, pending"),
        condition("ticket.status is one of [open, pending]"),
        why=(
            "Without brackets it is open where the list ends: in `one of open, pending OR solved` the last word "
            "could be a value or a condition."
        ),
        fix=SAFE,
    ),
)
