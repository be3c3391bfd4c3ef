# make run · make test · and the few others. The README says more.
PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin
MANAGE = DEBUG=on BASE_URL=http://localhost:$(PORT) $(BIN)/python manage.py

.PHONY: run test bench passwords messages

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

bench: .venv/.dev
	@$(BIN)/python tests/bench.py

passwords: .venv/.run
	@$(MANAGE) demo_staff --new-passwords

# After a sentence changed: bring the catalogue of translations up to date (needs gettext).
messages: .venv/.run
	@mkdir -p locale && $(MANAGE) makemessages --locale es --no-location --ignore '.venv' --ignore tests

.venv/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; $(PYTHON) is older. Name another: make run PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Debian's package for virtual environments is missing. Install it with:"; \
	  echo; echo "    apt-get install python3-venv"; echo; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
