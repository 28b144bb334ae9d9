"""First step of every `make` command: `python3 -m deploy.bootstrap [--dev | --uv]`.

Any Python 3 must be able to read this file, so that an old one gets a sentence and not a syntax error. The work is in
install.py.
"""

import sys

NEEDED = (3, 11)


def refusal_of(version: "tuple[int, ...]", executable: str) -> str:
    """The sentence for a Python that is too old; empty when it will do."""
    if tuple(version[:2]) >= NEEDED:
        return ""
    needed, found = f"{NEEDED[0]}.{NEEDED[1]}", f"{version[0]}.{version[1]}"
    return (
        f"Firstline needs Python {needed} or newer, and {executable} is Python {found}. "
        "Install a newer one (Debian, Ubuntu: apt-get install python3 python3-venv python3-pip) and name it: "
        "make run PYTHON=python3.12"
    )


def main() -> int:
    """Check this Python, then install. Returns the exit code."""
    sentence = refusal_of(tuple(sys.version_info[:3]), sys.executable)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 1
    from deploy.install import main as install  # noqa: PLC0415 - an old Python cannot even parse that module

    return install(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
