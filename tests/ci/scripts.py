"""Runs the scripts of CI files as a runner does, with programs of a test on the path."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import yaml

ROOT = Path(__file__).resolve().parents[2]

#: Notes how it was called, and ends with what EXIT says.
_NOTING = """\
import json, os, sys
with open(os.environ["CALLS"], "a", encoding="utf-8") as calls:
    calls.write(json.dumps([os.path.basename(sys.argv[1]), *sys.argv[2:]]) + "\\n")
sys.exit(int(os.environ.get("EXIT", "0")))
"""


def read(path: str) -> Any:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


@attrs.frozen
class Runner:
    """A folder to run scripts in, and one for the programs that they find."""

    folder: Path
    programs: Path

    def noting(self, *names: str) -> None:
        """Programs that do nothing but note how they were called."""
        noter = self.programs / "noter.py"
        noter.write_text(_NOTING, "utf-8")
        for name in names:
            self.program(name, f'exec {shlex.quote(sys.executable)} {shlex.quote(str(noter))} "$0" "$@"')

    def whenthen(self) -> None:
        """The program itself, as it stands in this repository."""
        self.program("whenthen", f'exec {shlex.quote(sys.executable)} -m whenthen "$@"')

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def run(self, script: str, shell: tuple[str, ...], **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "dsl"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "WHENTHEN_CACHE": "off",
            "CALLS": str(self.programs / "calls"),
            **variables,
        }
        return subprocess.run(
            [*shell, script],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    @property
    def calls(self) -> list[list[str]]:
        """How the programs were called, by name and arguments."""
        path = self.programs / "calls"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
