"""P: the files of a project - paths, USE, data files, mappings, settings."""

from __future__ import annotations

from whenthen.diagnostics.model import UNSAFE, Code

_TEAM = """\
RECORD team KEY name
  name: text
  size: number?
"""

_RULE = 'USE helpdesk\n\nRULE "Hello" WHEN ticket is created THEN add "new" to ticket.tags\n'

CODES: tuple[Code, ...] = (
    Code(
        "P001",
        "there is no such file or folder",
        "A path on the command line, or one that an application passed to `whenthen.load`, does not exist. "
        "Paths are looked up from the folder that the command runs in. The help names what is there and looks "
        "alike.",
        why="Without the part that was not found, the rules that are left would look complete.",
    ),
    Code(
        "P002",
        "a file cannot be read",
        "The file exists, but the system does not let it be read: the user lacks the right to, it is not a "
        "regular file (a device, a socket), or reading it failed.",
        why="Rules that cannot be read would be missing, and those that are left would look complete.",
    ),
    Code(
        "P003",
        "a folder holds no rule files",
        "A folder stands for all the files in it, and in the folders in it, whose names end in `.when`. "
        "Folders and files whose names begin with a dot are passed over.",
        why="A check of nothing finds nothing wrong: the wrong folder would pass as a set of rules without mistakes.",
    ),
    Code(
        "P004",
        "the file is not a rule file",
        "Rule files end in `.when`. A data file is brought in with `USE DATA`, not with `USE`; the events "
        "that rules run over are passed to `whenthen run`.",
        failing={"rules.when": 'USE "teams.csv"\n', "teams.csv": "name\nBilling\n"},
        mended={
            "rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n',
            "teams.csv": "name\nBilling\n",
        },
        why="Read as rules, a table is full of mistakes that say nothing about the one that was made.",
    ),
    Code(
        "P005",
        "a file is too large",
        "Rule files over 64 MB, data files over 256 MB, mappings and settings over 64 KB are not read. Split a rule "
        "file into several that a folder holds together; records that are many or that change belong into the events, "
        "not into `USE DATA`.",
        why="Reading it would take the machine's memory before anybody knows whether it is the right file.",
    ),
    Code(
        "P006",
        "a path leaves the folder of the project",
        (
            "`USE` and `USE DATA` reach files of the project alone: the folder that was given to the command, or "
            "the folder of the file that was given. An absolute path, one that climbs out with `..`, and a "
            "symbolic link to a place outside are refused."
        ),
        failing={"rules.when": 'USE "../words.when"\n', "words.when": 'LET words = ["refund"]\n'},
        mended={"rules.when": 'USE "words.when"\n', "words.when": 'LET words = ["refund"]\n'},
        why=(
            "So a folder of rules can be checked, moved and shared as it is, and rules from somebody else cannot "
            "read files that are none of their business."
        ),
    ),
    Code(
        "P007",
        "a file that is used does not exist",
        "The path of `USE` and `USE DATA` is relative to the file that it stands in, with `/` between folders "
        "on every system.",
        failing={"rules.when": 'USE "wrods.when"\n', "words.when": 'LET words = ["refund"]\n'},
        mended={"rules.when": 'USE "words.when"\n', "words.when": 'LET words = ["refund"]\n'},
        why="What the file declares would not be known, and each rule that uses it would be reported instead.",
        fix=UNSAFE,
    ),
    Code(
        "P008",
        "a library that is used does not exist",
        "`USE name` without quotes brings in a part of the standard library, such as `helpdesk`. A file of "
        'the project is used by its path in quotes: `USE "words.when"`.',
        failing={"rules.when": "USE helpdsk\n"},
        mended={"rules.when": "USE helpdesk\n"},
        why=(
            "Without the library none of its records and actions is known, and each rule that uses one would be "
            "reported instead."
        ),
        fix=UNSAFE,
    ),
    # Data files -----------------------------------------------------------------------------------------------------
    Code(
        "P020",
        "a data file is not a table",
        'A data file is CSV: UTF-8, values between commas, quotes `"` around a value that holds a comma or a '
        "line end, and a first line with the names of the fields.",
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": ""},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name\nBilling\n"},
        why="Without names for its columns nobody can tell which value belongs to which field.",
    ),
    Code(
        "P021",
        "a column is not a field",
        ("The first line of a data file names fields of the record, in any order. A column that is none is refused."),
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,sise\nBilling,4\n"},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling,4\n"},
        why=(
            "Its values would be lost: the size of each team would be missing, and rules that ask for it would "
            "stay silent."
        ),
    ),
    Code(
        "P022",
        "a column appears twice",
        "Two columns of a data file have the same name.",
        failing={
            "rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n',
            "teams.csv": "name,size,size\nBilling,4,5\n",
        },
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling,4\n"},
        why="It cannot be known which of them counts: an old value could win over the new one.",
    ),
    Code(
        "P023",
        "a data file lacks a column that it needs",
        "Each record of a data file needs its key, and a value for each field that has no default and is not optional.",
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "size\n4\n"},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling,4\n"},
        why=(
            "A record without its key cannot be found, and one without a value that is always expected makes "
            "rules fail."
        ),
    ),
    Code(
        "P024",
        "a row has too many or too few values",
        "Every row of a data file has as many values as the first line has names. A comma within a value "
        "needs quotes around the value.",
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling, Inc,4\n"},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": 'name,size\n"Billing, Inc",4\n'},
        why="From the first comma too many on, each value would stand in the wrong field.",
    ),
    Code(
        "P025",
        "a key appears twice",
        "Two rows, of one data file or of several for the same record, have the same key. Keys are compared "
        "exactly, letter by letter.",
        failing={
            "rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n',
            "teams.csv": "name,size\nBilling,4\nBilling,5\n",
        },
        mended={
            "rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n',
            "teams.csv": "name,size\nBilling,4\nSupport,5\n",
        },
        why="Only one of the two rows could be kept, and which one would hang on the order of the files.",
    ),
    Code(
        "P026",
        "a value does not fit its field",
        "The values of a data file are read by the types of the fields: a number has digits and a point, a "
        "date is `2026-11-22`, money `49.99 EUR`, a choice one of its values, a record the key of one. An "
        "empty value is missing, which only an optional field may be.",
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling,four\n"},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name,size\nBilling,4\n"},
        why=(
            "Passed over, the value would be missing, and a rule that asks for it would stay silent for this one "
            "record, which is hard to find."
        ),
    ),
    Code(
        "P027",
        "a data file is not UTF-8",
        "Data files are read as UTF-8, with or without a byte-order mark. Spreadsheet programs offer it when they "
        "save: `CSV UTF-8`.",
        failing={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": b"name\nB\xfcro\n"},
        mended={"rules.when": _TEAM + '\nUSE DATA "teams.csv" AS team\n', "teams.csv": "name\nBüro\n"},
        why=(
            "Names with letters such as `ü` would be read as other signs, and be equal to none that comes with an "
            "event."
        ),
    ),
    # Mappings -------------------------------------------------------------------------------------------------------
    Code(
        "P040",
        "a mapping cannot be read",
        "A mapping says how the columns of a table become records and events. It is a TOML file; the message "
        "says where the file breaks the rules of TOML or is not UTF-8.",
        why="With half of a mapping, the events made of the table would be ones that never happened.",
    ),
    Code(
        "P041",
        "a mapping has an unknown setting",
        "A setting that is not known is refused rather than passed over.",
        why="It may be one that is written wrongly: the table would be read as if it was not there.",
    ),
    Code(
        "P042",
        "a mapping lacks a setting",
        "A setting is missing that every such mapping needs.",
        why="Without it the table cannot be read, and what is guessed would be wrong for every row.",
    ),
    Code(
        "P043",
        "a mapping names a column that the table does not have",
        "The first line of the table names its columns; letter case counts.",
        why="The field would be empty in every event, and rules that ask for it would stay silent.",
    ),
    Code(
        "P044",
        "a mapping names what the rules do not declare",
        "The records, fields and events of a mapping are those that the rule files declare.",
        why="The values of the column would go where no rule can ask for them.",
    ),
    Code(
        "P045",
        "a setting of a mapping has a wrong value",
        "The value has a type that does not fit the setting, or is none of those that are allowed.",
        why="Guessed at, the setting could do the opposite of what was meant, for every row of the table.",
    ),
    Code(
        "P046",
        "a column of a table is not accounted for",
        (
            "A mapping says of every column of the table what becomes of it: a field, nothing (`[ignore]`), or "
            "hidden from the rules with the reason (`[hide]`)."
        ),
        why=(
            "So a new column is noticed, and one that knows the future, such as when a ticket will be solved, is "
            "not used to decide about its beginning."
        ),
    ),
    # Settings -------------------------------------------------------------------------------------------------------
    Code(
        "P050",
        "settings cannot be read",
        "`whenthen.toml` holds the settings of a project, or tables `[tool.whenthen…]` of a `pyproject.toml` do. It is "
        "a TOML file; the message says where the file breaks the rules of TOML or is not UTF-8.",
        failing={"rules.when": _RULE, "whenthen.toml": "[time\n"},
        mended={"rules.when": _RULE, "whenthen.toml": "[time]\n"},
        why="Rules would run in another time zone, or on another calendar, than the project says.",
    ),
    Code(
        "P051",
        "settings have one that is unknown",
        "A table or a setting that is not known is refused rather than passed over.",
        failing={"rules.when": _RULE, "whenthen.toml": '[time]\nzoen = "Europe/Berlin"\n'},
        mended={"rules.when": _RULE, "whenthen.toml": '[time]\nzone = "Europe/Berlin"\n'},
        why="It may be one that is written wrongly: with `zoen` for `zone`, all rules about time would run in UTC.",
    ),
    Code(
        "P052",
        "a setting has a wrong value",
        "The value has a type that does not fit the setting, or is none of those that are allowed.",
        failing={"rules.when": _RULE, "whenthen.toml": '[time]\npast_moments = "ignore"\n'},
        mended={"rules.when": _RULE, "whenthen.toml": '[time]\npast_moments = "report"\n'},
        why="Passed over, the project would behave as if the setting was not there, and nobody would notice.",
    ),
    Code(
        "P053",
        "settings name a time zone that does not exist",
        "Time zones have the names of the IANA time zone database: a continent and a city, such as `Europe/Berlin`, or "
        "`UTC`. Letter case counts. An offset such as `+01:00` is none: it does not say when clocks are set.",
        failing={"rules.when": _RULE, "whenthen.toml": '[time]\nzone = "Berlin"\n'},
        mended={"rules.when": _RULE, "whenthen.toml": '[time]\nzone = "Europe/Berlin"\n'},
        why="Taken for UTC, rules on the clock would start hours early or late.",
    ),
    Code(
        "P054",
        "settings name a calendar that is not declared",
        "`calendar` names a `CALENDAR` that one of the project's files declares: the one that measures business time "
        "wherever no other is named. Where only files are given by name, they have to see it only if they hold "
        "business time.",
        failing={"rules.when": _RULE, "whenthen.toml": '[time]\ncalendar = "support_hours"\n'},
        mended={"rules.when": _RULE, "whenthen.toml": "[time]\n"},
        why=(
            "Business time would be measured on no calendar, or on another one: each deadline that names none "
            "would be wrong."
        ),
    ),
    Code(
        "P055",
        "rules of several projects were to be one",
        "A folder with a `whenthen.toml` is a project of its own, with its own time zone and calendars. Files and "
        "folders that `whenthen run` or `whenthen.load` take together have to belong to one; `whenthen check` takes "
        "any.",
        why="Deadlines of the one project would be measured in the time zone and on the calendar of the other.",
    ),
    # Settings of the linter, and baselines ----------------------------------------------------------------------------
    Code(
        "P060",
        "settings name a code that does not exist, or ignore an error",
        "`select` and `ignore` list codes such as `L101`, families such as `L`, `default` (all codes that are no "
        "opinions) and `all`. What keeps rules from running is an error, and errors cannot be ignored.",
        failing={"rules.when": _RULE, "whenthen.toml": '[lint]\nignore = ["L1O1"]\n'},
        mended={"rules.when": _RULE, "whenthen.toml": '[lint]\nignore = ["L101"]\n'},
        why=(
            "A code that is written wrongly would silence nothing, or turn nothing on: the settings would say "
            "something that is not so."
        ),
    ),
    Code(
        "P061",
        "settings have a pattern that fits no path",
        "The patterns of `[lint.per-path]` begin at the folder of the settings and mean files in it and below: `*` "
        "stands for any letters of one name, `?` for one letter, `**` for any number of folders. Folders are parted by "
        "`/` on every system; a pattern that ends in `/` means all that is in the folder.",
        failing={"rules.when": _RULE, "whenthen.toml": '[lint.per-path]\n"../old/*.when" = { ignore = ["W"] }\n'},
        mended={"rules.when": _RULE, "whenthen.toml": '[lint.per-path]\n"old/*.when" = { ignore = ["W"] }\n'},
        why="Such a table would never be used, and the files that it is for would be checked like all others.",
    ),
    Code(
        "P062",
        "two files in one folder have settings",
        "A folder has a `whenthen.toml`, and a `pyproject.toml` with tables `[tool.whenthen…]`. The `whenthen.toml` "
        "holds, and what the other one says does not count, also where it speaks of other things.",
        failing={
            "rules.when": _RULE,
            "whenthen.toml": '[time]\nzone = "Europe/Berlin"\n',
            "pyproject.toml": '[tool.whenthen.lint]\nignore = ["W"]\n',
        },
        mended={
            "rules.when": _RULE,
            "whenthen.toml": '[time]\nzone = "Europe/Berlin"\n\n[lint]\nignore = ["W"]\n',
            "pyproject.toml": '[project]\nname = "desk"\n',
        },
        severity="warning",
        why="Somebody set something there, and it has no effect.",
    ),
    Code(
        "P063",
        "a baseline cannot be read",
        "The file that was given as a baseline is no JSON, was not written by `whenthen check`, or was damaged, by a "
        "merge for instance. Nothing is kept back then. Write it anew, or bring it back from your version control.",
        why="What was known before would be reported as new, or what is new would be held back as known.",
    ),
    # Formatting -------------------------------------------------------------------------------------------------------
    Code(
        "P070",
        "a formatted file would not say the same",
        "`whenthen format` reads what it has printed, and holds it against the file: every word, every comment, what "
        "the rules mean. Where anything is different, the file is left as it is. The mistake is one of the formatter, "
        "not of the file. Please report it, with the file; until then, leave the file out, or write the place in "
        "another way.",
        why=(
            "A change of layout must not change what rules do. A file that says something else afterwards would "
            "do so without anybody having looked at it."
        ),
    ),
)
