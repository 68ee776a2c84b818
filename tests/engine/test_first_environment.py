"""The first production environment, made with the commands of its runbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from sandbox.folder import CHECKOUT, SandboxFolder
from sandbox.session import Session
from sandbox.stack import prepare
from tests.engine.newcomer import Newcomer, blocks, copied

pytestmark = [pytest.mark.engine, pytest.mark.story]


def settle(session: Session) -> None:
    """Give the new stack the addresses of the sandbox; production does not need this."""
    path = session.folder.project / "Pulumi.prod.yaml"
    document = yaml.safe_load(path.read_text())
    local = yaml.safe_load(session.folder.stack_settings.read_text())["config"]
    addresses = ("aws:", "github:", "submit-key:baseUrl", "submit-key:allowedHosts")
    given = {name: value for name, value in local.items() if name.startswith(addresses)}
    document["config"] |= given
    path.write_text(yaml.safe_dump(document))


def test_the_first_production_environment_is_made_by_typing_its_runbook(tmp_path: Path) -> None:
    session = Session(SandboxFolder(project=copied(tmp_path)))
    session.up()
    prepare(session.folder, session.addresses())
    newcomer = Newcomer(session.folder.project, session)
    try:
        for line in blocks(CHECKOUT / "docs" / "runbooks" / "first-production-environment.md"):
            if line.startswith("export PULUMI_BACKEND_URL="):
                [printed] = set(re.findall(r"export PULUMI_BACKEND_URL='.*'", newcomer.said))
                newcomer.exported = f"unset PULUMI_CONFIG_PASSPHRASE; {printed}; "
                continue
            newcomer.type(line)
            if line == "pulumi stack select prod":
                settle(session)
    finally:
        session.down()

    assert "\nnothing\n" in newcomer.said
