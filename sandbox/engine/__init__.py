"""The genuine Pulumi engine: which one is in use, and how a machine gets one."""

from sandbox.engine.cli import MINIMUM, VERSION, Cli, EngineError, Origin
from sandbox.engine.found import find

__all__ = ["MINIMUM", "VERSION", "Cli", "EngineError", "Origin", "find"]
