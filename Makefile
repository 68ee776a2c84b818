# The commands of this project; `.ci/run` calls `check` and `test ALL=1`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PROCESSORS := $(shell getconf _NPROCESSORS_ONLN)
# Handed out one by one, the long ones first: so no worker is idle at the end.
# A group of tests that share what took long to make stays together.
TESTS := $(RUN) -m pytest --dist loadgroup
# Tests that wait for the engine leave a processor to one worker more.
WAITING := -n $(shell expr $(PROCESSORS) + 1)

.PHONY: help setup policy demo test quick stories bench drill environment preview deploy verify rotate check types imports workflows docs format constraints clean

help: ## show this list
	@sed -n 's/^\([a-z ]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | awk -F '\t' '{ printf "make %-29s %s\n", $$1, $$2 }'

setup: $(VENV)/ready ## install everything into .venv, the Pulumi CLI too
	@$(RUN) -m sandbox.engine

$(VENV)/ready: requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "setup: Python 3.10 or newer is needed; name one: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@# So that a second program, as in examples/, finds `components`.
	@$(RUN) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "submit-key.pth").write_text("$(CURDIR)\n")'
	@# pip compiles all of pulumi_aws, which takes a minute; only what is imported needs it.
	@$(RUN) -m compileall -q -j 0 -x 'pulumi_aws/(?!(config|secretsmanager|iam|kms|ssm|cloudwatch|sns|s3)/)[a-z0-9_]+/' $(VENV)/lib || true
	@touch $@

policy/.venv/ready: policy/requirements.txt
	$(PYTHON) -m venv policy/.venv
	policy/.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -r policy/requirements.txt
	@touch $@

policy: policy/.venv/ready ## install what the policy pack needs

demo: setup ## see it: a bootstrap, a rotation under load, a revoked key proved dead
	@$(RUN) -m sandbox.demo

test: setup policy ## run all tests but the long ones; ALL=1 runs these, too
	$(TESTS) $(WAITING) $(if $(ALL),,-m "not story")

quick: setup policy ## run the part of `test` without the engine
	$(TESTS) -n $(PROCESSORS) -m "not engine and not story"

stories: setup policy ## run the long tests
	$(TESTS) $(WAITING) -m story

bench: setup ## measure updates; SIZES="50 200" repositories, PACE=1 for a write a second
	$(RUN) -m sandbox.bench $(SIZES) $(if $(PACE),--pace)

# PARTS at a time: one more than there are processors keeps these busy.
drill: setup ## run N=20 random sequences of moves and faults, PARTS=3 at a time
	@rm -f .drill.log && touch .drill.log
	DRILL_SEQUENCES=$(or $(N),20) DRILL_PARTS=$(or $(PARTS),3) DRILL_LOG=$(CURDIR)/.drill.log \
	  $(RUN) -m pytest tests/drill/test_drill.py -n $(or $(PARTS),3); \
	  status=$$?; $(RUN) -m tests.drill.summary .drill.log; exit $$status

# More: REGION= BUCKET= SIBLINGS="dev" ENVIRONMENT= DRY_RUN=1
environment: setup ## make what a stack needs in AWS: NAME=staging REPOSITORY=owner/name
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m bootstrap "$(NAME)" \
	  $(if $(REPOSITORY),--repository="$(REPOSITORY)") --region="$(REGION)" --bucket="$(BUCKET)" \
	  --siblings="$(SIBLINGS)" --environment="$(ENVIRONMENT)" $(if $(DRY_RUN),--dry-run)

preview deploy verify rotate: setup ## what the workflows run: STACK=<name>
	@$(RUN) -m ci $@ "$(STACK)"

check: setup types imports workflows ## check format, lint, types, imports and workflows
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .

types: setup ## check the types, a part of `check`
	$(RUN) -m mypy
	$(RUN) -m mypy examples/two-keys/__main__.py

imports: setup ## check who imports whom, a part of `check`
	$(VENV)/bin/lint-imports --no-cache --no-logo

workflows: setup ## check the workflows, a part of `check`
	$(VENV)/bin/zizmor --offline --no-progress --quiet --persona=pedantic .github
	@go version >/dev/null || { echo "check: actionlint needs Go 1.24 or newer; install it"; exit 1; }
	cd ci/lint && GOFLAGS=-mod=readonly go tool actionlint -color=false $(CURDIR)/.github/workflows/*.yml

docs: setup ## write what is made from the code: tables, settings files, schema, examples
	$(RUN) -m docs.tables
	$(RUN) -m docs.permissions
	$(RUN) -m docs.settings_files
	$(RUN) -m docs.examples

format: setup ## repair the layout of the code
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

constraints: setup ## renew constraints.txt
	$(RUN) -m pip install --quiet uv
	{ head -1 constraints.txt; \
	  grep -hv '^-' requirements.txt requirements-dev.txt | $(VENV)/bin/uv pip compile --quiet \
	  --no-python-downloads --universal --python-version 3.10 --no-annotate --no-header -; } > constraints.new
	mv constraints.new constraints.txt

clean: ## stop the sandbox, remove what was installed
	-test -x $(RUN) && $(RUN) -m sandbox down --purge
	rm -rf $(VENV) policy/.venv
