"""Names, types and missing values: from trees to a `CheckedProgram`."""

from whenthen.analysis.analyse import analyse

__all__ = ["analyse"]
