"""The environment in which plain `pulumi` commands, boto3, PyGithub or curl see the sandbox."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping

from sandbox.engine import find
from sandbox.folder import CHECKOUT, SandboxFolder
from sandbox.process import Addresses
from sandbox.services.github.api import TOKEN
from sandbox.services.github.repositories import ORGANIZATION
from sandbox.stack import REGION


def exports(folder: SandboxFolder, addresses: Addresses) -> dict[str, str]:
    """The variables that a shell has to export; PATH begins with the engine in use."""
    folders = [str(find().executable.parent), str(CHECKOUT / ".venv" / "bin")]
    return {
        "PATH": os.pathsep.join(dict.fromkeys([*folders, os.environ.get("PATH", "")])),
        "PULUMI_HOME": str(folder.home),
        "PULUMI_BACKEND_URL": f"file://{folder.state}",
        "PULUMI_CONFIG_PASSPHRASE": folder.passphrase(),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "AWS_ENDPOINT_URL": addresses.aws_url,
        "AWS_ACCESS_KEY_ID": "sandbox",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "GITHUB_API_URL": f"{addresses.github_url}/api/v3",
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_OWNER": ORGANIZATION,
        "SUBMIT_BASE_URL": addresses.base_url,
        **without_proxy(os.environ),
    }


def without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that lead no connection to this machine through a proxy.

    Both spellings: gRPC, by which the engine speaks to its hosts, knows the lower-case one only.

    Source: gRPC documentation, "GRPC environment variables".
    """
    names = ("NO_PROXY", "no_proxy")
    hosts = ["127.0.0.1", "localhost", *(environment.get(name, "") for name in names)]
    return dict.fromkeys(names, ",".join(dict.fromkeys(filter(None, hosts))))


def as_shell(exported: Mapping[str, str]) -> str:
    """The lines for `eval`."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in exported.items())
