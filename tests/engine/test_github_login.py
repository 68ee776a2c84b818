"""A login that could not withdraw a secret is refused before anything is made."""

from __future__ import annotations

import pytest
import yaml

from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]
APP = {"GITHUB_APP_ID": "1", "GITHUB_APP_INSTALLATION_ID": "2", "GITHUB_APP_PEM_FILE": "pem"}


def test_a_login_that_could_not_withdraw_a_secret_is_refused_in_preview(operator: Person) -> None:
    session = operator.session
    document = yaml.safe_load(session.folder.stack_settings.read_text())
    document["config"]["submit-key:github"] = {"codespaces": ["alpha"]}
    session.folder.stack_settings.write_text(yaml.safe_dump(document))
    whole = session.exports()

    for variables, way_out in (
        (APP, "let the job make a token of the App (actions/create-github-app-token)"),
        ({"GITHUB_TOKEN": ""}, "export a token that sees it; see docs/permissions.md"),
    ):
        session.exports = lambda more=variables: {**whole, **more}  # type: ignore[method-assign]
        refused = operator.pulumi("preview")
        assert not refused.succeeded
        assert way_out in "".join(refused.errors)
        assert "Traceback" not in refused.output
    session.exports = lambda: whole  # type: ignore[method-assign]
    assert operator.pulumi("preview").succeeded
