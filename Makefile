# Needs only make and Python 3.11 or newer. Every target sets up .venv when it is missing or out of
# date. Another interpreter: make test PYTHON=python3.13

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
LOCK := requirements.lock
RUN_LOCK := requirements-run.lock
READY := $(VENV)/.ready
RUNS := $(VENV)/.runs
RUN := $(VENV)/bin/python -P -m
PIP := $(RUN) pip -qq --no-input --disable-pip-version-check
UV := uv==0.13.8
COMPILE := .lock-venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock"

# A virtual environment knows its own address and its interpreter. It is remade when the folder was
# moved, or when PYTHON is named and is another one than it was made with. The stamps say what is in
# it: .runs what klingmock needs to run, which is a fifth of what it takes to develop it, .ready all.
IDENTITY := import sys; print(sys.version.split()[0], sys.base_prefix)
MADE_BY := $(if $(filter file default,$(origin PYTHON)),any,$(shell $(PYTHON) -c '$(IDENTITY)' 2>/dev/null))
EMPTY :=
HERE := $(subst $(EMPTY) $(EMPTY),+,$(CURDIR))
MADE_AS := $(shell cat $(READY) 2>/dev/null || cat $(RUNS) 2>/dev/null)
ifneq ($(MADE_AS),)
ifneq ($(firstword $(MADE_AS)),$(HERE))
STALE := stale
else ifeq ($(filter any,$(MADE_BY)),)
ifneq ($(strip $(MADE_BY)),$(strip $(wordlist 2,99,$(MADE_AS))))
STALE := stale
endif
endif
endif

.PHONY: help demo serve test check format lint types floors docs docs-check screenshots bench bench-peers fuzz fuzz-openapi score lock clean stale
.NOTPARALLEL:

help: ## Show this list.
	@echo "klingmock: an offline stand-in for the Kling video API. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNS) ## Run one generation from creation to callback, and tell the story.
	@$(VENV)/bin/klingmock demo

serve: $(RUNS) ## Start the mock server; more settings with ARGS="--port 8080".
	@$(VENV)/bin/klingmock serve $(ARGS)

test: $(READY) ## Run every test, with the branch coverage that must be 100%.
	@$(RUN) pytest -n $(WORKERS) --cov --cov-report=term $(ARGS)

check: format lint types floors docs-check test ## Run everything that must hold before a commit.
	@echo "check: all good"

format: $(READY) ## Say what is not formatted.
	@echo "check: format"
	@$(RUN) ruff format --quiet --check . || { echo "Not formatted; run: .venv/bin/ruff format ." >&2; exit 1; }

lint: $(READY) ## Lint.
	@echo "check: lint"
	@$(RUN) ruff check --quiet .

types: $(READY) ## Check the types.
	@echo "check: types"
	@$(RUN) mypy --no-error-summary

floors: $(READY) ## Check that imports run one way.
	@echo "check: floors"
	@said=$$($(VENV)/bin/lint-imports --no-logo --no-cache 2>&1) || { echo "$$said" >&2; exit 1; }

docs: $(READY) ## Write the generated docs anew.
	@$(VENV)/bin/klingmock contract export --docs docs

screenshots: $(READY) ## Take the pictures of the page anew, into docs/pictures; needs Chromium.
	@$(VENV)/bin/python -P tests/browser/screenshots.py docs/pictures

docs-check: $(READY) ## Say whether the generated docs are in date.
	@echo "check: docs in date"
	@$(VENV)/bin/klingmock contract export --docs docs --check

bench: $(READY) ## Measure klingmock alone: the judge, starts, growth, latency.
	@for script in judge start growth latency video; do echo "bench: $$script"; $(RUN) benchmarks.$$script || exit 1; done

bench-peers: $(READY) ## Measure klingmock and its peers side by side; more with ARGS="--only prism --seconds 3".
	@$(RUN) benchmarks.peers.run $(ARGS)

fuzz: $(READY) ## Fuzz it from inside and over sockets; more with ARGS="--minutes 10 --only judge".
	@$(RUN) fuzz.run $(ARGS)

fuzz-openapi: $(READY) ## Hold a server to its OpenAPI description with schemathesis; ARGS="--cases 10000 --seed 1".
	@$(RUN) fuzz.openapi $(ARGS)

score: $(READY) ## Try the trial itself: good clients acquitted, broken ones convicted; ARGS="--seeds 3".
	@$(VENV)/bin/klingmock trial --score $(ARGS)

lock: ## Resolve the dependencies anew and write the lock files.
	@test -x .lock-venv/bin/uv || { $(PYTHON) -m venv .lock-venv && .lock-venv/bin/python -m pip -qq --disable-pip-version-check install '$(UV)'; }
	@$(COMPILE) --extra audit --extra clients --extra dask --extra fast --extra postgresql --extra sqlite --extra test --extra tls \
	  --group dev --output-file $(LOCK) $(ARGS) pyproject.toml
	@$(COMPILE) --constraint $(LOCK) --extra fast --extra tls --group build --output-file $(RUN_LOCK) pyproject.toml

clean: ## Remove everything that was made, .venv included.
	@rm -rf $(VENV) .lock-venv build dist htmlcov .coverage .coverage.* .fuzz .hypothesis \
	  .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

stale:

# A stamp is written last and removed first, so a .venv without one is half made: it is made anew.
$(READY): pyproject.toml $(LOCK) $(STALE)
	@$(call make_room,$(READY) $(RUNS))
	@$(PIP) install --require-hashes --requirement $(LOCK)
	@$(call move_in,$(READY) $(RUNS))

$(RUNS): pyproject.toml $(RUN_LOCK) $(STALE)
	@$(call make_room,$(RUNS))
	@$(PIP) install --require-hashes --requirement $(RUN_LOCK)
	@$(call move_in,$(RUNS))

define make_room
if [ -z "$(STALE)" ] && { [ -e $(READY) ] || [ -e $(RUNS) ]; } && $(VENV)/bin/python -c '' 2>/dev/null; then \
  echo "Bringing $(VENV) up to date ..."; rm -f $(1); exit 0; fi; \
command -v $(PYTHON) >/dev/null 2>&1 || { \
  echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 2; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "klingmock needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 2; }; \
echo "Setting up $(VENV) with $$($(PYTHON) --version 2>&1) ..."; \
rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
endef

define move_in
$(PIP) install --no-build-isolation --no-deps --editable . && \
for stamp in $(1); do { printf '%s ' "$(HERE)"; $(VENV)/bin/python -c '$(IDENTITY)'; } > $$stamp || exit 1; done
endef
