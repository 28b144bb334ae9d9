"""Compiled modules: kept in a folder of ours where Python is told to write none beside the sources."""

from collections.abc import Mapping
from pathlib import Path


def keeping_bytecode(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment for processes of ours. Images of containers often set PYTHONDONTWRITEBYTECODE; then each process would compile
    Django and all else anew, several seconds of work before its first own line."""
    if not env.get("PYTHONDONTWRITEBYTECODE"):
        return dict(env)
    return {**env, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}
