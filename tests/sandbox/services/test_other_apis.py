"""The dynamic providers at every Submit API that the vendor's pages leave possible, over HTTP."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from components.key.inquiry import Unproved
from components.key.proof import KeyProofProvider
from components.retirement.guard import KeyGuardProvider
from components.retirement.history import KeyRetirementProvider
from tests.sandbox.services.faulty_api import Api
from tests.support.marks import AT, mark

WORLDS = list(product(("key-first", "body-first"), (True, False), ("json", "text", "empty")))


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)


class Life:
    """Two keys of a stack, and the resources that follow them."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.ids = {"a": api.key_id}
        self.keys = {mark("a"): api.key}
        self.ids["b"], self.keys[mark("b")] = api.made()
        self._retirement: dict[str, Any] = {}

    def prove(self, name: str, *, again: bool = False) -> dict[str, Any]:
        news = {
            "key": self.keys[mark(name)],
            "baseUrl": f"{self.api.url}/api",
            "keyVersion": ord(name) - 96,
            "fingerprint": mark(name),
            "externalId": f"TEST-KEY-ROTATION-s-{name}",
            "generation": 1,
        }
        provider = KeyProofProvider()
        outs = provider.update("id", news, news).outs if again else provider.create(news).outs
        return dict(outs)

    def retire(self, *tried: str) -> dict[str, str]:
        """The states after the update whose ledger lists these keys."""
        news = self._props(*tried) | {
            "provedAt": AT,
            "generation": len(tried),
            "drainSeconds": -1,
            "deadlineSeconds": 3600,
            "exposed": None,
        }
        provider, before = KeyRetirementProvider(), self._retirement
        outs = provider.update("id", before, news).outs if before else provider.create(news).outs
        self._retirement = dict(outs)
        return {life["fingerprint"]: life["state"] for life in self._retirement["history"]}

    def destroy(self, *tried: str) -> None:
        KeyGuardProvider().delete("id", self._props(*tried) | {"protected": True})

    def _props(self, *tried: str) -> dict[str, Any]:
        records = [
            {"version": ord(name) - 96, "fingerprint": mark(name), "firstSeen": AT}
            for name in tried
        ]
        place = {"baseUrl": f"{self.api.url}/api", "stack": "s", "testJobs": True}
        return {**place, "tried": records, "keys": self.keys}


@pytest.mark.parametrize(("order", "echo", "errors"), WORLDS)
def test_a_whole_life_ends_as_it_should(api: Api, order: str, echo: bool, errors: str) -> None:
    api.fault({"order": order, "echo": echo, "errors": errors})
    life = Life(api)

    proof = life.prove("a")
    assert proof["order"] == order.replace("-", " ")
    assert ("job without reference" in str(proof["answers"])) is not echo
    assert life.retire("a") == {mark("a"): "current"}
    life.prove("b")
    life.prove("a", again=True)
    life.prove("b", again=True)
    for _ in range(2):
        assert life.retire("a", "b") == {mark("a"): "awaiting revocation", mark("b"): "current"}
    api.revoke(life.ids["a"])
    assert life.retire("a", "b") == {mark("a"): "revoked", mark("b"): "current"}
    with pytest.raises(Unproved, match="is not proved dead"):
        life.destroy("a", "b")
    api.revoke(life.ids["b"])
    life.destroy("a", "b")
    with pytest.raises(Unproved, match="refused the new key"):
        life.prove("a")


LIES = [{"behaviour": "accept-every-key"}, {"behaviour": "refuse-every-key"}, {"gateway": "shape"}]


@pytest.mark.parametrize(("order", "echo", "errors"), WORLDS)
@pytest.mark.parametrize("lie", LIES, ids=str)
def test_no_key_is_certified_by_an_api_that_lies(
    api: Api, order: str, echo: bool, errors: str, lie: dict[str, str]
) -> None:
    world = {"order": order, "echo": echo, "errors": errors}
    api.fault(world)
    life = Life(api)
    life.retire("a")
    api.fault({**world, **lie})

    with pytest.raises(Unproved):
        life.prove("b")
    assert life.retire("a", "b")[mark("a")] == "awaiting revocation"


@pytest.mark.parametrize(("order", "echo", "errors"), WORLDS)
def test_a_lock_out_in_other_words_is_no_death(
    api: Api, order: str, echo: bool, errors: str
) -> None:
    world = {"order": order, "echo": echo, "errors": errors}
    life = Life(api)
    life.retire("a")
    other = "text" if errors == "json" else "json"
    api.fault({**world, "lockout": {"id": life.ids["a"], "errors": other}})

    assert life.retire("a", "b")[mark("a")] == "awaiting revocation"
