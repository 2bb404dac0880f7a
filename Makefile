# The commands of the portal. They need Python 3.11 or newer, make and a package index; nothing else.

FIRST_FIT = $(shell for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
V := .venv/bin
VAR_DIR ?= var
INSTALL := $(V)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
PRODUCTION := env -u DEBUG SECRET_KEY=$$($(V)/python -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=portal.example.dk

.DEFAULT_GOAL := run
.PHONY: help run dev test test-all test-rest coverage check format language lock prove bench clean

## help: show what the commands do
help:
	@sed -n 's/^## \([a-z-]*\): \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

## run: install what is missing, prepare the database, and serve the portal at http://127.0.0.1:8000
run: .venv/run.stamp .venv/compiled.stamp $(VAR_DIR)/secret_key
	@exec $(V)/python manage.py serve

## dev: the same on Django's development server: autoreload, DEBUG on
dev: .venv/dev.stamp
	@DEBUG=1 $(V)/python manage.py prepare
	@DEBUG=1 exec $(V)/python manage.py runserver $(or $(PORT),8000)

## test: the tests of a working day, on SQLite and PostgreSQL, with a smoke of the browser where there is Chromium
test: .venv/dev.stamp
	@$(V)/python -m tests daily

## test-all: every test, also those that start the portal in processes of its own or drive a browser
test-all: .venv/dev.stamp
	@$(V)/python -m tests all

## test-rest: what test-all has beyond test
test-rest: .venv/dev.stamp
	@$(V)/python -m tests rest

## coverage: the tests of a working day on SQLite, and which lines they never reach
coverage: .venv/dev.stamp
	@$(V)/python -m pytest -n auto -m "not slow" --cov --cov-report=term-missing:skip-covered

## prove: what takes minutes: killed processes, people who save at the same time
prove: .venv/dev.stamp
	@$(V)/python -m pytest tests/prove

## bench: the benchmarks, each beside what it is compared with
bench: .venv/dev.stamp
	@$(V)/python -m tests.bench.search
	@$(V)/python -m tests.bench.rendering
	@$(V)/python -m tests.bench.serving
	@$(V)/python -m tests.bench.serving --sizes
	@$(V)/python -m tests.bench.starting
	@$(V)/python -m tests.bench.memory

## check: what can be said of the code without running it
check: .venv/dev.stamp
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/lint-imports
	$(V)/mypy
	$(V)/djlint templates --lint --quiet
	$(V)/djlint templates --check
	$(V)/python -m tests.language
	$(PRODUCTION) $(V)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(V)/python manage.py check --deploy --fail-level WARNING

## format: indent and break code and templates as make check wants them
format: .venv/dev.stamp
	$(V)/ruff check --fix-only --quiet .
	$(V)/ruff format .
	$(V)/djlint templates --reformat --quiet

## language: hold every text that users read against docs/sprog.md, as make check does, and show each page's figures
language: .venv/dev.stamp
	@$(V)/python -m tests.language --figures

## lock: write both locks anew from pyproject.toml
lock: .venv/dev.stamp
	$(V)/uv pip compile $(COMPILE) -o requirements.lock
	$(V)/uv pip compile $(COMPILE) --group dev -o requirements-dev.lock

COMPILE := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml

# Kept for as long as the database: a new key would end every session.
$(VAR_DIR)/secret_key: | .venv/bin/python
	@umask 077 && mkdir -p $(VAR_DIR) && $(V)/python -c 'import secrets; print(secrets.token_urlsafe(50), end="")' >$@

.venv/bin/python:
	@test -n "$(FIRST_FIT)" || { echo "Portalen kræver Python 3.11 eller nyere: Installér det (på Debian: apt-get install python3 python3-venv), og prøv igen." >&2; exit 1; }
	@$(FIRST_FIT) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; echo "Python mangler modulet venv: Installér det (på Debian: apt-get install python3-venv), og prøv igen." >&2; exit 1; }

.venv/run.stamp: requirements.lock | .venv/bin/python
	@echo "Installerer portalens pakker ..."
	@$(INSTALL) -r requirements.lock || { echo "Pakkerne kunne ikke installeres: Se fejlen ovenfor, tjek adgangen til pakkeindekset, og prøv igen." >&2; exit 1; }
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@echo "Installing the packages for development ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

# A start that compiles the code first takes a third longer, and Python may be told to leave nothing behind by itself.
CODE := $(wildcard $(foreach app,portal committee services budget,$(app)/*.py $(app)/*/*.py $(app)/*/*/*.py))
.venv/compiled.stamp: $(CODE) | .venv/run.stamp
	@$(V)/python -m compileall -q portal committee services budget && touch $@

## clean: remove what the commands have made; var/ (the database) stays
clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
