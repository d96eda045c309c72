"""What rules say, as digests: by which rules are found that say the same."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from whenthen.lint.context import Context
from whenthen.syntax import nodes
from whenthen.syntax.digest import digest

#: Settings that say nothing of what a rule does, but for its place among others.
_NAMES = (nodes.IdSetting, nodes.OwnerSetting, nodes.OrderSetting)


@attrs.frozen
class Said:
    """Of one rule, titles, IDs, owners and ORDER left out: its triggers and its settings, sorted, and all the rest."""

    triggers: tuple[str, ...]
    settings: tuple[str, ...]
    body: str


def digests(context: Context) -> Mapping[str, Said]:
    """Those of all rules, by their ids."""
    found: dict[str, Said] = {}
    for rule in context.checked.rules:
        node = rule.node
        leave_out: dict[nodes.Node, str | None] = dict.fromkeys((node.title, *node.settings, *node.triggers))
        settings = sorted(digest(each) for each in node.settings if not isinstance(each, _NAMES))
        found[rule.id] = Said(tuple(sorted(map(digest, node.triggers))), tuple(settings), digest(node, leave_out))
    return found
