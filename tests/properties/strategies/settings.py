"""How many examples: a few in each run of the tests, more on demand."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

#: `WHENTHEN_EXAMPLES=1000` makes a long run, whose examples are new ones each time.
ASKED = os.environ.get("WHENTHEN_EXAMPLES")
#: `WHENTHEN_SHRINK=no`: that an example fails is enough, it need not be a small one.
SHRINK = os.environ.get("WHENTHEN_SHRINK") != "no"


def examples(share: float = 1.0) -> Any:
    """Settings for a property; `share` is how many of the usual number of examples it gets."""
    number = int(ASKED) if ASKED else 150
    return settings(
        max_examples=max(1, int(number * share)),
        derandomize=not ASKED,
        deadline=None,
        phases=tuple(Phase) if SHRINK else (Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
