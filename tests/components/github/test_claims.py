"""Two keys of one program never write to one place."""

from __future__ import annotations

import pulumi
import pytest

from components.github.settings import GithubSettings
from components.store.settings import StoreSettings
from components.submit_key import SubmitKey, SubmitKeyArgs
from tests.conftest import KEY, RecordingEngine


def declare(**github: tuple[GithubSettings, GithubSettings]) -> None:
    for name, settings in zip(("one", "two"), github["both"], strict=True):
        SubmitKey(
            name,
            SubmitKeyArgs(
                key=pulumi.Output.secret(KEY), store=StoreSettings(name=name), github=settings
            ),
        )


def test_a_second_key_for_the_same_secret_is_refused_without_asking_what_is_there(
    engine: RecordingEngine,
) -> None:
    same = GithubSettings(repositories=("alpha",))

    with pytest.raises(pulumi.RunError) as caught:
        engine.run(lambda: declare(both=(same, same)))

    assert str(caught.value) == (
        "two:github.repositories.0: one of this program writes actions/secrets/SUBMIT_API_KEY"
        " there, too; choose another github.secretName and github.variableName for one of them"
    )


def test_two_keys_may_share_a_repository_under_names_of_their_own(engine: RecordingEngine) -> None:
    one = GithubSettings(repositories=("alpha",))
    two = GithubSettings(repositories=("alpha",), secret_name="OTHER", variable_name="OTHER_URL")

    engine.run(lambda: declare(both=(one, two)))

    assert len(engine.of_type("ActionsSecret")) == 2
