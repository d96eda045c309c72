"""What reads the reports: as strict as the services are. Each raises AssertionError, or what its parser raises."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree import ElementTree

import attrs
import jsonschema

_SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.4.json"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def strict_json(text: str) -> Any:
    """A document in ASCII, with no key twice, no number that is none, and no half of a character."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert text.isascii()
    document = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    json.dumps(document, ensure_ascii=False).encode("utf-8")
    return document


# JUnit ------------------------------------------------------------------------------------------------------------


def junit(text: str) -> ElementTree.Element:
    """The root of a report whose numbers are true."""
    assert text.isascii()
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    suites = list(root)
    for suite in suites:
        assert suite.tag == "testsuite"
        assert suite.get("name")
        cases = list(suite)
        assert {case.tag for case in cases} == {"testcase"}
        assert all(case.get("name") and case.get("classname") for case in cases)
        assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
        failures = [list(case) for case in cases if len(case)]
        assert all([child.tag for child in children] == ["failure"] for children in failures)
        assert (suite.get("tests"), suite.get("failures")) == (str(len(cases)), str(len(failures)))
        assert (suite.get("errors"), suite.get("skipped")) == ("0", "0")
    for count in ("tests", "failures", "errors"):
        assert root.get(count) == str(sum(int(suite.get(count, "")) for suite in suites))
    assert len({suite.get("name") for suite in suites}) == len(suites)
    return root


# GitHub -----------------------------------------------------------------------------------------------------------


@attrs.frozen
class Command:
    """A workflow command, as the runner reads it."""

    name: str
    properties: dict[str, str]
    message: str


def github(text: str) -> list[Command]:
    """The commands of a log, each on a line of its own; nothing else may stand in it."""
    assert text == "" or text.endswith("\n")
    return [_command(line) for line in text.split("\n")[:-1]]


def _command(line: str) -> Command:
    assert not {c for c in line if unicodedata.category(c) in _HIDDEN}
    found = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line)
    assert found, line
    properties = dict(part.split("=", 1) for part in found[2].split(","))
    assert len(properties) == found[2].count(",") + 1
    assert set(properties) <= {"title", "file", "line", "endLine", "col", "endColumn"}
    return Command(
        found[1],
        {key: _decoded(value, "%25", "%0D", "%0A", "%3A", "%2C") for key, value in properties.items()},
        _decoded(found[3], "%25", "%0D", "%0A"),
    )


def _decoded(text: str, *known: str) -> str:
    assert set(re.findall("%..", text)) <= set(known)
    assert text.count("%") == len(re.findall("%..", text))
    return re.sub("%(..)", lambda found: chr(int(found[1], 16)), text)


# GitLab -----------------------------------------------------------------------------------------------------------


def gitlab(text: str) -> list[dict[str, Any]]:
    """The entries of a report, with the fields that the service asks for."""
    entries = strict_json(text)
    assert isinstance(entries, list)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["description"]
        assert entry["check_name"]
        assert re.fullmatch(r"[0-9a-f]{32}", entry["fingerprint"])
        assert set(entry["location"]) == {"path", "lines"}
        assert not entry["location"]["path"].startswith("./")
        assert 1 <= entry["location"]["lines"]["begin"] <= entry["location"]["lines"]["end"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return entries


# SARIF ------------------------------------------------------------------------------------------------------------


@cache
def _validator() -> jsonschema.Draft4Validator:
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


def sarif(text: str) -> dict[str, Any]:
    """The run of a log that agrees with the published schema, and with what the standard says beside it."""
    log = strict_json(text)
    problem = next(iter(_validator().iter_errors(log)), None)
    assert problem is None, problem
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for place in _all(log, "artifactLocation"):
        _check_address(place, run["originalUriBaseIds"])
    for region in [*_all(log, "region"), *_all(log, "deletedRegion")]:
        start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
        assert (1, 1) <= start <= end
    for message in [*_all(log, "message"), *_all(log, "description")]:
        assert not re.search(r"\]\(", message["text"]), "a link"
        assert not re.search(r"(?<!\{)\{\d+\}(?!\})", message["text"]), "a placeholder"
    return run


def _check_address(place: dict[str, str], bases: dict[str, Any]) -> None:
    assert re.fullmatch(r"(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2}|(?<=file:///[A-Za-z]):)*", place["uri"]), place
    address = urlsplit(place["uri"])
    assert (address.netloc, address.query, address.fragment) == ("", "", "")
    if "uriBaseId" in place:
        assert place["uriBaseId"] in bases
        assert not address.scheme
        assert not address.path.startswith("/")


def file_of(uri: str) -> bytes:
    """The path that an address stands for."""
    return unquote_to_bytes(urlsplit(uri).path)


def _all(value: Any, key: str) -> list[Any]:
    """Everything of that name in a document."""
    if isinstance(value, list):
        return [found for entry in value for found in _all(entry, key)]
    if not isinstance(value, dict):
        return []
    here = [value[key]] if key in value else []
    return here + [found for entry in value.values() for found in _all(entry, key)]
