"""A setting that means text is text, whatever the engine made of it; an empty one is not set."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import pulumi
import pytest
from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo

from components.section import Section, section_in
from components.settings import StackSettings
from program.configuration import read_settings
from tests.conftest import KEY, configure


def read(**settings: Any) -> StackSettings:
    configure(**{"submitKey": KEY, **settings})
    return read_settings(pulumi.Config("submit-key"), "test")


def refused(**settings: Any) -> str:
    with pytest.raises(pulumi.RunError) as refusal:
        read(**settings)
    return str(refusal.value)


def sections(of: type[Section]) -> Iterator[type[Section]]:
    yield of
    for field in of.model_fields.values():
        if inner := section_in(field.annotation):
            yield from sections(inner)


def shaped(annotation: Any, leaf: Any) -> Any:
    """A value of this type whose texts are all `leaf`; None if the type has no text."""
    arms = [arm for arm in get_args(annotation) if arm not in (NoneType, Ellipsis)]
    if annotation is str or (get_origin(annotation) is Annotated and arms[0] is str):
        return leaf
    if get_origin(annotation) is tuple:
        return None if (item := shaped(arms[0], leaf)) is None else [item]
    if get_origin(annotation) is dict:
        return {"name": shaped(arms[1], leaf)}
    found = [shaped(arm, leaf) for arm in arms if not isinstance(arm, str)]
    return next((value for value in found if value is not None), None)


FIELDS = {
    f"{section.__name__}.{name}": field
    for section in sections(StackSettings)
    for name, field in section.model_fields.items()
    if section_in(field.annotation) is None and shaped(field.annotation, "x") is not None
}


def taken(field: FieldInfo, value: Any) -> Any:
    """What a field makes of a value, or its errors."""
    alone: Any = create_model("Alone", __base__=Section, field=(field.annotation, field))
    try:
        return alone.model_validate({"field": value}).field
    except ValidationError as invalid:
        errors = invalid.errors()
        assert "extra_forbidden" not in {error["type"] for error in errors}
        assert {error["loc"][0] for error in errors} == {"field"}
        return [(error["type"], error["msg"]) for error in errors]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_number_or_a_boolean_is_taken_as_the_text_that_was_typed(field: FieldInfo) -> None:
    """`pulumi config set --path` stores what looks like one as one."""
    for stored, typed in ((4711, "4711"), (True, "true"), (False, "false"), (-3, "-3")):
        annotation = field.annotation

        assert taken(field, shaped(annotation, stored)) == taken(field, shaped(annotation, typed))


def test_the_texts_are_those_that_people_write() -> None:
    assert {
        "StoreSettings.tags",
        "StoreSettings.name",
        "GithubSettings.repositories",
        "GithubEnvironment.name",
        "AccessSettings.readers",
        "StackSettings.siblings",
        "StackSettings.base_url",
    } <= set(FIELDS)
    settings = read(store={"tags": {"cost-center": 4711, "live": True}})
    assert settings.store.tags == {"cost-center": "4711", "live": "true"}


def test_a_number_whose_text_is_lost_is_refused_with_the_way_to_keep_it() -> None:
    said = refused(store={"tags": {"release": 1.5}})

    assert said.startswith("submit-key:store.tags.release: is a number that is not stored as")
    assert "--type string" in said


def test_a_name_that_a_path_took_apart_is_refused_with_the_way_to_write_it() -> None:
    said = refused(store={"tags": {"acme": {"com/team": "x"}}})

    assert said.startswith("submit-key:store.tags.acme: is empty, or has options of its own")


@pytest.mark.parametrize(
    "given",
    [
        {"github": {"repositories": None, "secretName": None, "organization": None}},
        {"access": {"readers": None, "deploy": None}},
        {"store": {"tags": None, "recoveryWindowInDays": None, "replicas": None}},
        {"retirement": {"drainSeconds": None}, "monitor": {"emails": None}},
    ],
)
def test_an_option_that_was_left_empty_has_its_default(given: dict[str, Any]) -> None:
    assert read(**given) == read()


def test_an_empty_line_in_a_list_is_refused_by_its_place() -> None:
    assert "github.repositories.1: is empty" in refused(github={"repositories": ["a", None]})


def test_the_case_of_an_allowed_host_does_not_matter() -> None:
    settings = read(allowedHosts=["Proxy.Example.COM"], baseUrl="https://PROXY.example.com/api")

    assert settings.allowed_hosts == ("proxy.example.com",)
    assert read(allowedHosts=["::1"], baseUrl="https://[::1]/api")
