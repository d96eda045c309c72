"""For GitHub Actions: workflow commands that annotate the lines of a pull request.

`::error title=…,file=…,line=…,endLine=…,col=…,endColumn=…::message`. The service shows ten errors and ten warnings a
step; all of them stand in its log, which is why the message tells the place again.
"""

from __future__ import annotations

from whenthen.diagnostics.escape import CanShow, escape, sentence
from whenthen.diagnostics.formats.contents import Contents, advice, is_file, path, where, within
from whenthen.diagnostics.model import Diagnostic

# As the runner reads it back; in a property, what separates properties too.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(contents: Contents) -> str:
    return "".join(f"{_command(d, contents.look.can_show)}\n" for d in contents.diagnostics)


def _command(diagnostic: Diagnostic, can_show: CanShow) -> str:
    span = diagnostic.span
    properties: dict[str, object] = {"title": f"whenthen {diagnostic.code}"}
    if is_file(span.source):
        properties["file"] = escape(path(span.source.name), can_show)
        if span.source.text:
            properties |= _lines(diagnostic)
    told = f"{where(span, can_show)}: {diagnostic.code} {sentence(diagnostic.message, can_show)}"
    message = "\n".join([told, *advice(diagnostic, can_show)]).translate(_IN_MESSAGE)
    listed = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return f"::{'error' if diagnostic.severity == 'error' else 'warning'} {listed}::{message}"


def _lines(diagnostic: Diagnostic) -> dict[str, object]:
    span = within(diagnostic.span)
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    if line != end_line:  # columns count within one line only
        return {"line": line, "endLine": end_line}
    return {"line": line, "endLine": line, "col": column, "endColumn": max(end_column, column + 1)}
