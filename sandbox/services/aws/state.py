"""What the AWS stand-in keeps between two runs: moto's backends, pickled and encrypted.

The values of secrets are in there, so no file holds them in clear; the Fernet key lies beside the
state with mode 0600. dill and not pickle, because backends hold lambdas.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any, cast

import dill
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

from sandbox.services.cannot_start import CannotStart

_UNTOUCHED = "moto_api"
_DEEP = 10_000
"""Recursion limit: dill pickles a function of moto with everything its module names."""
_PRIVATE_KEYS = (RSAPrivateKey, EllipticCurvePrivateKey, Ed25519PrivateKey)


class _Pickler(dill.Pickler):  # type: ignore[misc]
    def reducer_override(self, value: Any) -> Any:
        """Asymmetric KMS keys and SSM's dictionary of parameters do not pickle by themselves."""
        if isinstance(value, _PRIVATE_KEYS):
            der = value.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            return _private_key, (der,)
        if type(value).__name__ == "ParameterDict":
            arguments = (value.account_id, value.region_name)
            return type(value), arguments, value.__dict__, None, iter(dict.items(value))
        return NotImplemented


class SavedState:
    """The file with the saved backends, and its key."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "aws.state"
        self._key_path = folder / "aws.key"
        self._unsaved: set[str] = set()

    def save(self) -> None:
        """Save every backend in use. One that cannot be pickled is named and left out."""
        saved: dict[str, bytes] = {}
        for backends in cast(list[BackendDict[Any]], vars(BackendDict)["_instances"]):
            if backends.service_name == _UNTOUCHED:
                continue
            try:
                saved[backends.service_name] = _pickled(backends)
            except Exception as error:
                self._complain(backends.service_name, type(error).__name__)
        token = Fernet(self._key()).encrypt(dill.dumps(saved))
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(token)
        fresh.replace(self._path)

    def load(self) -> bool:
        """Load what was saved; False where nothing was. Raises CannotStart."""
        if not self._path.exists():
            return False
        try:
            saved = Fernet(self._key()).decrypt(self._path.read_bytes())
            for service, pickled in _unpickled(saved).items():
                for (account, region), backend in _unpickled(pickled).items():
                    dict.__setitem__(get_backend(service)[account], region, backend)
        except Exception as error:
            # Unpickling can fail in many ways; the way out is always the same.
            raise CannotStart(
                f"the saved AWS state {self._path} cannot be read ({type(error).__name__}): "
                "it was written by other versions or is damaged; remove it to start afresh"
            ) from None
        return True

    def _complain(self, service: str, reason: str) -> None:
        if service not in self._unsaved:
            print(f"AWS {service} will be empty after a restart ({reason})", file=sys.stderr)
        self._unsaved.add(service)

    def _key(self) -> bytes:
        if not self._key_path.exists():
            descriptor = os.open(self._key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(Fernet.generate_key())
        return self._key_path.read_bytes()


def _pickled(backends: BackendDict[Any]) -> bytes:
    worlds = {(account, region): backend for account, region, backend in backends.iter_backends()}
    buffer, usual = io.BytesIO(), sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEP)
    try:
        _Pickler(buffer).dump(worlds)
    finally:
        sys.setrecursionlimit(usual)
    return buffer.getvalue()


def _private_key(der: bytes) -> Any:
    # A function of our own: the library's is compiled and cannot be pickled.
    return load_der_private_key(der, None)


def _unpickled(pickled: bytes) -> Any:
    return dill.loads(pickled)  # noqa: S301 - Fernet has vouched that we wrote it
