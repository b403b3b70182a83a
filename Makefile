# One command each. `make` alone tells them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test test-real check format bench bench-reading bench-evidence bench-search search-quality icons vectors lock openapi screenshots web browser clean demo-tamper

TOCSIN := .venv/bin/tocsin
PYTEST := .venv/bin/pytest

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: ## the Python environment .venv, for work on the product
	@sh tools/setup.sh dev

run: ## environment, web client, database and server: http://127.0.0.1:8420
	@sh tools/setup.sh runtime
	@sh tools/web.sh build
	@exec $(TOCSIN) serve

web: setup ## the web client, when its sources changed
	@sh tools/web.sh build

browser: # Chromium for the tests: Debian's, CHROMIUM=, or npm's
	@sh tools/browser.sh

test: setup web browser ## every test that needs no other server (about 35 minutes on 2 cores: ADR 27)
	@sh tools/web.sh test
	$(PYTEST) -n 2 -m "not installs and not large" $(TESTS)

test-real: setup web ## the tests against real peers from Debian's packages, and `make run` on a clean copy (root)
	@bash tools/test-real.sh

check: setup ## every rule that code can hold
	@sh tools/check.sh

format: setup ## ruff and biome rewrite
	.venv/bin/ruff check --quiet --fix-only src tests tools migrations $(wildcard bench)
	.venv/bin/ruff format src tests tools migrations $(wildcard bench)
	@sh tools/web.sh format

openapi: setup ## docs/protocol/openapi.json from the routes
	$(TOCSIN) openapi > var/openapi.json && mkdir -p docs/protocol && mv var/openapi.json docs/protocol/openapi.json

lock: setup ## the locks from requirements*.in and tools/*.in
	@sh tools/lock.sh

clean: # what can be made again; never var/postgres
	rm -rf .venv var/tools web/node_modules web/dist .mypy_cache .ruff_cache

bench: setup ## the product beside a bare core of the same parts; writes docs/benchmarks.md, fails below its targets
	.venv/bin/python -m bench.run $(BENCH)

bench-reading: setup ## history, lists, snapshots and search at a million messages; writes docs/benchmarks-reading.md, fails above its limit
	.venv/bin/python -m bench.reading $(BENCH)

bench-evidence: setup ## what proof costs: the send path, bytes, ten million leaves; writes docs/benchmarks-evidence.md
	.venv/bin/python -m bench.evidence $(BENCH)

bench-search: setup ## what an index of keyed terms costs, three ways; prints it
	.venv/bin/python -m bench.search_index $(BENCH)

search-quality: setup ## how well search finds, on the labelled set, by its rules and asked of a server; writes docs/search-quality.md
	.venv/bin/python -m tools.search_quality
	TOCSIN_REWRITE=1 $(PYTEST) -q tests/search/test_quality_asked.py

vectors: setup ## the bundles every verifier of evidence is tried with; writes tests/vectors/evidence
	.venv/bin/python -m tools.vectors

demo-tamper: setup ## a throw-away server, a witness, history rewritten in its database, and how that is found out
	.venv/bin/python -m tools.demo_tamper

icons: setup browser ## the icons of the installed client from web/icons/bell.svg
	.venv/bin/python -m tools.icons

screenshots: setup web browser ## the pictures of README and docs
	.venv/bin/python -m tools.screenshots
