"""The listed types of dynamic resources are those that the program registers."""

from __future__ import annotations

import components.submit_key  # noqa: F401  (it imports every dynamic resource)
from components.dynamic_provider import DynamicResource
from records import resource_types


def test_every_type_of_a_dynamic_resource_is_listed_and_no_other() -> None:
    listed = {
        text for text in vars(resource_types).values() if str(text).startswith("pulumi-python:")
    }
    registered = {
        f"pulumi-python:{each._resource_type_name}"
        for each in DynamicResource.__subclasses__()
        if each.__module__.startswith("components.")
    }

    assert listed - {resource_types._SUBMIT} == registered
