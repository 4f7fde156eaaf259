# Needs python3 (3.11 or newer), make and git; everything else is brought by tools/bootstrap.py.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help up dev fix check test docs bench lock messages pictures all

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

up:  ## set everything up, run the main job on the worked case, open the desk
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/comity worked-case
	@echo
	@if [ -t 0 ] && [ -t 1 ] && [ -z "$$CI" ]; then exec $(BIN)/comity up; else exec $(BIN)/comity up --once; fi

dev:  ## everything needed to work on Comity, in .venv
	@$(PYTHON) tools/bootstrap.py dev

fix: dev  ## format, and mend what can be mended
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

check: dev  ## format, lint, types, floors, licences, knowledge, messages, documentation
	@$(BIN)/python -m tools.check

test: dev  ## all tests; make test T=tests/leads for some
	@$(PYTHON) tools/bootstrap.py system
	@$(BIN)/pytest $(if $(T),$(T),-n 2 --dist worksteal)

docs: dev  ## build the documentation into site/, strict and offline
	@$(BIN)/python -m tools.reference
	@$(BIN)/mkdocs build --strict --quiet

bench: dev  ## measure what is promised, side by side; make bench B=leads for one
	@$(BIN)/python -m bench $(B)

lock: dev  ## lock the packages anew; UPGRADE=1 for the newest
	@$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

messages: dev  ## collect the sentences of the source into the catalogues
	@$(BIN)/python tools/messages.py extract

pictures: dev  ## take the pictures of the documentation from the desk itself
	@$(BIN)/python -m tools.screenshots

all: check test docs  ## what the gate runs
