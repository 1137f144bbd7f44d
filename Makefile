# Đôn Đốc: the two commands are `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LOCK   := --quiet --disable-pip-version-check --no-input --require-hashes

.PHONY: help run test prove both bundle lint lock clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.ok  ## set everything up and run the demonstration (web, worker, mailbox) on this machine; PORT=9000: on another port
	$(BIN)/dondoc demo $(if $(PORT),--port "$(PORT)")

test: $(VENV)/test.ok  ## run the whole suite; FAST=1: only what needs nothing but Python
ifeq ($(FAST),1)
	$(BIN)/python -m pytest -n auto -q -m "not program"
else
	bash tests/programs.sh
	$(MAKE) --no-print-directory bundle
	$(BIN)/python -m pytest -n auto -q
endif

prove: $(VENV)/test.ok  ## the long proof: every generated case many times over
	bash tests/programs.sh
	$(MAKE) --no-print-directory bundle
	HYPOTHESIS_PROFILE=prove $(BIN)/python -m pytest -n auto -q
	$(MAKE) --no-print-directory both

both: $(VENV)/test.ok  ## the pages and commands once more, this time on PostgreSQL (the rest runs on both in `make test`)
	DONDOC_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto -q tests/webui tests/browser/test_payloads.py

bundle: $(VENV)/test.ok  ## one archive for a server without internet, in dist/
	$(BIN)/python -m webui.bundle dist

lint: $(VENV)/test.ok  ## style, types and the import rule
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(VENV)/test.ok  ## write the lock files anew from requirements*.in
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header requirements-dev.in -o requirements-dev.lock

clean:  ## remove what was built and the demonstration's data; asks nothing
	rm -rf $(VENV) build dist demo-data *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python 3.11 trở lên; máy này có: $$($(PYTHON) --version 2>&1). Chỉ rõ bằng: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Thiếu gói python3-venv. Cài bằng lệnh: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Tạo môi trường Python trong $(VENV) …" >&2
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.ok: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Cài các thư viện đã khóa phiên bản (chỉ lần đầu, khoảng một phút) …" >&2
	$(BIN)/python -m pip install $(LOCK) -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.ok: requirements-dev.lock $(VENV)/run.ok
	$(BIN)/python -m pip install $(LOCK) -r requirements-dev.lock
	@touch $@
