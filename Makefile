# Every target sets up what it needs. `make` alone prints this list.
VENV   := .venv
PYTHON ?= python3
PY     := $(VENV)/bin/python
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup reproduce test test-all lab lint lock benchmark clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

# Bytecode is compiled once here: each notebook starts a Python of its own, and where none may be
# written later, each would compile pandas again, which takes longer than most of what follows.
# uv is itself in the lock, so the first installer is checked by hash like everything after it.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	awk '/^uv==/{keep=1; print; next} /^[a-z]/{keep=0} keep' requirements.lock > $(VENV)/uv.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock
	$(PY) -m uv pip sync --quiet --compile-bytecode --python $(PY) --require-hashes requirements.lock
	$(PY) -m uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	$(PY) -m compileall -q src
	@touch $(READY)

setup: $(READY) ## make .venv with the exact versions in requirements.lock

reproduce: $(READY) ## run everything on what is shipped and build the pages in site/
	@$(PY) -m helpers reproduce

# The longest files first, in the order given, so that no core waits for the other at the end.
test: $(READY) ## style, types, layers, unit and notebook tests (below ten minutes on two cores)
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(VENV)/bin/lint-imports
	@$(PY) -m pytest --nbval --nbval-current-env -m "not slow" -n 2 --dist loadfile --no-loadscope-reorder -rs notebooks tests/projects src tests

test-all: $(READY) ## every case of every sort
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(VENV)/bin/lint-imports
	@$(PY) -m pytest --nbval --nbval-current-env -n 2 --dist loadfile --no-loadscope-reorder -rs notebooks tests/projects src tests

lab: $(READY) ## open the brief, and the other notebooks, in JupyterLab
	@$(VENV)/bin/jupyter lab notebooks/00_findings.ipynb

lint: $(READY) ## put the code into house style
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

benchmark: $(READY) ## measure every speed the README quotes against its peer
	@$(PY) benchmarks/measure.py

lock: $(READY) ## resolve requirements.lock again: versions and hashes, no download addresses
	$(PY) -m uv pip compile pyproject.toml --extra cluster --extra lab --extra test --generate-hashes --universal --python-version 3.11 --fork-strategy fewest --no-annotate --no-emit-index-url --no-header -o requirements.lock

clean: ## remove what can be made again
	rm -rf site runs .plateglass data/processed/*/*.parquet data/processed/*/parts.json
