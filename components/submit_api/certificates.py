"""Why a TLS connection was not trusted, where the cause is this machine. No pulumi here.

Source: Requests, "SSL Cert Verification" (which variables count); OpenSSL, `X509_V_ERR_*`.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

UNREADABLE = (
    "the file of trusted certificates cannot be read: correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE"
)
UNTRUSTED = (
    "the TLS certificate comes from an authority that is not trusted here, as behind a company's"
    " proxy: add its CA to a copy of the usual ones and name that file in REQUESTS_CA_BUNDLE"
)
_UNKNOWN_ISSUER = range(18, 22)
"""Self-signed, alone or in the chain; the issuer, or the first certificate, is not known."""

_READERS = ("PEM", "X509")
"""The parts of OpenSSL that read a file of certificates."""


def told(error: Exception, otherwise: str) -> str:
    """The error of a connection in our own words; `otherwise` if certificates are not its cause."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UNTRUSTED if cause.verify_code in _UNKNOWN_ISSUER else otherwise
        if isinstance(cause, ssl.SSLError) and cause.library in _READERS:
            return UNREADABLE
    # requests raises a plain OSError, without a number, for a file that is not there.
    is_plain = type(error) is OSError and error.errno is None
    return UNREADABLE if is_plain else otherwise


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
