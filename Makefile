# The verbs of this project. `.ci/run` calls `check`, `test` and `stories`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PROCESSORS := $(shell getconf _NPROCESSORS_ONLN)
TESTS := $(RUN) -m pytest --dist worksteal
# Tests that wait for the engine leave a processor to one worker more.
WAITING := -n $(shell expr $(PROCESSORS) + 1)

.PHONY: setup policy demo test quick stories bench drill environment preview deploy verify rotate check docs format constraints clean

setup: $(VENV)/ready
	@$(RUN) -m sandbox.engine

$(VENV)/ready: requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "setup: Python 3.10 or newer is needed; name one: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@# pip compiles all of pulumi_aws, which takes a minute; only what is imported needs it.
	@$(RUN) -m compileall -q -j 0 -x 'pulumi_aws/(?!(config|secretsmanager|iam|kms|ssm|cloudwatch|sns|s3)/)[a-z0-9_]+/' $(VENV)/lib || true
	@touch $@

policy/.venv/ready: policy/requirements.txt
	$(PYTHON) -m venv policy/.venv
	policy/.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -r policy/requirements.txt
	@touch $@

policy: policy/.venv/ready

demo: setup
	@$(RUN) -m sandbox.demo

test: setup policy
	$(TESTS) $(WAITING) -m "not story"

# The part of `test` without the engine.
quick: setup policy
	$(TESTS) -n $(PROCESSORS) -m "not engine and not story"

stories: setup policy
	$(TESTS) $(WAITING) -m story

# SIZES="50 200": so many repositories, each with two environments. PACE=1: a write a second.
bench: setup
	$(RUN) -m sandbox.bench $(SIZES) $(if $(PACE),--pace)

# N=200 sequences, PARTS of them at a time: one more than there are processors keeps these busy.
drill: setup
	@rm -f .drill.log && touch .drill.log
	DRILL_SEQUENCES=$(or $(N),20) DRILL_PARTS=$(or $(PARTS),3) DRILL_LOG=$(CURDIR)/.drill.log \
	  $(RUN) -m pytest tests/drill/test_drill.py -n $(or $(PARTS),3); \
	  status=$$?; $(RUN) -m tests.drill.summary .drill.log; exit $$status

# make environment NAME=staging REPOSITORY=owner/name [REGION= BUCKET= SIBLINGS="dev" ENVIRONMENT= DRY_RUN=1]
environment: setup
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m bootstrap "$(NAME)" \
	  $(if $(REPOSITORY),--repository="$(REPOSITORY)") --region="$(REGION)" --bucket="$(BUCKET)" \
	  --siblings="$(SIBLINGS)" --environment="$(ENVIRONMENT)" $(if $(DRY_RUN),--dry-run)

# What the workflows run; STACK=<name>.
preview deploy verify rotate: setup
	@$(RUN) -m ci $@ "$(STACK)"

check: setup
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m mypy examples/two-keys/__main__.py
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(VENV)/bin/zizmor --offline --no-progress --quiet --persona=pedantic .github/workflows
	@go version >/dev/null || { echo "check: actionlint needs Go 1.24 or newer; install it"; exit 1; }
	cd ci/lint && GOFLAGS=-mod=readonly go tool actionlint -color=false $(CURDIR)/.github/workflows/*.yml

docs: setup
	$(RUN) -m docs.tables
	$(RUN) -m docs.settings_files
	$(RUN) -m docs.examples

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
	rm -rf $(VENV) policy/.venv
