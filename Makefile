# FSP's commands. `make up` runs it, `make test` tests it; both do all the set-up they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help up test test-platforms test-oldest check format lint types layers templates-lint migrations lock wheel bench chaos faults simulate measure restarts screenshots reference docs dev clean setup setup-dev

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(VENV)/.runtime ## Make the virtual environment that runs FSP
setup-dev: $(VENV)/.development ## The same, with what tests and checks need

up: setup ## Run FSP: Valkey, web, workers, scheduler, in the foreground
	@$(BIN)/fsp up

test: setup-dev ## Run the tests; T=path runs one file, or one test with ::name
	@$(BIN)/pytest $(if $(T),-n 0 $(T))

dev: setup-dev ## Run FSP and reload it when code or templates change
	@FLASK_DEBUG=1 $(BIN)/watchfiles --filter python --sigint-timeout 20 '$(BIN)/fsp up' fsp

test-platforms: setup-dev ## Install real servers and test destinations against them; ONLY="wordpress s3"
	@for platform in $(or $(ONLY),wordpress s3 mail micropub sftp bluesky ghost); do \
		testbed/platforms/real/install $$platform build/$$platform && \
		FSP_REAL_PLATFORMS=1 $(BIN)/pytest -n 0 tests/real_platforms/test_$${platform}*.py || exit 1; done

test-oldest: setup-dev ## Run the tests with the lowest versions that pyproject.toml allows; T as above
	@deploy/test-oldest $(BIN) $(if $(T),-n 0 $(T))

check: lint types layers templates-lint test ## Everything that must be green at each commit

lint: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup-dev
	@$(BIN)/mypy

layers: setup-dev
	@$(BIN)/lint-imports

templates-lint: setup-dev
	@$(BIN)/djlint templates --check --quiet
	@$(BIN)/djlint templates --lint --quiet

format: setup-dev ## Format code and templates
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/djlint templates --reformat --quiet || true

bench: setup-dev ## Measure FSP beside stock RQ and Dramatiq
	@$(BIN)/python -m bench.performance

chaos: setup-dev ## Break things on purpose and count what is lost
	@$(BIN)/python -m bench.chaos

faults: setup-dev ## Produce 14 faults and check that the overview names each
	@$(BIN)/python -m bench.faults

simulate: setup-dev ## Measure how often alerts and regressions err, and compute what more cores run
	@$(BIN)/python -m bench.simulate.alerts
	@$(BIN)/python -m bench.simulate.regressions
	@$(BIN)/python -m bench.simulate.scale

measure: setup-dev ## Measure what monitoring promises in seconds and sums
	@$(BIN)/python -m bench.measure

restarts: setup-dev ## Measure how fast fsp up starts, heals and stops
	@$(BIN)/python -m bench.restarts

lock: setup-dev ## Write requirements/*.txt again from pyproject.toml
	@deploy/lock $(BIN)

wheel: setup-dev ## Build dist/fsp-*.whl
	@$(BIN)/pip wheel --no-deps --no-build-isolation --wheel-dir dist .

screenshots: setup-dev ## Take the screenshots in docs/images again
	@$(BIN)/python -m docs_tools.screenshots

reference: setup-dev ## Write the generated pages of docs/reference again
	@$(BIN)/python -m docs_tools.reference

docs: $(VENV)/.docs ## Build the documentation as a site in build/docs
	@$(BIN)/zensical build --strict

clean: ## Remove what was built; keeps ./var
	rm -rf $(VENV) build dist static/vendor .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "FSP needs Python 3.11 or later, got " + sys.version.split()[0] + "; set PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements/runtime.txt requirements/build.txt pyproject.toml package-lock.json hatch_build.py
	@deploy/install $(BIN) runtime
	@touch $@

$(VENV)/.docs: $(VENV)/bin/python requirements/docs.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/docs.txt
	@touch $@

$(VENV)/.development: $(VENV)/bin/python requirements/development.txt requirements/build.txt pyproject.toml package-lock.json hatch_build.py
	@deploy/install $(BIN) development
	@touch $@ $(VENV)/.runtime
