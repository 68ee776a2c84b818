"""Which hosts the key may be sent to."""

from __future__ import annotations

import pytest

from components.refusal import Refusal
from components.submit_api.base_url import VENDOR_BASE_URL, accept_base_url

BAD_URLS = {
    "http://submit.atomyx.io/api": "is not https",
    "http://localhost.example.com/api": "is not https",
    "ftp://submit.atomyx.io/api": "is not https",
    "submit.atomyx.io/api": "is not https",
    "": "is not https",
    "https://user:word@submit.atomyx.io/api": "carries credentials",
    "https://word@submit.atomyx.io/api": "carries credentials",
    "https://submit.atomyx.io/api?key=1": "query or a fragment",
    "https://submit.atomyx.io/api?": "query or a fragment",
    "https://submit.atomyx.io/api#top": "query or a fragment",
    "https://submit.atomyx.io.evil.example/api": "names a host",
    "https://evil.example/submit.atomyx.io": "names a host",
    "https://submit.atomyx.io:port/api": "is not a URL",
    "https://[::1/api": "is not a URL",
    "https://submit.atomyx.io/api ": "white space",
    "http://127.0.0.1:8080/api": "names a host",
}


@pytest.mark.parametrize(("url", "fault"), BAD_URLS.items())
def test_a_base_url_the_key_must_not_be_sent_to_is_refused(url: str, fault: str) -> None:
    with pytest.raises(Refusal, match=fault) as refusal:
        accept_base_url(url)

    assert refusal.value.setting == "baseUrl"
    assert not url or url not in str(refusal.value).replace(VENDOR_BASE_URL, "")


def test_the_vendors_base_url_is_accepted_and_loses_its_trailing_slash() -> None:
    assert accept_base_url(VENDOR_BASE_URL + "/") == VENDOR_BASE_URL


def test_another_host_is_accepted_when_it_is_allowed_by_name() -> None:
    url = "https://submit.internal.example/api"

    assert url == accept_base_url(url, ["submit.internal.example"])


def test_plain_http_is_accepted_on_loopback_alone() -> None:
    assert accept_base_url("http://127.0.0.1:80/api", ["127.0.0.1"]) == "http://127.0.0.1:80/api"
    with pytest.raises(Refusal, match="is not https"):
        accept_base_url("http://submit.internal.example/api", ["submit.internal.example"])
