"""Names of secrets and variables."""

from __future__ import annotations

import re

from sandbox.services.github.errors import invalid

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def stored_name(name: str, kind: str) -> str:
    """A name as GitHub keeps it, in upper case; 422 for one it does not take.

    Source: "Naming your secrets": letters, digits and underscores, no digit first, no `GITHUB_`
    first, in any case. `kind` is `Secret` or `Variable`.
    """
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or "
            "underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) "
            "or underscores (_)."
        )
    if name.upper().startswith("GITHUB_"):
        raise invalid(f"{kind} names must not start with GITHUB_.")
    return name.upper()
