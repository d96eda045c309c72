"""Why a text could not be read, in the language's own terms: tables of common mistakes, looked through from the top."""

from whenthen.syntax.explaining.explain import explain
from whenthen.syntax.explaining.situation import Situation
from whenthen.syntax.explaining.texts import unclosed_long_text

__all__ = ["Situation", "explain", "unclosed_long_text"]
