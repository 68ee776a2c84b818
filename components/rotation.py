"""Pure rules of a rotation: how its versions are named and what a person does next."""

from __future__ import annotations


def external_id(stack: str, key_version: int, fingerprint: str) -> str:
    """The reference of the one test job of a key version.

    Source: the vendor's page "API integration issues": production requests create real jobs, so a
    test uses a clearly identifiable reference and no customer data.
    """
    return f"TEST-KEY-ROTATION-{stack}-V{key_version}-{fingerprint}"
