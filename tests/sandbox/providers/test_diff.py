"""Which changes a stand-in provider's Diff reports, and which of them replace."""

from __future__ import annotations

from sandbox.providers.wire import UNKNOWN
from tests.sandbox.providers.conftest import POLICY, VERSION, remembered
from tests.sandbox.providers.engine_side import EngineSide, changes


def test_equal_inputs_make_no_diff(engine: EngineSide) -> None:
    made = remembered(
        {"name": "n", "recoveryWindowInDays": 0},
        {"name": "n", "arn": "arn", "policy": "{}", "region": "r", "recoveryWindowInDays": 0},
    )

    assert not changes(engine.diff(made))


def test_a_changed_input_updates_or_replaces_as_the_schema_says(engine: EngineSide) -> None:
    state = {"name": "n", "description": "old", "recoveryWindowInDays": 30}
    made = remembered({"name": "n"}, state)

    update = engine.diff(made, name="n", description="new")
    replacement = engine.diff(made, name="other", description="old")

    assert (list(update.diffs), list(update.replaces)) == (["description"], [])
    assert (list(replacement.diffs), list(replacement.replaces)) == (["name"], ["name"])


def test_a_replacing_property_that_is_not_known_yet_replaces(engine: EngineSide) -> None:
    made = remembered({}, {"secretId": "s", "secretString": "x"}, VERSION)

    assert list(engine.diff(made, secretId=UNKNOWN, secretString="x").replaces) == ["secretId"]


def test_moving_to_another_region_replaces(engine: EngineSide) -> None:
    made = remembered({}, {"name": "n", "region": "eu-west-1"})

    assert list(engine.diff(made, name="n", region="us-east-1").replaces) == ["region"]


def test_an_input_taken_away_is_a_change_unless_the_service_computes_it(engine: EngineSide) -> None:
    state = {"secretId": "s", "secretString": "x", "versionStages": ["AWSPREVIOUS"]}
    computed = engine.diff(remembered({}, state, VERSION), secretId="s", secretString="x")
    state = {"name": "n", "kmsKeyId": "k", "recoveryWindowInDays": 30}
    given = engine.diff(remembered({}, state), name="n")

    assert not changes(computed)
    assert list(given.diffs) == ["kmsKeyId"]


def test_changes_that_the_program_ignores_make_no_diff(engine: EngineSide) -> None:
    state = {"name": "n", "description": "theirs", "tags": {"a": "1"}, "recoveryWindowInDays": 30}
    made = remembered({"name": "n"}, state)
    ours = {"name": "n", "description": "ours", "tags": {"a": "2"}}

    assert not changes(engine.diff(made, ("description", "tags.a"), **ours))
    assert list(engine.diff(made, ("description",), **ours).diffs) == ["tags"]


def test_a_policy_written_differently_is_no_diff(engine: EngineSide) -> None:
    old = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["b","a"]}]}'
    new = '{"Statement": {"Action": ["a", "b"], "Effect": "Allow"}, "Version": "2012-10-17"}'
    made = remembered({}, {"name": "n", "policy": old}, POLICY)

    assert not changes(engine.diff(made, name="n", policy=new))
    assert changes(engine.diff(made, name="n", policy=new.replace("Allow", "Deny")))


def test_the_order_of_labels_does_not_count(engine: EngineSide) -> None:
    state = {"secretId": "s", "secretString": "x", "versionStages": ["B", "A"]}
    made = remembered({}, state, VERSION)

    assert not changes(engine.diff(made, secretId="s", secretString="x", versionStages=["A", "B"]))


def test_a_name_of_the_users_own_has_to_be_free_before_the_replacement(engine: EngineSide) -> None:
    own, _ = engine.check(POLICY, "p", name="mine", policy="{}", description="new")
    made = remembered(own, {**own, "description": "old"}, POLICY)
    automatic, _ = engine.check(POLICY, "p", policy="{}", description="new")
    other = remembered(automatic, {**automatic, "description": "old"}, POLICY)

    own_name = engine.diff(made, name="mine", policy="{}", description="new")
    made_name = engine.diff(other, policy="{}", description="new")
    assert (list(own_name.replaces), own_name.deleteBeforeReplace) == (["description"], True)
    assert (list(made_name.replaces), made_name.deleteBeforeReplace) == (["description"], False)
