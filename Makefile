# make run · make test · and the few others. The README says more.
PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin
# No file but those whose hash is in the lock, and none that runs code of its own to install.
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
MANAGE = DEBUG=on BASE_URL=http://localhost:$(PORT) $(BIN)/python manage.py

.PHONY: run test chaos bench passwords messages share-images lock audit

run: .venv/.run
	@$(MANAGE) prepare_demo
	@echo
	@echo "The site:  http://localhost:$(PORT)/     Staff:  http://localhost:$(PORT)/admin/     (Ctrl+C ends it)"
	@trap 'kill $$worker $$web 2>/dev/null' EXIT INT TERM; \
	  $(MANAGE) run_worker & worker=$$!; \
	  $(MANAGE) runserver 127.0.0.1:$(PORT) & web=$$!; \
	  wait $$web

test: .venv/.dev
	@tests/run_all

# 200 rounds of kill -9, and random days at the front desk; `make test` plays six and a few.
chaos: .venv/.dev
	@tests/run_chaos

bench: .venv/.dev
	@$(BIN)/python tests/bench.py

passwords: .venv/.run
	@$(MANAGE) demo_staff --new-passwords

# After an artwork changed: draw the pictures of shared addresses anew, to be looked at.
share-images: .venv/.dev
	@$(BIN)/python tests/make_share_images.py

# After a sentence for patients changed: bring the Spanish catalogue up to date, and compile it.
messages: .venv/.dev
	@$(BIN)/python tests/make_messages.py

# After a line of requirements.txt or requirements-dev.txt changed: the hash of every file anew.
lock: .venv/.dev
	@for list in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-emit-package colorama --custom-compile-command "make lock" \
	    $$list.txt -o $$list.lock || exit 1; \
	done

# What is known of the locked packages' faults. docs/dependencies.md answers each finding.
audit: .venv/.dev
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock

.venv/.run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; $(PYTHON) is older. Name another: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Debian's package for virtual environments is missing. Install it with:"; \
	  echo; echo "    apt-get install python3-venv"; echo; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(INSTALL) -r requirements-dev.lock
	@touch $@
