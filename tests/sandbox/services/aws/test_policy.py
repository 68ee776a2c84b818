"""Policies are evaluated as IAM documents it; moto ignores resources and conditions."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.services.aws.policy import Principal, Right, UnknownOperator, decides, like

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf"
WHO = Principal(arn="arn:aws:iam::123456789012:role/app/x", account="123456789012")
READ = "secretsmanager:GetSecretValue"


def statement(**changes: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": READ, "Resource": ARN, **changes}


def asked(statements: list[dict[str, Any]], **context: list[str]) -> bool | None:
    named = {name.replace("__", ":"): values for name, values in context.items()}
    return decides(statements, Right(action=READ, resource=ARN, context=named), WHO)


def test_what_no_statement_speaks_of_is_not_allowed() -> None:
    assert asked([]) is None
    assert asked([statement(Action="secretsmanager:DescribeSecret")]) is None
    assert asked([statement(Resource=f"{ARN}x")]) is None


def test_a_denial_beats_every_permission() -> None:
    assert asked([statement()]) is True
    assert asked([statement(), statement(Effect="Deny")]) is False


@pytest.mark.parametrize(
    "changes",
    [
        {"Action": "secretsmanager:getsecretvalue"},
        {"Action": "secretsmanager:Get*"},
        {"Action": ["s3:GetObject", READ]},
        {"Resource": f"{ARN[:-6]}??????"},
        {"Resource": "*"},
        {"Principal": "*"},
        {"Principal": {"AWS": WHO.arn}},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
    ],
)
def test_actions_resources_and_principals_match_by_pattern(changes: dict[str, Any]) -> None:
    assert asked([statement(**changes)]) is True


@pytest.mark.parametrize(
    "changes",
    [
        {"Resource": f"{ARN[:-6]}?????"},
        {"Resource": ARN.replace("x", ".")},
        {"Principal": {"AWS": "arn:aws:iam::999999999999:root"}},
        {"Principal": {"Service": "ecs-tasks.amazonaws.com"}},
    ],
)
def test_another_resource_or_principal_does_not_match(changes: dict[str, Any]) -> None:
    assert asked([statement(**changes)]) is None


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "holds"),
    [
        ("StringEquals", "a", ["a"], True),
        ("StringEquals", ["b", "a"], ["a"], True),
        ("StringEquals", "a", ["b"], False),
        ("StringEquals", "a", [], False),
        ("StringEqualsIfExists", "a", [], True),
        ("StringNotEquals", "a", [], True),
        ("StringNotEquals", "a", ["a"], False),
        ("StringLike", "a?c*", ["abcd"], True),
        ("StringNotLike", "a*", ["abcd"], False),
        ("ArnEquals", "arn:aws:iam::1:role/*", ["arn:aws:iam::1:role/x"], True),
        ("ArnNotEquals", "arn:aws:iam::1:role/x", ["arn:aws:iam::1:role/y"], True),
        ("Bool", "false", ["false"], True),
        ("Bool", "false", ["true"], False),
        ("Null", "true", [], True),
        ("Null", "false", [], False),
        ("ForAnyValue:StringEquals", "a", ["b", "a"], True),
        ("ForAnyValue:StringEquals", "a", [], False),
        ("ForAllValues:StringEquals", ["a"], ["a", "b"], False),
        ("ForAllValues:StringEquals", ["a"], [], True),
    ],
)
def test_a_condition_holds_as_its_operator_says(
    operator: str, wanted: Any, found: list[str], holds: bool
) -> None:
    condition = {operator: {"x:Key": wanted}}
    context = {"x__key": found} if found else {}

    assert asked([statement(Condition=condition)], **context) is (True if holds else None)


def test_every_condition_has_to_hold() -> None:
    both = {"StringEquals": {"x:a": "1", "x:b": "2"}}

    assert asked([statement(Condition=both)], x__a=["1"], x__b=["2"]) is True
    assert asked([statement(Condition=both)], x__a=["1"], x__b=["3"]) is None


def test_an_operator_that_is_not_known_gives_no_answer() -> None:
    with pytest.raises(UnknownOperator):
        asked(
            [statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
            aws__sourceip=["1"],
        )


def test_a_pattern_is_no_regular_expression() -> None:
    assert like("a.c", "a.c")
    assert not like("a.c", "abc")
