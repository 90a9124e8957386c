# Each command stands for one line of the README. Stamps in .venv/ and node_modules/ make a second call nearly instant.

# The first interpreter that is new enough; PYTHON=/path/to/python3 names another.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := .venv/bin
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: setup setup-dev run worker demo check test bench messages lock faults
.DELETE_ON_ERROR:

setup: .venv/requirements.stamp node_modules/stamp $(MESSAGES)

setup-dev: setup .venv/requirements-dev.stamp

run: setup
	@exec $(BIN)/python manage.py serve

# Beside a web process, on installations with PostgreSQL and Redis (docs/operations.md).
worker: setup
	@exec $(BIN)/celery -A zhoushan_community worker --loglevel INFO $(ARGS)

demo: setup
	$(BIN)/python manage.py migrate
	$(BIN)/python manage.py load_demo

# What needs no server and no browser; seconds, for use while writing.
check: setup-dev
	@$(BIN)/python tests/run.py --checks

# make test ARGS="tests/communities -k close" runs those tests alone, on PostgreSQL.
test: setup-dev
	@exec $(BIN)/python tests/run.py $(ARGS)

bench: setup-dev
	@exec $(BIN)/python tests/run.py --command $(BIN)/python tests/bench/run.py $(ARGS)

# Collects the sentences of code and templates into locale/ (needs GNU gettext), then compiles them.
messages: setup
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-wrap --add-location file \
		--ignore node_modules --ignore tests --ignore var
	@$(MAKE) --no-print-directory setup

# One file of pins serves every Python from 3.11 on. UPGRADE=--upgrade takes the newest releases.
lock: setup-dev
	@for name in requirements requirements-dev requirements-node; do \
		env -u UV_FIND_LINKS -u UV_INDEX_URL $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--strip-extras --no-emit-find-links --no-emit-index-url --custom-compile-command "make lock" \
			$(UPGRADE) $$name.in --output-file $$name.txt || exit 1; done
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
	@$(MAKE) --no-print-directory setup-dev

# Debian keeps venv's pip in a package of its own; without it `python3 -m venv` leaves half an environment behind.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "Python's venv module lacks pip; installing Debian's python3-venv"; \
		as_root=""; test "$$(id -u)" = 0 || as_root="sudo -n"; \
		$$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null; \
	} || { echo "Please install it first: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/requirements.stamp: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/requirements-dev.stamp: requirements-dev.txt .venv/requirements.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# npm from the machine, else from a wheel beside the other packages. No package needs its install script.
node_modules/stamp: package.json package-lock.json | $(BIN)/pip
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel error --no-update-notifier
	@touch $@

# A catalogue whose head is marked fuzzy would be passed over in silence, and the screen would turn English.
%.mo: %.po | .venv/requirements.stamp
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
	@test -f $@ || { echo "$< was not compiled: take the line '#, fuzzy' out of its head" >&2; exit 1; }

# Takes each lock out in a copy and shows that a test goes red.
faults: setup-dev
	$(BIN)/python -m tests.faults.run $(ARGS)
