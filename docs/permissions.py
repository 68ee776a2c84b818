"""Writes the table of GitHub's permissions into `docs/permissions.md` from the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.github.permissions import NAMES, STEPS, Call, calls, permissions
from docs.tables import ROOT, replaced, table

PERMISSIONS = ROOT / "docs" / "permissions.md"
_HEADS = ("permission", "as an App's", *STEPS, "needed for", "what is called")


def permissions_page(text: str) -> str:
    """The page with its table replaced by that of the code."""
    return replaced(text, "permissions", table(_HEADS, _rows()))


def _rows() -> Iterator[tuple[str, ...]]:
    for name, words in NAMES.items():
        asked = [call for call in calls() if call.permission == name]
        settings = ", ".join(dict.fromkeys(_code(call.setting) for call in asked))
        cells = (permissions([step]).get(name, "") for step in STEPS)
        yield words, f"`{name}`", *cells, settings, _called(asked)


def _code(setting: str) -> str:
    name, comma, more = setting.partition(",")
    return f"`{name}`{comma}{more}"


def _called(asked: Sequence[Call]) -> str:
    methods: dict[str, list[str]] = {}
    for call in asked:
        methods.setdefault(call.endpoint, []).append(call.method)
    return "<br>".join(
        f"{' '.join(dict.fromkeys(verbs))} `{path}`" for path, verbs in methods.items()
    )


def main() -> None:
    """Write the table."""
    text = PERMISSIONS.read_text(encoding="utf-8")
    PERMISSIONS.write_text(permissions_page(text), encoding="utf-8")


if __name__ == "__main__":
    main()
