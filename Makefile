SHELL = /bin/sh
PORT ?= 8000
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin

venv: $(VENV)/.run

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Debian's package for virtual environments is missing. Install it with:"; \
	  echo "    apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.PHONY: venv
