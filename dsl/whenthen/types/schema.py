"""What records and events there are: the result of reading the declarations, and all that the runtime knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from whenthen.types.model import Optional, Type


@attrs.frozen
class Field:
    """A field of a record. `default` is a value of `type`, or None for no default.

    `readonly` fields are written by events, never by rules.
    """

    name: str
    type: Type
    readonly: bool = False
    private: bool = False
    default: Any = None

    @property
    def required(self) -> bool:
        """Whether a new record has to bring a value."""
        return self.default is None and not isinstance(self.type, Optional)


@attrs.frozen
class Record:
    """A type of records. `fields` are in the order of declaration, those of EXTEND last; `key` names a text field."""

    name: str
    key: str
    fields: Mapping[str, Field]


@attrs.frozen
class Event:
    """A kind of event: what its data brings, by name, and whether that may be absent.

    The subject stands among `provides` and is never optional. Each name is that of its record type.
    """

    subject: str
    event: str
    provides: Mapping[str, bool]  # name -> may be absent

    @property
    def type(self) -> str:
        """The `type` attribute of the CloudEvent."""
        return f"{self.subject}.{self.event}"


@attrs.frozen
class Parameter:
    name: str
    type: Type
    preposition: str = ""


@attrs.frozen
class Function:
    """A declared function, implemented in Python."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: Type


@attrs.frozen
class Action:
    """A declared action without a body: a call of it is an effect."""

    name: str
    parameters: tuple[Parameter, ...]


@attrs.frozen
class Schema:
    """All declarations of a program that have a meaning at run time."""

    records: Mapping[str, Record] = attrs.field(factory=dict)
    events: Mapping[str, Event] = attrs.field(factory=dict)  # by CloudEvents type
    functions: Mapping[str, Function] = attrs.field(factory=dict)
    actions: Mapping[str, Action] = attrs.field(factory=dict)
