# make demo    the main job: rules over a log of events
# make test    all tests
# make check   style, types, rooms, and the project's own rules
#
# Each makes a virtual environment of its own when it first runs. PYTHON names another Python, 3.11 or later:
#     make test PYTHON=/opt/python3.12/bin/python3

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; \
	done)

DEV := .venv
DEMO := .demo-venv
PIP := -m pip install --quiet --disable-pip-version-check --no-input
PACKED := $(shell find dsl grammar stdlib -type f ! -name '*.pyc' 2>/dev/null)

.PHONY: help demo test check venv coverage lint format types rooms rules wheel bench clean

help:
	@sed -n '1,3s/^# //p' Makefile

demo: $(DEMO)/.installed
	@$(DEMO)/bin/whenthen run examples/helpdesk/rules --events examples/helpdesk/events.jsonl

test: $(DEV)/.installed
	@$(DEV)/bin/python -m pytest

check: lint format types rooms rules

lint: $(DEV)/.installed
	@$(DEV)/bin/ruff check dsl tests bench

format: $(DEV)/.installed
	@$(DEV)/bin/ruff format --check dsl tests bench

types: $(DEV)/.installed
	@$(DEV)/bin/mypy

rooms: $(DEV)/.installed
	@$(DEV)/bin/lint-imports

rules: $(DEV)/.installed
	@$(DEV)/bin/whenthen format --check stdlib examples
	@$(DEV)/bin/whenthen check stdlib examples

coverage: $(DEV)/.installed
	@$(DEV)/bin/coverage run -m pytest
	@$(DEV)/bin/coverage report

wheel: $(DEV)/.installed
	@$(DEV)/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

bench: $(DEV)/.bench
	@$(DEV)/bin/python -m bench.run

venv: $(DEV)/.installed

# The stamps: an environment is filled again when what it was filled from has changed.

$(DEV)/.installed: pyproject.toml | $(DEV)/bin/python
	@echo "Installing what the tests need into $(DEV) ..."
	@$(DEV)/bin/python $(PIP) --editable '.[dev]'
	@touch $@

$(DEV)/.bench: $(DEV)/.installed
	@echo "Installing what the benchmark compares with into $(DEV) ..."
	@$(DEV)/bin/python $(PIP) --editable '.[dev,bench]'
	@touch $@

$(DEMO)/.installed: pyproject.toml $(PACKED) | $(DEMO)/bin/python
	@echo "Installing whenthen into $(DEMO) ..."
	@$(DEMO)/bin/python $(PIP) .
	@touch $@

$(DEV)/bin/python $(DEMO)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found;" \
		"name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11 or later" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments;" \
		"on Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(patsubst %/bin/python,%,$@) || { rm -rf $(patsubst %/bin/python,%,$@); exit 1; }

clean:
	rm -rf $(DEMO) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
