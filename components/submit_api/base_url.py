"""Pure rules about where the key may be sent.

Source: the vendor's page "Getting an API Key" (the one production base URL).
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from components.refusal import Refusal

SETTING = "baseUrl"
VENDOR_BASE_URL = "https://submit.atomyx.io/api"
VENDOR_HOST = "submit.atomyx.io"
_WAY_OUT = f"use {VENDOR_BASE_URL}"


def accept_base_url(text: str, allowed_hosts: Collection[str] = ()) -> str:
    """Return the base URL without a trailing slash.

    `allowed_hosts` are the host names, beside the vendor's own, that the key may be sent to.
    Plain http is accepted for a loopback address only.

    Raises:
        Refusal: not https, credentials, a query or a fragment in it, or a host not allowed.
    """
    fault = _fault(text, _split(text), {VENDOR_HOST, *allowed_hosts})
    if fault:
        raise Refusal(SETTING, f"{fault} ({len(text)} characters)", _WAY_OUT)
    return text.rstrip("/")


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        raise Refusal(SETTING, f"is not a URL ({len(text)} characters)", _WAY_OUT) from None
    return url


def _fault(text: str, url: SplitResult, hosts: Collection[str]) -> str | None:
    host = url.hostname or ""
    if any(character.isspace() or not character.isprintable() for character in text):
        return "contains white space or invisible characters"
    if url.username is not None or url.password is not None:
        return "carries credentials"
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(host)):
        return "is not https"
    if "?" in text or "#" in text:
        return "carries a query or a fragment"
    if host not in hosts:
        return "names a host that is neither the vendor's nor listed in allowedHosts"
    return None


def is_loopback(host: str) -> bool:
    """Tell whether a host name can only mean this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
