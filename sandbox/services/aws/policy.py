"""Whether policies allow a request, as IAM decides it.

Source: IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements: Condition operators"
and "Multivalued context keys". A key that the request does not carry fails every operator but a
negated one, `Null`, `...IfExists` and `ForAllValues`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Statement = Mapping[str, Any]


class UnknownOperator(Exception):
    """A condition operator that is not implemented here; guessing could be wrong."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """What a request needs: an action on a resource, with the context it carries."""

    action: str
    resource: str
    """An ARN; `*` where AWS gives the action no resource."""
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By condition key, in small letters: the values."""


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks."""

    arn: str
    """Of the user or of the role, not of the session."""
    account: str


def decides(statements: Iterable[Statement], right: Right, principal: Principal) -> bool | None:
    """True: allowed; False: denied explicitly; None: no statement applies."""
    effects = {each["Effect"] for each in statements if _applies(each, right, principal)}
    if "Deny" in effects:
        return False
    return True if "Allow" in effects else None


def _applies(statement: Statement, right: Right, principal: Principal) -> bool:
    return (
        _principal_matches(statement, principal)
        and _element_matches(statement, "Action", right.action.lower(), str.lower)
        and _element_matches(statement, "Resource", right.resource)
        and all(
            _condition_holds(operator, key, wanted, right.context)
            for operator, block in statement.get("Condition", {}).items()
            for key, wanted in block.items()
        )
    )


def _principal_matches(statement: Statement, principal: Principal) -> bool:
    if "Principal" not in statement:
        return True
    named = statement["Principal"]
    arns = ["*"] if named == "*" else _listed(named.get("AWS", []))
    partition = principal.arn.split(":")[1]
    account = f"arn:{partition}:iam::{principal.account}:root"
    return bool({"*", principal.arn, principal.account, account} & set(arns))


def _element_matches(
    statement: Statement, element: str, value: str, fold: Callable[[str], str] = str
) -> bool:
    negated = f"Not{element}" in statement
    patterns = _listed(statement.get(f"Not{element}" if negated else element, []))
    return negated != any(like(fold(pattern), value) for pattern in patterns)


def _condition_holds(
    operator: str, key: str, wanted: Any, context: Mapping[str, Sequence[str]]
) -> bool:
    found = context.get(key.lower())
    expected = [str(each) for each in _listed(wanted)]
    prefix, _, rest = operator.rpartition(":")
    name = rest.removesuffix("IfExists")
    if name == "Null":
        return (found is None) == (expected == ["true"])
    if not found:
        return name != rest or prefix == "ForAllValues" or "Not" in name
    test = _operator(name)
    if prefix == "ForAllValues":
        return all(test(value, expected) for value in found)
    return any(test(value, expected) for value in found)


def _operator(name: str) -> Callable[[str, list[str]], bool]:
    positive = name.replace("Not", "")
    if positive not in _OPERATORS:
        raise UnknownOperator(name)
    test = _OPERATORS[positive]
    return test if positive == name else lambda value, expected: not test(value, expected)


def like(pattern: str, value: str) -> bool:
    """Match with `*` for any characters and `?` for one."""
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in pattern)
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


def _alike(value: str, expected: list[str]) -> bool:
    return any(like(each, value) for each in expected)


_OPERATORS: Mapping[str, Callable[[str, list[str]], bool]] = {
    "StringEquals": lambda value, expected: value in expected,
    "StringLike": _alike,
    "ArnEquals": _alike,
    "ArnLike": _alike,
    "Bool": lambda value, expected: value.lower() in [each.lower() for each in expected],
}


def _listed(item: Any) -> list[Any]:
    return list(item) if isinstance(item, (list, tuple)) else [item]
