"""What people are told where this machine does not trust the Submit API's certificate."""

from __future__ import annotations

import datetime
import ipaddress
import re
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from components.submit_api.answer import SEEN, UNVERIFIED, Verdict
from components.submit_api.client import SubmitApi
from tests.conftest import KEY


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(422)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, and its private key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "company")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(made.public_bytes(pem))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *private))
    return folder / "ca.pem", folder / "key.pem"


def serve(folder: Path, address: str) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(folder, address))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _the_usual_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A Submit API whose certificate an authority of a company's own has signed."""
    yield from serve(tmp_path, "127.0.0.1")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The same with the certificate of another address."""
    yield from serve(tmp_path, "127.0.0.2")


def seen(url: str) -> str:
    answer = SubmitApi(base_url=url, deadline=5).ask(KEY)
    assert answer.verdict is not Verdict.REFUSED
    assert re.fullmatch(SEEN, answer.seen), "a record could not hold it"
    return answer.seen


def test_a_company_s_authority_that_is_not_trusted_is_named_with_the_way_out(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "add its CA" in seen(url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    assert seen(url) == "status 422", "the way out that was named"


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_file_of_certificates_that_is_not_there_is_named(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "nothing.pem"))

    assert seen(url).startswith("the file of trusted certificates cannot be read: correct REQUESTS")


def test_a_file_without_certificates_is_named(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "page.pem").write_text("<html>")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "page.pem"))

    assert seen(url).startswith("the file of trusted certificates cannot be read")


def test_a_certificate_of_somebody_else_is_no_missing_authority(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))

    assert seen(elsewhere) == UNVERIFIED


def test_a_connection_that_fails_is_not_told_as_a_fault_of_certificates(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "nothing.pem"))

    assert seen("http://127.0.0.1:1/api") == "no answer: the connection failed or was dropped"
