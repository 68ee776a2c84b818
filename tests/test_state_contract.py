"""The state contract lists exactly the resources that the program registers."""

from __future__ import annotations

from tests.conftest import RecordingEngine
from tests.support.declared import EVERY_RESOURCE, make
from tests.support.state_contract import CONTRACT, rows_of


def test_every_resource_is_in_the_contract_under_its_name_and_type(
    engine: RecordingEngine,
) -> None:
    make(engine, **EVERY_RESOURCE)
    made = [(name, one.typ) for name, one in engine.made.items() if not name.startswith("org")]

    found = {resource: rows_of(*resource) for resource in made}

    assert [resource for resource, rows in found.items() if len(rows) != 1] == []
    assert {row for rows in found.values() for row in rows} == set(CONTRACT), "nothing makes these"
