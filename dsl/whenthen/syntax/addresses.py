"""Stable addresses of the parts of a rule: traces, keys of effects, coverage and editors all name parts so.

    vip_refunds                  the rule, by its ID, or by its title when it has none
    vip_refunds/setting/owner    a setting
    vip_refunds/when/2           the second trigger
    vip_refunds/for-each         FOR EACH, and vip_refunds/for-each/if for its WHERE
    vip_refunds/let/number       a LET of the rule
    vip_refunds/if               the condition; its second part, where it is joined with AND or OR: vip_refunds/if/2
    vip_refunds/then             the first branch, and vip_refunds/then/2 its second statement
    vip_refunds/else-if-1        the first ELSE IF, with …/if and …/then/1
    vip_refunds/else             ELSE, and vip_refunds/else/1 its first statement
    define:escalate              a definition; define:escalate/1 its first statement; define:vip/if a condition

The forms of a DEFINE ACTION share theirs: a call stands for one of them, so that a path through calls names one alone.
An address does not change when other parts of the file do.
"""

from __future__ import annotations

from whenthen.syntax import nodes as n


def rule_id(rule: n.Rule) -> str:
    """What the rule's memory belongs to: its ID, or its title when it has none."""
    named = next((setting.name.text for setting in rule.settings if isinstance(setting, n.IdSetting)), None)
    return rule.title.value if named is None else named


def addresses(node: n.Node) -> dict[n.Node, str]:
    """The address of every clause, branch, part of a condition and statement of a file, a rule or a definition."""
    found: dict[n.Node, str] = {}
    for item in node.items if isinstance(node, n.File) else (node,):
        if isinstance(item, n.Rule):
            _rule(item, found)
        elif isinstance(item, n.DefineAction):
            address = f"define:{item.name.text}"
            found[item] = address
            _statements(item.statements, address, found)
        elif isinstance(item, n.DefineCondition):
            address = f"define:{item.name.text}"
            found[item] = address
            _condition(item.condition, f"{address}/if", found)
        elif isinstance(item, n.DefineGroup):
            found[item] = f"group:{item.title.value}"
    return found


def _rule(rule: n.Rule, found: dict[n.Node, str]) -> None:
    address = rule_id(rule)
    found[rule] = address
    for setting in rule.settings:
        word = type(setting).__name__.removesuffix("Setting").lower()
        found[setting] = f"{address}/setting/{word}"
    for number, trigger in enumerate(rule.triggers, 1):
        found[trigger] = f"{address}/when/{number}"
    if rule.for_each:
        found[rule.for_each] = f"{address}/for-each"
        if rule.for_each.where:
            _condition(rule.for_each.where, f"{address}/for-each/if", found)
    for let in rule.lets:
        found[let] = f"{address}/let/{let.name.text}"
    for number, branch in enumerate(rule.branches):
        if number == 0:
            inside, at = address, f"{address}/then"
        elif branch.condition:
            inside = at = f"{address}/else-if-{number}"
        else:
            inside = at = f"{address}/else"
        found[branch] = at
        if branch.condition:
            _condition(branch.condition, f"{inside}/if", found)
            _statements(branch.statements, f"{inside}/then", found)
        else:
            _statements(branch.statements, at, found)


def _condition(condition: n.Expression, address: str, found: dict[n.Node, str]) -> None:
    waiting = [(condition, address)]
    while waiting:
        part, at = waiting.pop()
        found[part] = at
        if isinstance(part, (n.And, n.Or)):
            parts = [(operand, f"{at}/{number}") for number, operand in enumerate(part.operands, 1)]
            waiting.extend(reversed(parts))


def _statements(statements: tuple[n.Statement, ...], address: str, found: dict[n.Node, str]) -> None:
    found.update((statement, f"{address}/{number}") for number, statement in enumerate(statements, 1))
