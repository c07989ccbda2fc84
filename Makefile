# What people do here every day. `make help` prints the lines that begin with two hashes.
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup setup-server demo dev test test-unit test-journeys check lint types imports viewer-check gen vectors articles host bench fuzz clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 16

setup: ## install everything that the other commands need (they do it by themselves)
	@python3 tools/setup.py

setup-server: ## the same for a server: no desktop, no browser
	@python3 tools/setup.py server

demo: setup ## a whole support session on this machine: server, operator's page, customer's desktop and program
	@$(PY) -m madoguchi.cli demo $(if $(DISPLAY),,--agree) $(DEMO)

dev: setup ## the demo, with the number made and typed by hand
	@$(PY) -m madoguchi.cli demo --no-code $(DEMO)

test: setup ## every test: units, vectors in both languages, properties, integration, journeys
	@$(PY) tools/test.py

test-unit: setup ## the quick ones: no sockets, no screens
	@$(PY) -m pytest -q tests/unit tests/repo && $(PY) tools/setup.py npm run --silent test

test-journeys: setup ## nothing faked: server, host under a virtual screen, console in Chromium
	@$(PY) -m pytest -q tests/journeys

check: lint types imports viewer-check ## what CI checks before it tests
	@$(PY) tools/gen.py --check && $(PY) tools/articles.py --check && echo "check: all good"

lint: setup
	@$(PY) -m ruff check . && $(PY) -m ruff format --check .

types: setup
	@$(PY) -m mypy

imports: setup
	@.venv/bin/lint-imports

viewer-check: setup
	@$(PY) tools/setup.py npm run --silent check

gen: setup ## write the generated files (TypeScript tables, words, article table)
	@$(PY) tools/gen.py && $(PY) tools/articles.py

vectors: setup ## write the generated breadth of vectors/
	@$(PY) tools/vectors.py

host: setup ## build the customer's program as one folder for this platform (dist/host)
	@$(PY) tools/build_host.py $(HOST)

bench: setup ## measure one session and its picture: start, keystroke to pixel, loads, idle bytes, stop
	@$(PY) -m bench.session
	@$(PY) -m bench.picture

fuzz: setup ## hostile bytes against the readers, for a minute
	@$(PY) fuzz/wire.py --seconds 60

clean: ## remove what set-up and builds made
	@rm -rf .venv .stamps build dist viewer/node_modules src/madoguchi/web/static/viewer
