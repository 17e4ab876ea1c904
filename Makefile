# `make` alone lists the targets. Every target makes its own virtual environment in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
# tests that share one machine's two cores
PYTEST_ARGS ?= -q

.DEFAULT_GOAL := help
.PHONY: help setup models demo test smoke lint types contracts migrations schema docs messages \
	check bench build clean

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

setup: $(VENV)/.installed ## Make the virtual environment

models: setup ## Bring the embedded models into the cache (the Chinese one asks for its terms)
	$(BIN)/python manage.py marketing_models pull

demo: models ## Seed a shop, start web, worker and sweep, print the URL (PORT=8000)
	$(BIN)/python manage.py demo --port $(PORT)

test: models messages ## Run the whole test suite
	$(BIN)/python -m pytest $(PYTEST_ARGS)

smoke: models messages ## A fresh demo, driven through its admin in a headless browser
	$(BIN)/python -m tests.smoke

lint: setup ## Style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Static types
	$(BIN)/mypy

contracts: setup ## Import directions
	$(BIN)/lint-imports

migrations: setup ## No model without its migration
	$(BIN)/python manage.py makemigrations --check --dry-run

schema: setup ## Write docs/openapi.yaml
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

docs: setup ## Write the generated pages of docs/
	$(BIN)/python manage.py marketing_docs

messages: setup ## Compile the translations
	$(BIN)/python -m tests.messages compile

check: lint types contracts migrations ## All static checks
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: models ## Speed against the named peers, ratios in one run
	$(BIN)/python benchmarks/generate_copy.py --json
	$(BIN)/python benchmarks/storefront_read.py --json

build: setup messages ## Wheel and sdist under dist/
	$(BIN)/python -m build --outdir dist .

clean: ## Remove what was built (the virtual environment and var/ stay)
	rm -rf build dist *.egg-info
