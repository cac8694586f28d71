# `make run` serves Corefile.example, `make test` runs the tests, `make check` the linters; each installs what it needs.

# Debian's own interpreter comes first: it is built with profile-guided optimization, others on the PATH often are not.
PYTHON ?= $(shell for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test check bench scorecard clean

run: $(VENV)/installed
	$(BIN)/pydns-host -conf Corefile.example

test: $(VENV)/installed-test
	$(BIN)/python -m pytest -n auto $(TESTS)

check: $(VENV)/installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed
	$(BIN)/python -m bench --server "$(BIN)/pydns-host -conf {corefile}" $(if $(REFERENCE),--reference $(REFERENCE)) $(BENCH)

scorecard: $(VENV)/installed
	$(BIN)/python -m bench.scorecard $(if $(REFERENCE),--reference $(REFERENCE)) $(SCORECARD)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "needs Python 3.11 or newer with venv (Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-test: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --group test
	touch $@

$(VENV)/installed-lint: pyproject.toml $(VENV)/installed-test
	$(BIN)/python -m pip install --quiet --group lint
	touch $@

clean:
	rm -rf $(VENV)
