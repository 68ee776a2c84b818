"""A machine whose way to the network is a proxy, named in lower case as most tools want it."""

from __future__ import annotations

import pytest

from sandbox.__main__ import main
from tests.engine.person import Person

pytestmark = pytest.mark.engine


@pytest.fixture
def _behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there, so whatever goes through it fails."""
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")


@pytest.mark.usefixtures("_behind_a_proxy")
def test_the_engine_and_the_sandbox_speak_to_this_machine_without_it(
    operator: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = operator.pulumi("preview")

    assert outcome.succeeded, outcome.output
    assert main(["key", "list"], operator.session) == 0, capsys.readouterr().err
