"""The forms of an action: a DEFINE ACTION may stand several times under one name, and a call means one of them.

What tells forms apart are the words (`to`, `because`) and the types of their parameters, so that no call could mean two
of them: they are held against one another where they are declared. Which one a call means is settled once, when it is
checked, by the types of its object and its arguments. A choice value has its type from the parameter, so it fits only
forms whose parameter is such a choice; an argument that is wrong in itself rules out none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from whenthen.analysis.checker import Checker
from whenthen.analysis.environment import Environment
from whenthen.analysis.infer import check, infer
from whenthen.analysis.lookup import resolves
from whenthen.analysis.tables import Form, declared_twice
from whenthen.analysis.wording import a
from whenthen.diagnostics.model import Label
from whenthen.syntax import nodes
from whenthen.types import relations
from whenthen.types.model import UNKNOWN, Choice, ListOf, Optional, RecordType, SetOf, Type, Union, required
from whenthen.types.schema import Parameter

#: Forms of one name: each is held against all the others.
_MOST = 50
#: Forms or actions that a help names.
_SHOWN = 4

# Declarations -----------------------------------------------------------------------------------------------------


def keep_apart(checker: Checker) -> None:
    """Report forms that a call could mean beside an earlier one, and leave them out."""
    tables = checker.tables
    files = {name: number for number, name in enumerate(tables.files)}
    for name, definitions in tables.definitions.items():
        forms = tables.forms(name)
        if len(forms) == 1:
            continue
        forms.sort(key=lambda form: (files[form.span.source.name], form.span.start))
        kept: list[Form] = []
        for form in forms:
            other = next((other for other in kept if not _differ(form, other, checker)), None)
            if other is None and len(kept) < _MOST:
                kept.append(form)
                continue
            tables.broken.add(name)
            if other is not None:
                _report_overlap(form, other, checker)
            else:
                checker.report(
                    "N208", f"`{name}` has more than {_MOST} forms", form.name.span, help="give it another name"
                )
        definitions[:] = [form for form in kept if isinstance(form, nodes.DefineAction)]
        if name in tables.actions and tables.actions[name] not in kept:
            del tables.actions[name]


def _by_word(form: Form, checker: Checker) -> dict[str, Parameter]:
    """The parameters by their prepositions; the object has the empty one."""
    found: dict[str, Parameter] = {}
    for number, parameter in enumerate(checker.action_parameters[form]):
        found.setdefault(parameter.preposition if number else "", parameter)
    return found


def _needed(parameter: Parameter | None) -> bool:
    return parameter is not None and not isinstance(parameter.type, Optional)


def _differ(one: Form, other: Form, checker: Checker) -> bool:
    """Whether no call can mean both: a word that one of them needs is unknown to the other, or takes other types."""
    left, right = _by_word(one, checker), _by_word(other, checker)
    for word in left.keys() | right.keys():
        mine, theirs = left.get(word), right.get(word)
        if not (_needed(mine) or _needed(theirs)) and word:
            continue  # a call may leave it out
        if mine is None or theirs is None or not relations.overlap(mine.type, theirs.type):
            return True
    return False


def _report_overlap(form: Form, first: Form, checker: Checker) -> None:
    name = form.name.text
    takes = [{word: p.type for word, p in _by_word(f, checker).items()} for f in (form, first)]
    if takes[0] == takes[1]:
        checker.diagnostics.append(declared_twice("action", name, form.name.span, first.name.span))
        return
    checker.report(
        "N201",
        f"a call could mean this `{name}` and another one",
        form.name.span,
        Label(first.name.span, "the other one"),
        help=f"{written(form, checker)} and {written(first, checker)} have calls in common: give one of the two "
        "another name, or let a word that both need take types that have nothing in common",
    )


def written(form: Form, checker: Checker) -> str:
    """How a form is called: types for values, what may be left out in brackets."""
    parts = [form.name.text]
    for word, parameter in _by_word(form, checker).items():
        bare = required(parameter.type)
        part = f"({bare})" if isinstance(bare, Union | Choice) else str(bare)
        part = f"{word} {part}" if word else part
        parts.append(f"[{part}]" if isinstance(parameter.type, Optional) and word else part)
    return f"`{' '.join(parts)}`"


def _listed(words: Iterable[str]) -> str:
    each = list(dict.fromkeys(words))
    shown = [*each[:_SHOWN], "others"] if len(each) > _SHOWN else each
    return " or ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


# Calls ------------------------------------------------------------------------------------------------------------


@attrs.define
class _Call:
    """A call that is tried with forms: nothing is reported by that."""

    statement: nodes.Perform
    checker: Checker
    env: Environment
    trial: Checker = attrs.field(init=False)
    _own: dict[nodes.Expression, Type] = attrs.field(factory=dict)

    @trial.default
    def _silent(self) -> Checker:
        return self.checker.trial()

    @property
    def given(self) -> Iterator[tuple[str, nodes.Expression]]:
        """The object and the arguments, with the words before them."""
        yield "", self.statement.object
        for argument in self.statement.arguments:
            yield argument.preposition, argument.value

    def own(self, value: nodes.Expression) -> Type:
        """The type of an argument by itself."""
        if value not in self._own:
            self._own[value] = infer(value, self.trial, self.env)
        return self._own[value]

    def found(self, value: nodes.Expression, wanted: Type) -> Type:
        """The type of an argument for a parameter; UNKNOWN where it makes no sense there."""
        own = self.own(value)
        if isinstance(required(wanted), Choice | ListOf | SetOf):
            return check(value, wanted, self.trial, self.env)
        return own

    def takes(self, value: nodes.Expression, wanted: Type) -> bool:
        found = self.found(value, wanted)
        return found != UNKNOWN and relations.assignable(required(found), required(wanted))

    def unknown(self, word: str, value: nodes.Expression, forms: Sequence[Form]) -> bool:
        """Whether an argument is wrong in itself: by itself, and for each of the forms."""
        wanted = (p.type for form in forms if (p := _by_word(form, self.checker).get(word)) is not None)
        return self.own(value) == UNKNOWN and all(self.found(value, type) == UNKNOWN for type in wanted)

    def has_words_of(self, form: Form) -> bool:
        """Whether the call has the words that the form needs, each once, and no others."""
        parameters = _by_word(form, self.checker)
        words = [word for word, _ in self.given]
        return (
            len(words) == len(set(words))
            and parameters.keys() >= set(words)
            and all(word in words for word, parameter in parameters.items() if _needed(parameter))
        )

    def fits(self, form: Form, forms: Sequence[Form]) -> bool:
        """Whether the call may mean this one of the forms."""
        parameters = _by_word(form, self.checker)
        return self.has_words_of(form) and all(
            self.takes(value, parameters[word].type) or self.unknown(word, value, forms) for word, value in self.given
        )

    def suits(self, form: Form) -> bool:
        """Whether the call has nothing but right arguments for a form."""
        parameters = _by_word(form, self.checker)
        return self.has_words_of(form) and all(self.takes(value, parameters[word].type) for word, value in self.given)

    def is_unclear(self, good: Sequence[Form], forms: Sequence[Form]) -> bool:
        """Whether it fits several forms because of a mistake that has been or will be reported."""
        return any(self.unknown(word, value, forms) for word, value in self.given) or any(
            parameter.type == UNKNOWN for form in good for parameter in self.checker.action_parameters[form]
        )

    def check_arguments(self, forms: Sequence[Form]) -> None:
        """Report what is wrong with the arguments in themselves, where the form that is meant is not known."""
        for word, value in self.given:
            parameters = [p for form in forms if (p := _by_word(form, self.checker).get(word)) is not None]
            special = {required(p.type): p for p in parameters if self._may_be_meant(value, required(p.type))}
            if self.own(value) != UNKNOWN:
                infer(value, self.checker, self.env)
            elif not self.unknown(word, value, forms):
                continue  # a choice value
            elif len(special) == 1:
                ((type, parameter),) = special.items()
                check(value, type, self.checker, self.env, f"the {parameter.name} of `{self.statement.action.text}`")
            else:
                infer(value, self.checker, self.env)

    def _may_be_meant(self, value: nodes.Expression, type: Type) -> bool:
        """Whether something that is wrong by itself looks like a value of a choice, or a list of such."""
        if isinstance(value, nodes.Reference):
            return isinstance(type, Choice) and not resolves(value.name, self.checker, self.env)
        return isinstance(value, nodes.ListLiteral) and isinstance(type, ListOf | SetOf)


def possible(statement: nodes.Perform, checker: Checker, env: Environment) -> list[Form]:
    """The forms that a call may mean, asked before it is checked: one, or several where its types are not known yet."""
    forms = [form for form in checker.tables.forms(statement.action.text) if checker.sees(env.file, form)]
    if len(forms) < 2:
        return forms
    call = _Call(statement, checker, env)
    return [form for form in forms if call.fits(form, forms)] or forms


def others(statement: nodes.Perform, checker: Checker, env: Environment) -> list[str]:
    """The names of other actions that take the call as it stands."""
    name = statement.action.text
    call = _Call(statement, checker, env)
    forms = (f for f in checker.tables.all_forms() if f.name.text != name and checker.sees(env.file, f))
    return list(dict.fromkeys(form.name.text for form in forms if call.suits(form)))


def choose(statement: nodes.Perform, checker: Checker, env: Environment) -> Form | None:
    """The form that a call means, of those that the file sees (one or more). None after a report.

    A call that fits none of them and is nearest to one gets that one: what is wrong with it is then said by its check.
    """
    name = statement.action.text
    forms = checker.tables.forms(name)
    seen = [form for form in forms if checker.sees(env.file, form)]
    if len(forms) == 1:
        return seen[0]
    call = _Call(statement, checker, env)
    good = [form for form in seen if call.fits(form, forms)]
    if len(good) == 1:
        return good[0]
    said = env.file.incomplete or name in checker.tables.broken
    if not good and not said:
        elsewhere = next((form for form in forms if form not in seen and call.fits(form, forms)), None)
        if elsewhere is None:
            return _explain(call, seen)
        checker.not_used(name, elsewhere.span, statement.action.span)
    elif good and not (said or call.is_unclear(good, forms)):
        checker.report(
            "T105",
            f"this call of `{name}` could mean {_listed(written(form, checker) for form in good)}",
            statement.action.span,
            *_labels(good),
            help="for a choice value write it in quotes, or give the other name another word",
        )
    call.check_arguments(seen)
    return None


def _labels(forms: Sequence[Form]) -> list[Label]:
    return [Label(form.name.span, "declared here") for form in forms[:_SHOWN]]


def _explain(call: _Call, forms: list[Form]) -> Form | None:
    """Say why a call fits none of the forms; the form instead, where one alone can be meant."""
    statement, checker = call.statement, call.checker
    name = statement.action.text
    by_form = {form: _by_word(form, checker) for form in forms}
    near = [f for f in forms if call.takes(statement.object, by_form[f][""].type)] if all(by_form.values()) else []
    near = near or forms
    worded = [form for form in near if call.has_words_of(form)]
    if len(near) == 1 or len(worded) == 1:
        return (worded or near)[0]
    help = f"it takes {_listed(written(form, checker) for form in worded or near)}"
    if not worded:
        known = {word for form in near for word in by_form[form]}
        strange = next((argument for argument in statement.arguments if argument.preposition not in known), None)
        words = [argument.preposition for argument in statement.arguments]
        twice = next((argument for i, argument in enumerate(statement.arguments) if words[i] in words[:i]), None)
        if twice is not None:
            message = f"`{twice.preposition}` stands twice"
            checker.report("T118", message, twice.span, *_labels(near), help="remove one of the two")
        elif strange is not None:
            message = f"`{name}` has nothing to do with `{strange.preposition}`"
            checker.report("N108", message, strange.span, *_labels(near), help=help)
        else:
            message = f"no `{name}` takes these words together" if words else f"`{name}` needs more than its object"
            checker.report("T118", message, statement.action.span, *_labels(near), help=help)
        call.check_arguments(forms)
        return None
    for word, value in call.given:
        wanted = [by_form[form][word].type for form in worded]
        if not any(call.takes(value, type) for type in wanted) and not call.unknown(word, value, worded):
            _wrong_type(call, word, value, wanted, worded, help)
            break
    else:
        message = f"no `{name}` takes these together"
        checker.report("T105", message, statement.action.span, *_labels(worded), help=help)
    call.check_arguments(forms)
    return None


def _wrong_type(
    call: _Call, word: str, value: nodes.Expression, wanted: list[Type], forms: list[Form], help: str
) -> None:
    name = call.statement.action.text
    found = required(call.own(value))
    if isinstance(found, Union) and all(any(relations.assignable(m, t) for t in wanted) for m in found.members):
        message = f"`{value.span.text}` is {a(found)}, and for each of them another `{name}` is meant"
        help = f"ask first which one it is: `{value.span.text} is {a(found.members[0])}`"
    else:
        this = "this is another value" if found == UNKNOWN else f"this is {a(found)}"
        message = (
            f"`{name}` takes {_listed(map(a, wanted))} {f'behind `{word}`' if word else 'as its object'}, and {this}"
        )
        records = [type for t in wanted for type in relations.members(t) if isinstance(type, RecordType)]
        if isinstance(value, nodes.TextLiteral) and records:
            help = f"name it by its key: {_listed(f'`{type} {value.span.text}`' for type in records)}\n{help}"
    call.checker.report("T105", message, value.span, *_labels(forms), help=help)
