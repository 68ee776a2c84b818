# The verbs of this project. `.ci/run` calls `check` and `test`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: setup demo test drill check docs format constraints clean

setup: $(VENV)/ready
	@$(RUN) -m sandbox.engine

$(VENV)/ready: requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "setup: Python 3.10 or newer is needed; name one: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@# pip compiles all of pulumi_aws, which takes a minute; only what is imported needs it.
	@$(RUN) -m compileall -q -j 0 -x 'pulumi_aws/(?!(config|secretsmanager|iam|cloudwatch|sns|s3)/)[a-z0-9_]+/' $(VENV)/lib || true
	@touch $@

demo: setup
	@$(RUN) -m sandbox.demo

test: setup
	$(RUN) -m pytest -n auto --dist worksteal

drill: setup
	@rm -f .drill.log && touch .drill.log
	DRILL_SEQUENCES=$(or $(N),20) DRILL_LOG=$(CURDIR)/.drill.log $(RUN) -m pytest tests/drill -n auto; \
	  status=$$?; $(RUN) -m tests.drill.summary .drill.log; exit $$status

check: setup
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy

docs: setup
	$(RUN) -m docs.tables

format: setup
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

constraints: setup
	$(RUN) -m pip install --quiet uv
	{ head -1 constraints.txt; \
	  grep -hv '^-' requirements.txt requirements-dev.txt | $(VENV)/bin/uv pip compile --quiet \
	  --no-python-downloads --universal --python-version 3.10 --no-annotate --no-header -; } > constraints.new
	mv constraints.new constraints.txt

clean:
	-test -x $(RUN) && $(RUN) -m sandbox down --purge
	rm -rf $(VENV)
