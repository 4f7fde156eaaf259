"""Set Comity up on a machine that has only Python: `python3 tools/bootstrap.py run`.

    run      .venv with the locked packages and Comity itself
    dev      the same, and what its tests and checks need
    system   the programs that the tests call: of Debian (requirements/debian.txt), and real nodes (requirements/nodes)

Only the standard library is used. Every package is installed from the lock, by hash. What is in place already is left alone: the
digests of the locks are kept in .venv, so a second call costs nothing. pip's own settings (mirror, certificate) are respected.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "comity-installed.json"
LOCKS = {"run": ["build.txt", "run.txt"], "dev": ["build.txt", "run.txt", "dev.txt"]}
OLDEST = (3, 11)


class SetupError(Exception):
    """The machine lacks something that this program cannot bring; the message says what to do."""


def main(what: str) -> None:
    """Do what is asked, or say what is missing."""
    if sys.version_info < OLDEST:
        raise SetupError(f"Comity needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}: {sys.executable}")
    if what == "system":
        install_programs()
        install_nodes()
    elif what in LOCKS:
        install(what)
    else:
        raise SetupError(f"unknown step: {what!r}; there are: run, dev, system")


def install(what: str) -> None:
    """Bring .venv to the state of the locks."""
    make_venv()
    done = read_stamp()
    asked = LOCKS["dev"] if what == "dev" or "dev.txt" in done else LOCKS["run"]  # what was there stays there
    wanted = {name: digest(ROOT / "requirements" / name) for name in asked}
    if any(done.get(name) != value for name, value in wanted.items()):
        tell(f"installing the locked packages ({', '.join(asked)})")
        install_locked(asked)
    wanted["pyproject.toml"] = digest(ROOT / "pyproject.toml")
    if done != wanted:
        tell("installing comity")
        run(PYTHON, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def make_venv() -> None:
    """Create .venv with pip in it, or anew when the Python it was made with is gone."""
    if PYTHON.exists() and works(PYTHON, "-c", "import pip"):
        return
    if not works(sys.executable, "-c", "import ensurepip, venv"):
        install_debian([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"], "to make a virtual environment")
    tell(f"creating {VENV.name} with Python {sys.version.split()[0]}")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install_locked(names: list[str]) -> None:
    """Install locked sets by hash: with uv, which takes seconds; where uv cannot, with pip."""
    files = [option for name in names for option in ("-r", str(ROOT / "requirements" / name))]
    flags = ["--require-hashes", "--only-binary", ":all:", *files]
    run(PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "--only-binary", ":all:", *files[:2])
    options, env = settings_for_uv()
    uv = [BIN / "uv", "pip", "install", "--quiet", "--no-config", "--python", PYTHON, *options, *flags]
    if subprocess.run([str(part) for part in uv], check=False, env=env).returncode:
        tell("uv could not reach the packages; pip goes on with its own settings")
        run(PYTHON, "-m", "pip", "install", "-qq", *flags)


def settings_for_uv() -> tuple[list[str], dict[str, str]]:
    """Hand on to uv, which does not read pip's settings, the mirror, the folder of wheels and the certificate that pip is set to."""
    env = dict(os.environ)
    listed = subprocess.run([str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    rows = [line.split("=", 1) for line in listed.splitlines() if "=" in line]
    settings = {name.rsplit(".", 1)[-1]: value.strip("'\"") for name, value in rows}
    settings |= {name.removeprefix(":env:."): value.strip("'\"") for name, value in rows if name.startswith(":env:.")}
    for ours, theirs in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE"), ("find-links", "UV_FIND_LINKS")):
        if ours in settings:
            env.setdefault(theirs, settings[ours])
    return (["--no-index"] if "no-index" in settings else []), env


def install_programs() -> None:
    """Install the Debian programs that are missing."""
    rows = [line.split(None, 2) for line in read_lines(ROOT / "requirements" / "debian.txt")]
    missing = [(package, why) for command, package, why in rows if shutil.which(command) is None]
    if missing:
        install_debian([package for package, _ in missing], "; ".join(why for _, why in missing))


def install_nodes() -> None:
    """Bring the nodes that tests of chain sources ask, from their lock; without them the simulated servers alone are asked."""
    folder = ROOT / "requirements" / "nodes"
    stamp, wanted = folder / "node_modules" / ".comity-lock", digest(folder / "package-lock.json")
    if shutil.which("npm") is None or (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        return
    tell("installing the nodes that chain sources are tested against")
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", f"--prefix={folder}"]
    if subprocess.run(words, check=False, stdout=sys.stderr).returncode:
        tell("the nodes could not be brought; the tests ask the simulated servers alone")
        return
    stamp.write_text(wanted, encoding="utf-8")


def install_debian(packages: list[str], why: str) -> None:
    """Install Debian packages as root or through sudo.

    Raises:
        SetupError: there is no apt-get here, or no right to use it.
    """
    names = " ".join(packages)
    advice = f"install {names} ({why}), then run this again; on Debian: apt-get install {names}"
    if shutil.which("apt-get") is None:
        raise SetupError(advice)
    rights = rights_to_install(advice)
    tell(f"installing {names}: {why}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    run(*apt, "update", quiet=True)
    run(*apt, "install", "--yes", "--no-install-recommends", *packages, quiet=True)


def rights_to_install(advice: str) -> list[str]:
    """Return what to put before apt-get: nothing for root, sudo where it may be used."""
    if os.geteuid() == 0:  # type: ignore[attr-defined,unused-ignore]
        return []
    if shutil.which("sudo") and (sys.stdin.isatty() or works("sudo", "-n", "true")):
        return ["sudo"]
    raise SetupError(f"{advice} (as root)")


def run(*command: object, quiet: bool = False) -> None:
    """Run a command; when it fails, say which, with the end of what a quiet one printed."""
    words = [str(part) for part in command]
    stream = subprocess.PIPE if quiet else None
    done = subprocess.run(words, check=False, stdout=stream, stderr=subprocess.STDOUT if quiet else None, text=True)
    if done.returncode:
        tail = "\n".join((done.stdout or "").splitlines()[-15:])
        raise SetupError(f"this failed with exit code {done.returncode}: {' '.join(words)}\n{tail}".rstrip())


def works(*command: object) -> bool:
    """Tell whether a command runs without an error."""
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0


def read_stamp() -> dict[str, str]:
    """Return the digests of what is installed; empty when that is unknown."""
    try:
        found: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file that are neither empty nor comments."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tell(text: str) -> None:
    """Say on standard error what is being done."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except SetupError as error:
        sys.exit(f"setup: {error}")
