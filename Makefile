# Everything a person types: run, test, lint, bench. Each target installs what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: run test peer-test container-test lint format bench soak clean

run: $(VENV)/run.stamp
	@$(BIN)/python -m playground.open_browser $(PORT) &
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp
	@sh tests/e2e/install_chromium.sh $(BIN)
	@sh tests/hosting/install_nginx.sh
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup

peer-test: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-peers.txt
	$(BIN)/python -m pytest -m torch

container-test: $(VENV)/dev.stamp
	@sh tests/e2e/install_chromium.sh $(BIN)
	@sh tests/container/install_engine.sh
	CONTAINER_TEST=1 $(BIN)/python -m pytest tests/container

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	@sh tests/e2e/install_chromium.sh $(BIN)
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.learns
	$(BIN)/python -m benchmarks.race
	$(BIN)/python -m benchmarks.landscape
	$(BIN)/python -m benchmarks.backprop
	$(BIN)/python -m benchmarks.digits
	$(BIN)/python -m benchmarks.sweep
	$(BIN)/python -m benchmarks.load
	$(BIN)/python -m benchmarks.live $(if $(PEER_URL),--peer-url $(PEER_URL))

soak: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.soak --seconds $(or $(SECONDS),1800)

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed. Set PYTHON=… to point to one."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.txt $(VENV)/python.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements-cluster.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .mypy_cache .ruff_cache
