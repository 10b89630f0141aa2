# Two commands on a fresh machine: `make grade` and `make test`. Both make .venv first, once.

PYTHON ?= python3
BIN := .venv/bin
SEEDS ?= 1 2 3
INSTALL = PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: grade test fast lint types stubs audit proof bench fuzz soak gpu-proof clean

grade: .venv/installed
	$(BIN)/torchkata grade examples/submissions --roster examples/roster.csv --out grades

test: .venv/complete lint types
	$(BIN)/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

fast: .venv/installed
	$(BIN)/python -m pytest -m "not slow"

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/torchkata stubs --check

types: .venv/installed
	$(BIN)/mypy

stubs: .venv/installed
	$(BIN)/torchkata stubs

audit: .venv/installed
	$(BIN)/torchkata audit

proof: .venv/installed
	set -e; for seed in $(SEEDS); do echo "seed $$seed"; $(BIN)/torchkata audit --seed $$seed; done

bench: .venv/complete
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/bench.py norms
	$(BIN)/python tests/bench/gradebooks.py

fuzz: .venv/installed
	$(INSTALL) atheris
	$(BIN)/python tests/fuzz/fuzz_wire.py

soak: .venv/installed
	$(BIN)/python tests/soak/soak.py

gpu-proof: test
	$(BIN)/python tests/gpu/gpu_proof.py

.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --editable ".[dev]"
	touch $@

# With nbgrader, which the tests need and `make grade` does without; in one go where nothing is installed yet.
.venv/complete: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --editable ".[dev,nbgrader]"
	touch .venv/installed $@

clean:
	rm -rf .venv grades bench.json
