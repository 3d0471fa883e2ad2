# Everything a newcomer needs: `make run` and `make test`. Each target sets up what it uses.
PYTHON ?= python3
BIN := .venv/bin
ASSETS := src/dialora/web/static/vendor/.installed

.PHONY: setup run demo test check lint-deploy bench lock clean
.DEFAULT_GOAL := run

setup: .venv/.run $(ASSETS)

run: setup
	@$(BIN)/dialora serve --processes 2

demo: setup
	@$(BIN)/dialora demo

check: .venv/.dev
	@$(BIN)/ruff check --no-cache src tests
	@$(BIN)/ruff format --check src tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

test: setup .venv/.dev check
	@$(PYTHON) scripts/browser.py
	@$(BIN)/python -m pytest

# The files for containers, with the linters of Docker, Compose, Caddy and Prometheus.
lint-deploy: .venv/bin/python
	@$(BIN)/python scripts/linters.py

bench: setup .venv/.dev
	@$(BIN)/python -m dialora.bench

.venv/bin/python:
	@$(PYTHON) scripts/environment.py create

.venv/.run: .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml
	@$(PYTHON) scripts/environment.py install run

.venv/.dev: .venv/.run requirements/dev.txt
	@$(PYTHON) scripts/environment.py install dev

$(ASSETS): package.json package-lock.json scripts/assets.py | .venv/bin/python
	@$(BIN)/python scripts/assets.py

# Writes the hash-pinned locks anew. Needs uv; nobody else does.
lock:
	@uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q -o requirements/run.txt
	@uv pip compile pyproject.toml --extra dev -c requirements/run.txt --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q -o requirements/dev.txt
	@uv pip compile requirements/build.in --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q -o requirements/build.txt

clean:
	@rm -rf .venv .cache node_modules src/dialora/web/static/vendor
