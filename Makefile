# Two commands for everybody: `make lab` and `make test`. Nothing is needed but Python and make.
# Another Python than the one that is found: make lab PYTHON=python3.12
PYTHON = python3
BIN := .venv/bin
ARGS ?=
# Deaf to what the learner's environment tells Python. The program looks for a Python that fits, unless one is named.
SETUP := $(PYTHON) -E -s src/lambda_workshop/setup/start.py $(if $(filter command line,$(origin PYTHON)),--python-named)
WORKSHOP := $(BIN)/python -E -s -m lambda_workshop.cli

.DEFAULT_GOAL := help
.PHONY: help lab test build check bench ministack-record ministack-diff hub clean .venv/.lab .venv/.test .venv/.hub

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

lab: .venv/.lab ## set up what is missing and open the course in JupyterLab
	@$(WORKSHOP) lab $(ARGS)

test: .venv/.test ## set up what is missing and run every test
	@# More processes than cores: tests mostly wait for what they have set off.
	@$(BIN)/python -m pytest --numprocesses 6 --dist loadgroup $(ARGS)

build: .venv/.lab ## make notebooks/, labs/ and solutions/ from the sections
	@$(WORKSHOP) build

check: .venv/.test ## style, types, imports, generated files, the course's own rules
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	@$(BIN)/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(WORKSHOP) build --check
	$(WORKSHOP) course-check

bench: .venv/.test ## measure, and print the figures
	@$(BIN)/python benchmarks/run.py $(ARGS)

ministack-record: .venv/.test ## record every MiniStack name behind the door, as the installed version has it
	@$(BIN)/python -m lambda_workshop.emulator.fallback.inventory record

ministack-diff: .venv/.test ## print what another version of MiniStack changes for us: VERSION=1.5.34
	@$(BIN)/python -m lambda_workshop.emulator.fallback.inventory diff $(VERSION)

hub: .venv/.hub ## set up what is missing and start a JupyterHub for a class (deploy/jupyterhub)
	@$(BIN)/python -m jupyterhub --config deploy/jupyterhub/local/jupyterhub_config.py $(ARGS)

clean: ## remove the virtual environment and caches; your notebooks and progress stay
	@$(SETUP) remove

# Whether an environment is whole, its stamp says, and not the time of a file.
.venv/.lab .venv/.test .venv/.hub:
	@$(SETUP) $(subst .venv/.,,$@)
