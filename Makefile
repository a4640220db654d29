# Keju 科聚: what can be done here. `make help` lists it.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Without compiled files every start would compile all libraries again.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE := 1
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes

.PHONY: help
help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: demo ## Set up, load the demonstration, show its matches, serve on http://127.0.0.1:8000
	@$(BIN)/keju serve

.PHONY: demo
demo: $(VENV)/.run ## The same without serving
	@$(BIN)/keju migrate
	@$(BIN)/keju seed --demo
	@$(BIN)/keju show-demo

.PHONY: test
test: $(VENV)/.dev ## Set up and run all tests on SQLite and on a real PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist worksteal

.PHONY: check
check: lint types contracts openapi test ## All that CI runs

.PHONY: lint
lint: $(VENV)/.dev ## Format and lint, without changing anything
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .

.PHONY: format
format: $(VENV)/.dev ## Format and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

.PHONY: types
types: $(VENV)/.dev ## Types, strictly
	@$(BIN)/mypy

.PHONY: contracts
contracts: $(VENV)/.dev ## What may import what
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -25; exit $${PIPESTATUS[0]}

.PHONY: openapi
openapi: $(VENV)/.dev ## The OpenAPI document and the catalogue of problems are those of the code
	@fresh=$$(mktemp -d) && $(BIN)/keju export-openapi $$fresh >/dev/null && \
	diff -r $$fresh openapi >/dev/null || { echo "Run: keju export-openapi, and commit openapi/"; exit 1; }

.PHONY: bench
bench: $(VENV)/.bench ## Measure us and our peers
	@$(BIN)/python bench/http_api.py
	@$(BIN)/python bench/volume.py
	@if [ -n "$$KEJU_EVAL_DATA" ]; then $(BIN)/python bench/retrieval.py; \
	else echo "Set KEJU_EVAL_DATA to a folder with abstracts.jsonl to measure retrieval too."; fi

.PHONY: attack
attack: $(VENV)/.dev ## Attack a server of its own from the OpenAPI document, as each role (long)
	@$(BIN)/python -m tests.attack

.PHONY: lock
lock: $(VENV)/.dev ## Renew the lock files from pyproject.toml (hashes, no addresses)
	@compile() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links "$$@"; }; \
	printf 'uv\nhatchling\neditables\n' | compile - -o requirements-setup.lock; \
	compile pyproject.toml -o requirements.lock; \
	compile pyproject.toml --group dev -o requirements-dev.lock; \
	compile pyproject.toml --group dev --group bench -o requirements-bench.lock

$(VENV)/.setup: requirements-setup.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Keju needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@touch $@

$(VENV)/.run: $(VENV)/.setup requirements.lock pyproject.toml
	@$(INSTALL) -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@$(INSTALL) -r requirements-bench.lock
	@touch $@
