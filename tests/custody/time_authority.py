"""A time-stamping authority made of OpenSSL: its keys, its tokens, and a server on this machine that answers as authorities do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.net.loopback import Asked, Given, LoopbackServer

_CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
"""


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def made(folder: Path) -> Path:
    """Make an authority with its root, and a stranger's root beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    subject = "/O=Example Time Authority/CN="
    for name, extensions in {
        "root": "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign",
        "tsa": "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature",
        "plain": "extendedKeyUsage=serverAuth",
        "other": "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign",
    }.items():
        (folder / f"{name}.ext").write_text(extensions)
        openssl(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            str(folder / f"{name}.key"),
            "-out",
            str(folder / f"{name}.csr"),
            "-subj",
            subject + name,
        )
        common = [
            "-in",
            str(folder / f"{name}.csr"),
            "-out",
            str(folder / f"{name}.pem"),
            "-days",
            "30",
            "-extfile",
            str(folder / f"{name}.ext"),
        ]
        if name in {"root", "other"}:
            openssl("x509", "-req", "-signkey", str(folder / f"{name}.key"), *common)
        else:
            openssl("x509", "-req", "-CA", str(folder / "root.pem"), "-CAkey", str(folder / "root.key"), "-CAcreateserial", *common)
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    return folder


def stamped(authority: Path, data: Path, token: Path, *, bare: bool = False) -> Path:
    query = token.with_suffix(".tsq")
    openssl("ts", "-query", "-data", str(data), "-sha256", "-cert", "-out", str(query))
    form = ["-token_out"] if bare else []
    openssl("ts", "-reply", "-queryfile", str(query), "-config", str(authority / "tsa.cnf"), "-section", "one", "-out", str(token), *form)
    return token


def reply(authority: Path, query: bytes, section: str = "one") -> bytes:
    """Answer a request as the authority does."""
    (authority / "q.tsq").write_bytes(query)
    config = str(authority / "tsa.cnf")
    openssl(
        "ts", "-reply", "-queryfile", str(authority / "q.tsq"), "-config", config, "-section", section, "-out", str(authority / "r.tsr")
    )
    return (authority / "r.tsr").read_bytes()


@contextmanager
def serving(authority: Path, change: Callable[[bytes, bytes], Given] | None = None) -> Iterator[str]:
    """Serve on this machine; `change` gets the request and the right answer, and says what is answered instead."""

    def answer(asked: Asked) -> Given:
        right = reply(authority, asked.body)
        return change(asked.body, right) if change else Given(200, right, "application/timestamp-reply")

    with LoopbackServer(answer) as server:
        yield server.address
