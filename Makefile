# Two commands for everybody: `make lab` and `make test`. Nothing is needed but Python 3.11 to 3.13 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test build check bench hub clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

lab: $(VENV)/.lab ## set up what is missing and open the course in JupyterLab
	@$(BIN)/workshop lab $(ARGS)

test: $(VENV)/.test ## set up what is missing and run every test
	@# More processes than cores: tests mostly wait for what they have set off.
	@$(BIN)/python -m pytest --numprocesses 6 --dist loadgroup $(ARGS)

build: $(VENV)/.lab ## make notebooks/, labs/ and solutions/ from the sections
	@$(BIN)/workshop build

check: $(VENV)/.test ## style, types, generated files, the course's own rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/workshop build --check
	$(BIN)/workshop course-check

bench: $(VENV)/.test ## measure, and print the figures
	@$(BIN)/python benchmarks/run.py $(ARGS)

hub: $(VENV)/.hub ## set up what is missing and start a JupyterHub for a class (deploy/jupyterhub)
	@$(BIN)/jupyterhub --config deploy/jupyterhub/local/jupyterhub_config.py $(ARGS)

clean: ## remove the virtual environment and caches; your notebooks and progress stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist src/*.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "The course needs Python 3.11, 3.12 or 3.13. Name one: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No virtual environment could be made. Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.lab: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the course (once; under a minute on a good line) ..."
	@$(PIP) install -q --prefer-binary -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.lab
	@echo "Installing what the tests need ..."
	@$(PIP) install -q --prefer-binary -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/.hub: $(VENV)/.lab deploy/jupyterhub/requirements.txt deploy/jupyterhub/local/package-lock.json
	@command -v npm >/dev/null || { echo "The hub's proxy needs Node.js 18 or newer with npm: https://nodejs.org"; exit 1; }
	@echo "Installing the hub and its proxy ..."
	@$(PIP) install -q --prefer-binary -c constraints.txt -r deploy/jupyterhub/requirements.txt
	@mkdir -p $(VENV)/hub && cp deploy/jupyterhub/local/package*.json $(VENV)/hub
	@npm ci --prefix $(VENV)/hub --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
