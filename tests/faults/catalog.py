"""The faults: each a place in the source, and what somebody might write there by mistake."""

from __future__ import annotations

import attrs

CHECKER, COMPILER, KERNEL = "checker", "compiler", "kernel"
#: Where the tests of a room are looked for first.
TESTS = {
    CHECKER: ("tests/analysis",),
    COMPILER: ("tests/compile",),
    KERNEL: ("tests/runtime", "tests/golden"),
}


@attrs.frozen
class Fault:
    """`old` stands in the file once, and `new` comes in its place."""

    name: str
    room: str
    path: str
    old: str
    new: str


def _fault(room: str, path: str, name: str, old: str, new: str) -> Fault:
    return Fault(name, room, f"dsl/whenthen/{path}", old, new)


FAULTS = (
    _fault(
        CHECKER,
        "analysis/statements.py",
        "a write makes nothing forgotten",
        "env.with_facts(flow.forget(env.facts, record.name, field.name, env, checker))\n    path",
        "env\n    path",
    ),
    _fault(
        CHECKER,
        "analysis/statements.py",
        "a call of a definition makes nothing forgotten",
        "for record, field in sorted(effects.writes(definition, checker)):",
        "for record, field in ():",
    ),
    _fault(
        CHECKER,
        "analysis/flow.py",
        "where an OR is true, all of its parts are",
        "return reduce(Facts.either, parts) if truth else reduce(Facts.also, parts)",
        "return reduce(Facts.also, parts) if truth else reduce(Facts.either, parts)",
    ),
    _fault(
        CHECKER,
        "analysis/flow.py",
        "what NOT tells is what its operand tells",
        "return learn(condition.operand, not truth, checker)",
        "return learn(condition.operand, truth, checker)",
    ),
    _fault(
        CHECKER,
        "analysis/flow.py",
        "`is not set` tells that it is there",
        "if truth != condition.negated else NO_FACTS",
        "if truth == condition.negated else NO_FACTS",
    ),
    _fault(
        CHECKER,
        "analysis/conditions.py",
        "a test under NOT may be of what is missing",
        "return check_condition(node.operand, checker, env.flipped())",
        "return check_condition(node.operand, checker, env)",
    ),
    _fault(
        CHECKER,
        "analysis/statements.py",
        "a value that may be missing is written where one is needed",
        "elif isinstance(found, Optional) and not isinstance(field.type, Optional):",
        "elif False:",
    ),
    _fault(
        CHECKER,
        "analysis/statements.py",
        "a field that is readonly is written",
        "if field.readonly or field.name == declared.key:",
        "if field.name == declared.key:",
    ),
    _fault(
        CHECKER,
        "analysis/names.py",
        "an alias of a record that may be missing is there",
        "if isinstance(variable.type, Optional) and (root,) not in env.facts.present:",
        "if False:",
    ),
    _fault(
        CHECKER,
        "analysis/triggers.py",
        "an event of another type brings what the trigger's own brings",
        "provides = {name: name != subject for name in provides}",
        "pass",
    ),
    _fault(
        CHECKER,
        "analysis/rules.py",
        "ORDER is not looked at",
        "return tuple(sorted(rules, key=lambda rule: rule.order))",
        "return tuple(rules)",
    ),
    _fault(
        COMPILER,
        "compile/texts.py",
        "`contains` folds the text and not the part",
        'return code.compare(code.constant(fold(known)), "in", code.turn("fold", used[0]))',
        'return code.compare(code.constant(known), "in", code.turn("fold", used[0]))',
    ),
    _fault(
        COMPILER,
        "compile/conditions.py",
        "`is not one of` is `is one of`",
        """code.constant(frozenset(known)))
        return answer(tested, test, negated, scope)""",
        """code.constant(frozenset(known)))
        return answer(tested, test, False, scope)""",
    ),
    _fault(
        COMPILER,
        "compile/conditions.py",
        "`is between` leaves the upper end out",
        'code.compare(low, "<=", middle, "<=", high)',
        'code.compare(low, "<=", middle, "<", high)',
    ),
    _fault(
        COMPILER,
        "compile/conditions.py",
        "a scale is compared the wrong way round where the constant stands left",
        "(right, node.left, _FLIPPED[node.operator]),",
        "(right, node.left, node.operator),",
    ),
    _fault(
        COMPILER,
        "compile/conditions.py",
        "what is right of something missing is evaluated",
        "and (not left[1] or isinstance(right[0], ast.Name | ast.Constant))",
        "",
    ),
    _fault(
        COMPILER,
        "compile/expressions.py",
        "`otherwise` takes the other side",
        "return code.choose(code.present(first), later, fallback)",
        "return code.choose(code.missing(first), later, fallback)",
    ),
    _fault(
        COMPILER,
        "compile/expressions.py",
        "an alias is followed where its record is missing",
        "    if not root.may_miss:\n        return value(declaration.value, scope)",
        "    if True:\n        return value(declaration.value, scope)",
    ),
    _fault(
        COMPILER,
        "compile/expressions.py",
        "days are added in UTC",
        'return (scope.shop.zone,) if extra == "zone" else ()',
        'return (__import__("datetime").timezone.utc,) if extra == "zone" else ()',
    ),
    _fault(
        COMPILER,
        "compile/loops.py",
        "`every` is `any`",
        "negated=every,",
        "negated=False,",
    ),
    _fault(
        COMPILER,
        "compile/history.py",
        "`was` looks at the field as it is now",
        'first, later = code.held(code.turn("start", ref))\n    return [first], code.item(later, key)',
        "first, later = code.held(ref)\n    return [first], code.item(scope.fetch(later), key)",
    ),
    _fault(
        COMPILER,
        "compile/statements.py",
        "`raise` lowers and `lower` raises",
        "step = scales.raised if node.direction > 0 else scales.lowered",
        "step = scales.raised if node.direction < 0 else scales.lowered",
    ),
    _fault(
        COMPILER,
        "compile/scope.py",
        "a record's fields are kept across a write",
        "if not self.writes and (row.certain or len(row.uses) > 1):",
        "if row.certain or len(row.uses) > 1:",
    ),
    _fault(
        COMPILER,
        "values/scales.py",
        "a scale is raised by two steps",
        "min(rank + 1, len(values) - 1)",
        "min(rank + 2, len(values) - 1)",
    ),
    _fault(
        KERNEL,
        "runtime/turn.py",
        "undoing forgets the effects",
        "        del self.effects[emitted:]\n",
        "",
    ),
    _fault(
        KERNEL,
        "runtime/turn.py",
        "undoing leaves who wrote",
        "            self._writers[(ref, field)] = writer\n",
        "",
    ),
    _fault(
        KERNEL,
        "runtime/turn.py",
        "an equal value is a change where it is spelled otherwise",
        "        if self.same(before, value):\n            return\n",
        "        if before == value:\n            return\n",
    ),
    _fault(
        KERNEL,
        "runtime/turn.py",
        "a field may name a record that is not there",
        "                self.named(target)\n",
        "                pass\n",
    ),
    _fault(
        KERNEL,
        "runtime/turn.py",
        "a pass is started by the changes of all passes before it",
        "        self.journal.clear()\n",
        "",
    ),
    _fault(
        KERNEL,
        "runtime/kernel.py",
        "a rule fires again for the same records",
        "if self._run_rule(rule, slots):",
        "if self._run_rule(rule, slots) and False:",
    ),
    _fault(
        KERNEL,
        "runtime/kernel.py",
        "a SHADOW rule leaves its writes",
        "            turn.undo(mark)\n        elif branch is not None:",
        "        elif branch is not None:",
    ),
    _fault(
        KERNEL,
        "runtime/matching.py",
        "FROM matches a record that the event created",
        "    if is_birth and trigger.has_from:\n        return False\n",
        "",
    ),
    _fault(
        KERNEL,
        "runtime/matches.py",
        "matches of one rule are not joined",
        "return all(a is None or b is None or a == b for a, b in zip(left, right, strict=True))",
        "return left == right",
    ),
    _fault(
        KERNEL,
        "runtime/admission.py",
        "an embedded record that is older is taken in",
        "            stale.append(ref)\n            turn.named(ref)\n            continue\n",
        "",
    ),
    _fault(
        KERNEL,
        "runtime/admission.py",
        "an event of the same moment is too late",
        "if stored is not None and event.time < stored.at:",
        "if stored is not None and event.time <= stored.at:",
    ),
    _fault(
        KERNEL,
        "runtime/outcome.py",
        "a record that is written stays in its version",
        "writes.append(Write(ref, stored.version + 1, fields, at))",
        "writes.append(Write(ref, stored.version, fields, at))",
    ),
)
