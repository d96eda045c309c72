"""Rules whose clauses are missing, in another order, or written as in other languages."""

from __future__ import annotations

import re

from whenthen.diagnostics.escape import quote
from whenthen.diagnostics.fixes import insert, leave_out
from whenthen.diagnostics.model import Edit, Fix, Label
from whenthen.diagnostics.nearest import distance
from whenthen.source import Span
from whenthen.syntax import nodes as n
from whenthen.syntax import recovery
from whenthen.syntax.building.core import Mistake
from whenthen.syntax.explaining.case import Case, mistake, write
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.tables import tables

_CLAUSE_WORDS = ("WHEN", "THEN", "ELSE", "LET", "FOR", "WHERE", "AND", "NOT")
_SETTING_WORDS = ("OWNER", "ORDER", "DISABLED", "SHADOW", "ONCE", "ACTIVE", "OVERRIDES", "GROUP")
_ELSE_IF = re.compile(r"(?:else_?if|elif|elsif|elsei)\Z", re.IGNORECASE)
_END = re.compile(r"(?:end|end_?if|end_?rule|fi|done|begin)\Z", re.IGNORECASE)
_END_OF = re.compile(r"\w+(?:[ \t]+(?:rule|if|when|then)\b)?", re.IGNORECASE)
_ENDED = frozenset({"RULE", "IF", "ELSE", "WHEN", "THEN"})
_SETTING = re.compile(r"(?:OWNER|GROUP|OVERRIDES)[ \t]+\"|ORDER[ \t]+-?[0-9]|(?:ID|ONCE|ACTIVE|DISABLED|SHADOW)\b")
_ORDER = "the order is: settings, WHEN, FOR EACH, LET, IF, THEN, ELSE IF, ELSE"
_OTHER_WORDS = {"DO": "THEN", "UNLESS": "IF NOT", "OTHERWISE": "ELSE", "ON": "WHEN", "IFF": "IF", "BUT": "AND"}


def rule_title(s: Situation) -> Label | None:
    """Points at the title of the rule that is being read."""
    title = next((value for value in s.stack if isinstance(value, n.TextLiteral)), None)
    return Label(title.span, "in this rule") if title else None


def _labels(s: Situation) -> tuple[Label, ...]:
    label = rule_title(s)
    return (label,) if label else ()


def _misspelt(s: Situation) -> Mistake | None:
    """A clause word with a slip in it was read as a name, maybe some words ago: look at the names of this item."""
    names = [(str(token), token.start_pos or 0, token.end_pos or 0) for token in s.history if token.type == "NAME"]
    if not s.ended and s.word[:1].isalpha():
        names.append((s.word, s.offset, s.offset + len(s.word)))
    for word, start, end in names:
        if word.startswith("`") or word.lower() in _reserved_lower():
            continue
        if word.lower() in tables().reserved and word.upper() not in _OTHER_WORDS:
            continue
        first = not s.text[s.text.rfind("\n", 0, start) + 1 : start].strip()
        place = s.span(start, end)
        if _ELSE_IF.match(word) and (first or word.isupper() or start == s.offset):
            return mistake("S087", f"`{word}` is two words", place, "write `ELSE IF`", fix=write(place, "ELSE IF"))
        if _END.match(word) and _ends_rule(s, word, first, start, end):
            whole = s.span(start, _END_OF.match(s.text, start).end())  # type: ignore[union-attr]
            message = f"`{word}` is not needed: a rule ends where the next one begins"
            return mistake(
                "S088", message, whole, "leave it out", fix=leave_out(whole) if _alone(s, whole.end) else None
            )
        if not (word.isupper() or (start == s.offset and s.at_line_start and not s.stack)):
            continue
        meant = _nearest_word(word, top=first)
        if meant:
            # What UNLESS negates reaches further than NOT.
            fix = write(place, meant, safe=False) if meant != "IF NOT" else None
            return mistake(
                "S044", f"`{word}` is not a word of the language", place, f"did you mean `{meant}`?", fix=fix
            )
    return None


def _ends_rule(s: Situation, word: str, first: bool, start: int, end: int) -> bool:
    if first and (word.isupper() or start == s.offset or _alone(s, end)):
        return True
    name = s.action_without_object
    return name is not None and name.span.start == start and (s.ended or s.ends_item or s.word.upper() in _ENDED)


def _alone(s: Situation, end: int) -> bool:
    stop = s.text.find("\n", end)
    return not s.text[end : stop if stop >= 0 else len(s.text)].strip()


def _reserved_lower() -> frozenset[str]:
    return frozenset(word.lower() for word in (*_CLAUSE_WORDS, *recovery.ITEM_WORDS))


def _nearest_word(word: str, top: bool) -> str | None:
    upper = word.upper()
    if upper in _OTHER_WORDS:
        return _OTHER_WORDS[upper]
    words = (*_CLAUSE_WORDS, "IF", "OR", *_SETTING_WORDS, *(recovery.ITEM_WORDS if top else ()))
    if upper in words or len(upper) < 2:
        return None
    allowed = 1 if len(upper) < 5 else 2
    near = sorted((distance(upper, candidate, allowed), candidate) for candidate in words)
    steps, candidate = near[0]
    return candidate if steps <= min(allowed, len(candidate) // 2) else None


def _when(s: Situation) -> Mistake | None:
    """What stands where WHEN should be."""
    if s.clause != "SETTINGS" or s.is_open("WHEN") or not s.stack or len(s.stack) < 2:
        return None
    word = s.word.upper()
    if s.ends_item:
        return mistake(
            "S080", "this rule has no WHEN and no THEN", _rule_word(s), "say what starts it: `WHEN ticket is created`"
        )
    if word not in ("IF", "THEN", "LET", "FOR", "AND", "OR", "ELSE"):
        return None
    rest = re.sub(r"\"[^\"\n]*\"|#[^\n]*", "", s.rest_of_item())
    if re.search(r"^[ \t]*(?i:WHEN)\b|\bWHEN\b", rest, re.MULTILINE):
        return mistake(
            "S081",
            f"`{word}` stands before `WHEN`",
            s.here,
            _ORDER,
            *_labels(s),
        )
    return mistake(
        "S080",
        "this rule has no WHEN",
        s.here,
        f"before `{word}` say what starts the rule, such as `WHEN ticket is created`",
        *_labels(s),
    )


def _rule_word(s: Situation) -> Span:
    token = s.open_words[0]
    return s.span(token.start_pos or 0, token.end_pos or 0)


def _order(s: Situation) -> Mistake | None:
    """A clause or a setting after one that it has to precede."""
    word = s.word.upper()
    if s.item != "RULE" or s.clause == "SETTINGS" or s.ended or s.bracket:
        return None
    if not s.at_line_start and word not in ("WHEN", "LET") and not _SETTING.match(s.line):
        return None
    if word in ("ID", *_SETTING_WORDS):
        place = "before WHEN"
    elif word == "WHEN":
        if s.clause == "WHEN":
            return mistake(
                "S081", "this rule has a second WHEN", s.here, "join several triggers with `OR`", *_labels(s)
            )
        place = "before LET, IF and THEN"
    elif word == "LET" or re.match(r"FOR\s+EACH\b", s.line, re.IGNORECASE):
        place = "after WHEN, before IF and THEN"
    else:
        return None
    return mistake(
        "S081",
        f"`{word}` stands too late in this rule",
        s.here,
        f"it belongs {place}; {_ORDER}",
        *_labels(s),
        fix=_move_up(s) if word in ("ID", *_SETTING_WORDS) else None,
    )


_WHOLE_SETTING = re.compile(
    r"(?:OWNER|GROUP|OVERRIDES)[ \t]+\"[^\"\n]*\"|ORDER[ \t]+-?[0-9]+|ID[ \t]+\w+|DISABLED|SHADOW", re.IGNORECASE
)


def _move_up(s: Situation) -> Fix | None:
    """Moves a setting that has a line for itself to the line behind the title, with its comment."""
    label, found = rule_title(s), _WHOLE_SETTING.match(s.line)
    if label is None or found is None or not s.at_line_start:
        return None
    if s.line[found.end() :].strip() and not s.line[found.end() :].lstrip().startswith("#"):
        return None
    title_end = label.span.end
    if not _alone(s, title_end):
        return None
    start, end = s.text.rfind("\n", 0, s.offset), s.text.find("\n", s.offset)
    end = len(s.text) if end < 0 else end
    edits = (Edit(s.span(title_end, title_end), s.text[start:end]), Edit(s.span(start, end), ""))
    return Fix(f"move {quote(found.group())} behind the title", edits)


def _late_let(s: Situation) -> Mistake | None:
    """A LET of the rule behind its IF or THEN; it looks like an item, but is indented, and a THEN is near."""
    if s.word.upper() != "LET" or s.item != "RULE" or s.bracket or s.wants_value:
        return None
    resume = recovery.next_item(s.text, s.offset, in_rule=True)
    indented = s.offset > 0 and s.text[s.offset - 1] in " \t"
    then_follows = s.clause == "IF" and re.search(r"\bTHEN\b", s.text[s.offset : resume], re.IGNORECASE)
    if not indented or not (then_follows or s.previous in ("THEN", "ELSE")):
        return None
    help_ = f"it belongs after WHEN, before IF and THEN; {_ORDER}"
    late = mistake("S081", f"`{s.word}` stands too late in this rule", s.here, help_, *_labels(s))
    return Mistake(late.diagnostic, resume)


def _then(s: Situation) -> Mistake | None:
    """THEN is missing, or nothing follows it."""
    word = s.word.upper()
    if s.item == "RULE" and s.previous in ("THEN", "ELSE") and (s.ends_item or word in ("ELSE", "THEN")):
        if s.previous == "ELSE" and word == "THEN":
            return mistake("S084", "`ELSE` needs no `THEN`", s.here, "leave `THEN` out", fix=leave_out(s.here))
        if s.previous == "THEN" and word == "THEN":
            return mistake("S084", "`THEN` stands here twice", s.here, "leave one of them out", fix=leave_out(s.here))
        return mistake(
            "S084",
            f"nothing follows this `{s.previous}`",
            s.previous_span,
            "say what to do, such as `close ticket`; to do nothing, leave the branch out",
        )
    if s.item == "RULE" and s.clause in ("WHEN", "FOR", "LET", "IF") and s.ends_item and not s.bracket:
        if s.wants_value:
            return None
        return mistake(
            "S083", "this rule has no THEN", _rule_word(s), "say what it does: `THEN close ticket`", *_labels(s)
        )
    verbs = ("set", "clear", "add", "remove", "increase", "decrease", "raise", "lower", "wait", "stop")
    if s.clause not in ("IF", "WHEN", "LET", "FOR") or s.bracket or s.wants_value or s.item != "RULE":
        return None
    action = _is_action(s)
    known = word.lower() in verbs and not (s.clause == "WHEN" and "BY" not in s.expected)
    if known or (action and not re.match(r"[A-Z]+\b", s.line)):
        return mistake(
            "S082",
            "`THEN` is missing before what the rule does",
            s.here,
            f"write `THEN {s.word}`",
            *_labels(s),
            fix=None if _then_follows(s) else insert(s.source, s.offset, "THEN "),
        )
    return None


def _then_follows(s: Situation) -> bool:
    """Whether this branch has its THEN further on: then what stands here is something else."""
    return bool(re.match(r"(?:(?!\bELSE\b)[\s\S])*?\bTHEN\b", s.rest_of_item()))


def _is_action(s: Situation) -> bool:
    """Does an action with its object seem to stand here?"""
    found = re.match(r"[^\W\d_]\w*[ \t]+(?P<object>[^\W\d_]\w*|[\"`\[(])", s.line)
    if not found or "NAME" in s.expected:
        return False
    return s.at_line_start or (s.clause == "IF" and found["object"].lower() not in tables().reserved)


def _else(s: Situation) -> Mistake | None:
    if s.word.upper() != "ELSE" or s.item != "RULE" or s.ended:
        return None
    if s.clause == "ELSE" and "ELSE" not in s.expected:
        return mistake("S086", "`ELSE` is the last branch, and here is another one", s.here, "leave one of them out")
    if s.in_statements and not s.has_if:
        return mistake(
            "S085", "this rule has no IF, so its ELSE can never be reached", s.here, "add an IF, or leave ELSE out"
        )
    return None


TABLE = (
    Case(
        "S089",
        "a colon does not belong here",
        "leave it out",
        here=r":",
        when=lambda s: (
            s.previous in ("THEN", "WHEN", "IF", "ELSE", "RULE", "AND", "OR", "NOT", "TEXT", "ID", "OWNER")
            and s.item == "RULE"
        ),
        fix="",
    ),
    _misspelt,
    _late_let,
    _then,
    _when,
    _else,
    _order,
    Case(
        "S087",
        "`ELSE` has no condition of its own",
        "write `ELSE IF`",
        before=r"\b(?P<at>ELSE)\s+[^\W\d_][\w.]*(?:\s+(?:is|contains|matches|has)\b[^\n]*)?",
        when=lambda s: s.clause == "ELSE" and re.match(r"[^\n]*\bTHEN\b", s.line, re.IGNORECASE),
        fix="ELSE IF",
    ),
    Case(
        "S091",
        "triggers are not joined with `AND`",
        "join triggers with `OR`; what has to be true as well stands after `IF`",
        here=r"AND\b",
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S090",
        "`WHEN` says what starts the rule, and this is a condition",
        "name an event, such as `ticket is created`, or write `changes`; the condition comes after `IF`",
        here=r"(?:is|=|!=|<=?|>=?|contains|starts|ends|matches|does|did)(?!\w)",
        when=lambda s: s.clause == "WHEN",
    ),
    Case(
        "S092",
        "`{owner} {event}` is not a trigger",
        "write `{owner} is {event}`",
        before=r"(?:WHEN|OR)\s+(?P<at>(?P<owner>[^\W\d_]\w*))",
        here=r"(?P<event>(?!THEN|IF|OR|FOR|LET|ELSE)[^\W\d_]\w*)",
        both=True,
        when=lambda s: s.clause == "WHEN" and "IS" in s.expected,
        fix="{owner} is {event}",
    ),
    Case(
        "S092",
        "`{owner}.{event}` is not a trigger",
        "for an event write `{owner} is {event}`, for a field `{owner}.{event} changes`",
        before=r"(?:WHEN|OR)\s+(?P<at>(?P<owner>[^\W\d_]\w*)\.(?P<event>[^\W\d_]\w*))",
        when=lambda s: s.clause == "WHEN" and "CHANGES" in s.expected,
    ),
    Case(
        "S092",
        "`{owner}` alone is not a trigger",
        "say what happens to it: `{owner} is created`, `{owner} is updated`",
        before=r"(?:WHEN|OR)\s+(?P<at>(?P<owner>[^\W\d_]\w*))",
        when=lambda s: s.clause == "WHEN" and "IS" in s.expected,
    ),
    Case(
        "S093",
        "`to` is missing between `changes` and the value",
        "write `changes to {word}`, or `changes from … to {word}`",
        before=r"\bchange[sd]",
        when=lambda s: s.previous in ("CHANGES", "CHANGED") and "TO" in s.expected and not s.at_line_start,
        fix="to {word}",
    ),
    Case(
        "S093",
        "`for` is missing before how long",
        "write `for {word}`",
        when=lambda s: s.clause == "WHEN" and s.is_open("HAS") and "FOR" in s.expected,
        fix="for {word}",
    ),
)
