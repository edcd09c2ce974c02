# The commands of this project; `make help` lists them.
# `make setup` and `make demo` need Python 3.11 or later and make; `make test` installs its servers itself (Debian).

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
MODEL := triage/classifier/data/model.npz
STATIC := staticfiles/staticfiles.json
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup site dev demo test check faults mutants format bench lock messages assets backup restore release clean

help: ## Lists the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.runtime assets $(MO) $(MODEL) ## Makes .venv, the style sheets and triage's model, in this folder alone
	@echo "Ready."

site: setup $(STATIC) ## The same, ready to be served for real

dev: setup .venv/.dev ## The same, with what checks and tests need
	@$(BIN)/python assets/build.py --with-tests

demo: setup $(STATIC) ## Runs the site with a fictional municipality on http://127.0.0.1:8000 (PORT= moves it)
	@$(BIN)/python -m demo.run --port $(PORT)

test: dev $(STATIC) ## Runs every test, on servers of its own
	@$(BIN)/python -m tests.services -- $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

check: dev .venv/.locks ## Everything that can be known without running: format, lint, types, rooms, templates, migrations
	@echo "Format and lint …"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@echo "Types …"
	@$(BIN)/mypy .
	@echo "Rooms …"
	@$(BIN)/lint-imports --no-logo
	@echo "Templates …"
	@$(BIN)/djlint templates --lint --quiet
	@echo "Django …"
	@$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@SITE_URL=https://hjaelp.example $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(PIP) check

faults: dev $(STATIC) ## Kills workers and beats while cases climb, 200 times over (ROUNDS= another number)
	@CLOCK_ROUNDS=$(or $(ROUNDS),200) $(BIN)/python -m tests.services -- $(BIN)/python -m pytest -q tests/tickets/models/test_clock_faults.py $(ARGS)

mutants: dev $(STATIC) ## Changes what guards people, and asks whether a test notices (ARGS=privacy: one group)
	@$(BIN)/python -m tests.services -- $(BIN)/python -m tests.mutants $(ARGS)

format: dev ## Formats the code
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: dev $(STATIC) ## Prints requests a second, p50 and p95, on servers of its own
	@$(BIN)/python -m tests.services -- $(BIN)/python -m tests.benchmarks $(ARGS)

lock: dev ## Pins every dependency with its hashes, for every supported Python and processor
	@for name in runtime build dev; do \
		echo "Pinning requirements/$$name.txt …"; \
		(cd requirements && ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
			--output-file $$name.txt $$name.in) || exit 1; \
	done

messages: dev ## Collects the texts for translation (needs xgettext)
	@$(BIN)/python manage.py makemessages --locale da --no-location --no-wrap --no-obsolete \
		--ignore .venv --ignore node_modules --ignore tests --extension html,txt,py

backup: $(if $(COMPOSE),,.venv/.runtime) ## Writes the whole site into FILE=, while it runs (RECIPIENT=age1… encrypts, COMPOSE=yes)
	@$(if $(COMPOSE),sh deploy/compose-backup.sh,$(BIN)/python manage.py backup) \
		"$(or $(FILE),$(error say where to: make backup FILE=backup/aula.tar))" $(if $(RECIPIENT),--recipient "$(RECIPIENT)")

restore: $(if $(COMPOSE),,.venv/.runtime) ## Puts FILE= back (IDENTITY= its key, REPLACE=yes loses what is there, SECRETS= where to, COMPOSE=yes)
	@$(if $(COMPOSE),sh deploy/compose-restore.sh,$(BIN)/python manage.py restore) \
		"$(or $(FILE),$(error say what from: make restore FILE=backup/aula.tar))" \
		$(if $(IDENTITY),$(if $(COMPOSE),"$(IDENTITY)",--identity "$(IDENTITY)")) $(if $(filter yes,$(REPLACE)),--replace) \
		$(if $(SECRETS),--secrets "$(SECRETS)")

release: check ## Tags the version, packs the source and writes the list of its parts (SBOM) into dist/
	@$(BIN)/python deploy/release.py

assets: .venv/.runtime ## Compiles the style sheets
	@$(BIN)/python assets/build.py

.venv/bin/python:
	@echo "Making .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@$(PYTHON) -m venv .venv || (rm -rf .venv && sh tests/services/venv.sh && $(PYTHON) -m venv .venv)

.venv/.runtime: requirements/runtime.txt requirements/build.txt | .venv/bin/python
	@echo "Installing what the site runs on …"
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@echo "Installing what checks and tests need …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.locks: requirements/runtime.txt requirements/build.txt requirements/dev.txt requirements/prove.py | .venv/.dev
	@echo "Locks …"
	@$(BIN)/python requirements/prove.py
	@touch $@

$(STATIC): $(shell find static -type f 2>/dev/null) .venv/.runtime | assets
	@echo "Collecting style sheets and scripts …"
	@$(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

%.mo: %.po | .venv/.runtime
	@echo "Compiling $< …"
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(MODEL): $(wildcard triage/classifier/data/*.jsonl triage/classifier/data/pieces.npz triage/classifier/data/vectors.npz triage/classifier/*.py) | .venv/.runtime
	@echo "Training triage on the project's own examples …"
	@$(BIN)/python manage.py train >/dev/null
	@touch $@

clean: ## Removes everything that was made here, the demo's data too
	@rm -rf .venv node_modules static/built staticfiles var $(MO) $(MODEL)
