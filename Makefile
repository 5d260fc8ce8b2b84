# `make demo` to see it, `make test` to trust it. Only python3 (3.11 or newer) and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo run test lint format bench catalogs oracle lock screenshot clean

demo: $(VENV)/.run-ready          ## the real bot in a browser, no Telegram account needed
	$(BIN)/python -m bot demo

run: $(VENV)/.run-ready           ## the real bot, settings from .env
	$(BIN)/python -m bot run

test: $(VENV)/.dev-ready          ## every test
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.dev-ready          ## style, types, import arrows, complete catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m locales.check

format: $(VENV)/.dev-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev-ready         ## speed beside other bots, as ratios within one run
	$(BIN)/python -m tests.bench

catalogs: $(VENV)/.dev-ready      ## take new texts from the code into the catalogues
	$(BIN)/pybabel --quiet extract --mapping-file locales/babel.cfg --keywords "_ pgettext:1c,2 npgettext:1c,2,3" \
	    --no-location --sort-output --omit-header --width 120 --output-file locales/kheten.pot .
	$(BIN)/pybabel --quiet update --domain kheten --input-file locales/kheten.pot --output-dir locales \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120

FORMS ?= bot/forms
oracle: $(VENV)/.dev-ready        ## our engine beside ODK's own on every form in FORMS=folder (needs java and javac)
	$(BIN)/python -m tests.oracle.compare $(FORMS)

screenshot: $(VENV)/.dev-ready    ## docs/playground.png, made by the demo itself
	$(BIN)/python -m tests.browser.screenshot docs/playground.png

lock:                             ## requirements*.txt from requirements*.in (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" requirements.in --output-file requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: $(VENV)/bin/python requirements.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/.dev-ready: $(VENV)/.run-ready requirements-dev.txt
	$(INSTALL) --require-hashes -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache *.egg-info
