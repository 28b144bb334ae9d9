# Everything runs from this folder, and every path below is relative: the folder's own name may hold any character.
# `make` alone prints the commands; a comment after two hash marks is a command's line in that list.

PYTHON ?= python3
PY := .venv/bin/python
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help run test walk bench faults proofs fuzz malformed mutants lint format lock messages python-found installed installed-dev

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | while IFS='|' read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

run: installed ## Set up and start everything (PORT=8001 moves it; DATABASE_URL, REDIS_URL name your own servers)
	@$(PY) -m deploy.run

test: installed-dev ## Set up and run all tests (ARGS="tests/sla -k pause" for some of them)
	@if [ -n "$(ARGS)" ]; then $(PY) -m pytest $(ARGS); else $(PY) -m deploy.run_tests; fi

bench: installed ## How fast a full desk is, and how that grows (FULL=1: a million tickets, PEER=1: beside another desk, ONLY=live: one workload)
	@$(PY) -m bench

faults: installed-dev ## Hundreds of faults over ten thousand promises, 20 minutes (FAULTS=60 TIMERS=1500 for a short look)
	@$(PY) -m tests.faults.storm

walk: installed-dev ## Every page in a browser, in both languages, light and dark, wide and on a phone; ten minutes
	@PROOFS=long $(PY) -m deploy.run_tests tests/browser/test_walk.py tests/browser/test_story.py

proofs: installed-dev ## The properties of time and promises at full length: 100,000 calendars, 50,000 steps; an hour
	@PROOFS=long $(PY) -m pytest -q tests/core/test_hours.py tests/sla/test_machine.py tests/sla/test_policies.py \
		tests/sla/test_policies_preview.py

fuzz: installed-dev ## A hundred thousand requests made from the API's schema, as each role (FUZZ=2000 for a short look)
	@$(PY) -m tests.fuzz.run

malformed: installed-dev ## Ten thousand broken mails, updates, chat posts and spam by the form (MALFORMED=100 ONLY=mails for a short look)
	@$(PY) -m tests.fuzz.malformed

mutants: installed-dev ## Does a test notice each small change of sla/? Two hours; SHARE=20 takes a fifth of the changes
	@$(PY) -m tests.mutants.run

lint: installed-dev ## Style and security rules, types, layers, templates, migrations, production settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) -m djlint templates --lint --quiet
	$(NO_DATABASE) $(PY) -W "ignore:Got an error checking:RuntimeWarning" manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

format: installed-dev ## Lay out Python as `make lint` wants it
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

lock: python-found ## Resolve requirements*.in anew into the locked files (ARGS=--upgrade takes the newest)
	@"$(PYTHON)" -m deploy.bootstrap --uv
	$(COMPILE) deploy/uv.in -o deploy/uv.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) bench/peer/requirements.in -o bench/peer/requirements.txt

messages: installed ## Collect the sentences for translation
	$(PY) manage.py messages

python-found:
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or newer (Debian, Ubuntu: \
	apt-get install python3 python3-venv python3-pip) or name another one: make run PYTHON=python3.12" >&2; exit 1; }

installed: python-found
	@"$(PYTHON)" -m deploy.bootstrap

installed-dev: python-found
	@"$(PYTHON)" -m deploy.bootstrap --dev

COMPILE = var/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(ARGS)

# Settings as a real installation has them, for the checks that only look at settings. Nothing is connected to.
RANDOM = "$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))')"
IMPORTABLE = DEMO=0 DEBUG=0 SECRET_KEY=$(RANDOM) LOOKUP_KEY=$(RANDOM)
NO_DATABASE = $(IMPORTABLE) DATABASE_URL="postgresql://127.0.0.1:1/none?pool=0"
PRODUCTION = $(IMPORTABLE) PUBLIC_URL=https://desk.example.org ALLOWED_HOSTS=desk.example.org \
	DATABASE_URL=postgresql://firstline@database.example.org/firstline REDIS_URL=redis://redis.example.org:6379/0 \
	EMAIL_URL=smtp+tls://desk:secret@mail.example.org:587
