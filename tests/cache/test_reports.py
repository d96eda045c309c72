"""`whenthen check` from the cache: the same bytes, without parsing, until anything changes that it was made of."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cache.drawer import PROJECT, RULES
from whenthen import pipeline
from whenthen.cli import group

SOURCE = Path(__file__).resolve().parents[2] / "dsl"
FORMATS = [[], ["--format", "concise"], ["--format", "json"], ["--colour", "always"]]

#: Projects with all kinds of problems: in rules, used files, data files, settings, the library, bytes, links.
WRONG: dict[str, Mapping[str, str | bytes]] = {
    "nothing": PROJECT,
    "names": {**PROJECT, "rules.when": RULES.replace("ticket.subject", "ticket.subjetc")},
    "form": {**PROJECT, "words.when": 'LET late_words = ["late" "overdue"]\n\nRULE "half'},
    "the library": {**PROJECT, "more.when": "USE helpdesk\nRECORD ticket KEY id\n  id: text\n"},
    "data": {**PROJECT, "teams.csv": "name,size\nBilling\nSales,3\nBilling,4\n"},
    "bytes of data": {**PROJECT, "teams.csv": b"name\nB\xffilling\n"},
    "bytes of rules": {**PROJECT, "words.when": b'LET late_words = ["\xe4"]\n'},
    "settings": {**PROJECT, "whenthen.toml": '[time]\nzone = "Europe/Berln"\ncalendar = "offce"\n'},
    "a file that is missing": {name: text for name, text in PROJECT.items() if name != "words.when"},
    "line ends and marks": {**PROJECT, "words.when": '\ufeffLET late_words = ["a"]\r\nLET other = ["b" +]\r\n'},
    "several projects": {**PROJECT, "sub/whenthen.toml": "", "sub/rules.when": RULES},
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WHENTHEN_CACHE", str(tmp_path / "cache"))
    return folder


def write(files: Mapping[str, str | bytes]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def check(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, ["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """`check` where nothing is parsed or analysed."""

    def refuse(*_: object) -> object:
        raise AssertionError("this is known")

    def checked(*arguments: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patched:
            patched.setattr(pipeline, "parse", refuse)
            patched.setattr(pipeline, "check", refuse)
            return check(*arguments)

    return checked


@pytest.mark.parametrize("name", WRONG)
def test_what_is_known_is_said_in_the_same_words(
    name: str, here: Path, unparsed: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(WRONG[name])
    with monkeypatch.context() as patched:
        patched.setenv("WHENTHEN_CACHE", "off")
        without = [check(*how) for how in FORMATS]
    assert check() == without[0]
    assert [unparsed(*how) for how in FORMATS] == without
    assert without[0][0] == (1 if name != "nothing" else 0)


LINTED = """\
# whenthen: ignore-file[V] because nobody looks
USE helpdesk
RULE "Until May"
  ACTIVE UNTIL 2026-05-01
  WHEN ticket is created
  IF ticket.priority is urgent AND ticket.priority is urgent AND ticket.subject contains "a"
  THEN set ticket.status to open
  # whenthen: ignore[L]
RULE "Other"
  WHEN ticket is created
  THEN stop
"""
ASKED = [
    [],
    ["--select", "all"],
    ["--select", "D101,I"],
    ["--ignore", "L"],
    ["--select", "all", "--ignore", "I001"],
    ["--select", "all", "--format", "sarif"],
    ["--select", "all", "--diff"],
    ["--select", "all", "--statistics"],
]


@pytest.mark.parametrize("settings", ['[lint.per-path]\n"r*.when" = {ignore = ["D"]}\n', '[lint]\nselect = ["D101"]\n'])
@pytest.mark.parametrize("comments", [True, False])
def test_one_report_serves_all_that_is_asked_for(
    comments: bool,
    settings: str,
    here: Path,
    unparsed: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = LINTED if comments else "".join(line for line in LINTED.splitlines(True) if "# whenthen" not in line)
    write({**PROJECT, "linted.when": text, "whenthen.toml": settings})
    with monkeypatch.context() as patched:
        patched.setenv("WHENTHEN_CACHE", "off")
        without = [check(*asked, "--today", "2026-06-01") for asked in ASKED]
    assert len({said for _, said, _ in without}) >= 5
    check("--today", "2026-06-01")
    for asked, expected in zip(ASKED, without, strict=True):
        again = check if "--diff" in asked else unparsed  # fixes are tried
        assert again(*asked, "--today", "2026-06-01") == expected


def test_another_day_is_another_report(here: Path, unparsed: Callable[..., tuple[int, str, str]]) -> None:
    write({"rules.when": LINTED})
    before, after = (check("--format", "concise", "--today", day) for day in ("2026-04-01", "2026-06-01"))
    assert "C203" not in before[1]
    assert "C203" in after[1]
    assert unparsed("--format", "concise", "--today", "2026-06-01") == after
    assert check("--format", "concise", "--today", "2026-04-01") == before


def test_paths_that_are_not_there(here: Path) -> None:
    write(PROJECT)
    for paths in (["rulse.when"], ["rules.when", "nowhere"], ["empty"]):
        Path("empty").mkdir(exist_ok=True)
        assert check(*paths) == check(*paths)
        assert check(*paths)[0] == 2


CHANGES: dict[str, Callable[[], object]] = {
    "a rule file": lambda: Path("rules.when").write_text(RULES.replace("urgent", "urgnt")),
    "a used file": lambda: Path("words.when").write_text("LET late_words = [1]\n"),
    "a data file": lambda: Path("teams.csv").write_text("name\nSales\n"),
    "the settings": lambda: Path("whenthen.toml").write_text('[time]\nzone = "Europe/Berln"\n'),
    "the settings gone": lambda: Path("whenthen.toml").write_text('[time]\ncalendar = "other"\n'),
    "a file more": lambda: Path("more.when").write_text("oops\n"),
    "a used file gone": lambda: Path("words.when").unlink(),
}


@pytest.mark.parametrize("paths", [["."], ["rules.when"]], ids=["folder", "file"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, paths: list[str], here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(PROJECT)
    before = check(*paths)
    assert before[0] == 0
    CHANGES[change]()
    after = check(*paths)
    with monkeypatch.context() as patched:
        patched.setenv("WHENTHEN_CACHE", "off")
        assert after == check(*paths)
    assert after == check(*paths)
    assert (after != before) is not (change == "a file more" and paths != ["."])
    write(PROJECT)
    Path("more.when").unlink(missing_ok=True)
    assert check(*paths) == before


def test_advice_about_a_missing_file_follows_what_lies_beside_it(here: Path) -> None:
    write({"rules.when": 'USE "wrods.when"\n'})
    before = check("rules.when")
    Path("words.when").write_text("")
    after = check("rules.when")
    assert "did you mean" not in before[1]
    assert "did you mean `words.when`" in after[1]


def test_two_paths_that_become_one_file_are_seen(here: Path) -> None:
    write({"rules.when": 'USE "a.when"\nUSE "b.when"\n', "a.when": "LET x = 1\n", "b.when": "LET x = 1\n"})
    before = check("rules.when")
    Path("b.when").unlink()
    os.link("a.when", "b.when")
    after = check("rules.when")
    assert before[0] == 1
    assert after[0] == 0


def test_a_folder_and_its_file_are_two_things(here: Path) -> None:
    write({"rules.when": "USE helpdesk\n", "whenthen.toml": '[time]\ncalendar = "office"\n'})
    assert check("rules.when")[0] == 0  # the calendar may stand in another file
    assert check(".")[0] == 1
    assert check("rules.when")[0] == 0


def test_another_way_to_write_a_path_is_another_report(here: Path) -> None:
    write({"sub/rules.when": "oops\n"})
    shown = [check(path)[1] for path in ("sub", "./sub/../sub", str(here / "sub"), "sub/rules.when")]
    assert "sub/rules.when:1:1" in shown[0]
    assert str(here / "sub") in shown[2]
    assert [check(path)[1] for path in ("sub", "./sub/../sub", str(here / "sub"), "sub/rules.when")] == shown


def test_one_file_of_several_is_parsed_when_it_changes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({**PROJECT, **{f"more-{number}.when": f"LET x{number} = {number}\n" for number in range(9)}})
    parse = pipeline.parse
    parsed: list[str] = []

    def noted(source: object) -> object:
        parsed.append(source.name)  # type: ignore[attr-defined]
        return parse(source)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "parse", noted)
    check()
    assert len(parsed) >= 11
    parsed.clear()
    Path("more-3.when").write_text("LET x3 = 4\n")
    assert check()[0] == 0
    assert parsed == ["more-3.when"]


@pytest.mark.parametrize("damage", [b"", b"\x80\x04cos\nsystem\n", b"\x93\x01\x02\x03"])
def test_damaged_entries_change_nothing(damage: bytes, here: Path) -> None:
    write(WRONG["names"])
    before = check()
    for whole in (False, True):
        for path in (here.parent / "cache").rglob("*-*"):
            path.write_bytes(damage if whole else path.read_bytes()[: len(damage) * 7])
        assert check() == before
        assert check() == before


@pytest.mark.parametrize("where", ["file", "\0", "x" * 5000, "/proc/nothing/here"])
def test_a_folder_that_cannot_be_used_changes_nothing(where: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(WRONG["names"])
    before = check()
    (here.parent / "file").write_text("")
    if "\0" not in where:  # no environment holds it
        monkeypatch.setenv("WHENTHEN_CACHE", str(here.parent / where) if where == "file" else where)
    assert check() == before


# In processes of their own -----------------------------------------------------------------------------------------


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "WHENTHEN_CACHE": str(folder / "cache")}


def test_what_is_known_needs_neither_parser_nor_checker(here: Path) -> None:
    write(PROJECT)
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from whenthen.__main__ import main\n"
        "main(['check', *sys.argv[1:]])"
    )
    for known, arguments in ((False, []), (True, []), (True, ["--ignore", "D", "--select", "L,M", "--format", "json"])):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=environment(here.parent),
            capture_output=True,
            text=True,
            check=True,
        )
        modules = set(done.stderr.split())
        for name in ("lark", "whenthen.syntax", "whenthen.analysis", "whenthen.pipeline", "holidays"):
            assert (name in modules) is not known, name
        for name in ("whenthen.lint.rules", "whenthen.lint.register", "whenthen.lint.run"):
            assert (name in modules) is not known, name


def test_runs_at_the_same_time_get_along(here: Path) -> None:
    write(WRONG["names"])
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "whenthen", "check"],
            env=environment(here.parent),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=60) for process in processes]
    assert len({(out, error) for out, error in said}) == 1
    assert {process.returncode for process in processes} == {1}
    assert not list((here.parent / "cache").rglob("*.part"))
    assert check()[1].encode() == said[0][0]
