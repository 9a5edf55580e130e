# Two commands on a fresh Debian machine with Python 3.11: `make report` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
OUT ?= report.html
ARTICLES ?= examples/articles

.PHONY: report test setup setup-test system lint types imports docs check bench compiled clean

report: setup  ## the main job on the shipped articles
	$(BIN)/suanli report $(ARTICLES) -o $(OUT)
	@echo "the report is at $(abspath $(OUT))"

test: setup-test system check  ## everything that CI runs

setup: $(VENV)/.ready
setup-test: $(VENV)/.ready-test

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON); on Debian 12: apt-get install python3.11 python3.11-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { . /etc/os-release; apt-get install -y -q python3.11-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/.ready: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[report]'
	@touch $@

$(VENV)/.ready-test: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[report,pdf,warc,fast,postgres,parquet,test]'
	@touch $@ $(VENV)/.ready

system:  ## what the tests need of Debian; tests that miss it are skipped and say so
	@sh tests/install-debian.sh

check: lint types imports
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint:
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

docs:
	$(BIN)/python -m pytest tests/test_docs.py

bench:
	for f in benchmarks/*.py; do $(BIN)/python $$f; done

compiled: setup  ## the rules of `extract` and the reading of text as C, not editable; `rm .venv/.ready && make setup` goes back. Needs gcc and Python.h
	SUANLI_COMPILE=1 $(BIN)/python -m pip install -q -c constraints.txt --force-reinstall --no-deps .
	@$(BIN)/suanli --version

clean:
	rm -rf $(VENV) build *.egg-info
