#!/usr/bin/env python3
"""Check evidence or a request against its proof, with nothing but Python 3.9 or newer: no network, no account, no other program.

    python3 verify.py item FILE --proof FILE.tlog-proof --key KEY [--witness KEY]
    python3 verify.py slip SLIP --key KEY [--request LETTER] [--on 2026-11-21]
    python3 verify.py log FOLDER --key KEY [--witness KEY]     (a whole log as tiles, C2SP tlog-tiles)

KEY is the verifier key (NAME+HEX+BASE64) or a file that holds it; ask for it on another way than the proof. Exit code 0: everything
holds; 3: something does not, and the first reason says what; 2: a file or a key cannot be used. --json prints one JSON document.

What is checked, in this order: the proof is well formed (C2SP tlog-proof), the log's key signed its checkpoint (Ed25519, RFC 8032),
each witness asked for cosigned it, the disclosed event is the one the entry commits to, the entry is in the log (RFC 6962 section
2.1.1), and the event speaks of this very file (SHA-256). ML-DSA-44 signatures are not checked here and are told as such.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import sys
from datetime import datetime, timezone

ED25519, COSIGNED, LATTICE = 1, 4, 6
KEY_SIZES = {ED25519: 32, COSIGNED: 32, LATTICE: 1312}
HEAD = "c2sp.org/tlog-proof@v1"
RUSSIAN = {
    "holds": "всё сходится",
    "does not hold": "не сходится",
    "genuine": "запрос подлинный",
    "altered": "запрос или квитанция изменены",
    "expired": "срок квитанции истёк",
    "not_yet": "срок квитанции ещё не начался",
    "unknown_key": "ключ неизвестен: подлинность не подтверждена",
    "form": "файл доказательства построен неверно",
    "no_key": "не дан ключ журнала: доверять нечему",
    "signature": "подпись контрольной записи неверна",
    "unsigned": "ни один из данных ключей не подписал контрольную запись",
    "witness": "нет подписи свидетеля",
    "disclosure": "раскрытое событие не соответствует записи журнала",
    "inclusion": "запись не входит в журнал",
    "item": "это не тот файл: SHA-256 другой",
    "included": "запись входит в журнал",
    "event": "событие",
    "not_checked": "подпись ML-DSA-44 эта программа не проверяет",
    "not_compared": "письмо не сравнивалось: дайте его файл (--request)",
}


class Refused(Exception):
    """A check failed: a code, the reason in words, and the place."""

    def __init__(self, code: str, text: str, where: str | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.where = code, text, where


class Misused(Exception):
    """A file or a key cannot be used."""


# Ed25519 (RFC 8032 section 5.1): a few signatures a run, so plain integers do.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _recovered(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> tuple[int, int, int, int] | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _recovered(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _added(one: tuple[int, int, int, int], two: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _added(result, point)
        point = _added(point, point)
        number >>= 1
    return result


def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature holds."""
    key, base = _point(public), _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or base is None or scalar >= ORDER:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus = (P - key[0], key[1], key[2], P - key[3])
    x, y, z, _ = _added(_times(scalar, base), _times(digest, minus))
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


class Key:
    """A verifier key: name, kind, public bytes and the id that stands before its signatures."""

    def __init__(self, text: str) -> None:
        name, _, rest = text.strip().partition("+")
        hex_id, _, material = rest.partition("+")
        try:
            raw = base64.b64decode(material, validate=True)
        except ValueError as error:
            raise Misused("not a verifier key: NAME+8 hex digits+BASE64 is expected") from error
        self.name, self.kind, self.public = name, raw[0] if raw else 0, raw[1:]
        self.id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        if len(self.public) != KEY_SIZES.get(self.kind, -1) or self.id.hex() != hex_id:
            raise Misused("not a verifier key that is understood here, or its id does not belong to it")

    def holds(self, text: str, raw: bytes) -> bool:
        """Tell whether a signature of this key over a checkpoint holds."""
        if self.kind == ED25519:
            return ed25519_holds(self.public, raw, text.encode())
        stamp = int.from_bytes(raw[:8], "big")
        return stamp < 1 << 63 and ed25519_holds(self.public, raw[8:], f"cosignature/v1\ntime {stamp}\n{text}".encode())


class Proof:
    """A `.tlog-proof` file, read without trusting it."""

    def __init__(self, data: bytes, place: str) -> None:
        head, blank, note = data.partition(b"\n\n")
        try:
            lines, self.text, rows = _lines(head), *_note(note)
        except ValueError as error:
            raise Refused("form", str(error), place) from error
        if not blank or lines.pop(0) != HEAD:
            raise Refused("form", f"a log proof begins with {HEAD}", place)
        try:
            self.extra = _base64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
            if not lines or not lines[0].startswith("index "):
                raise ValueError("the index of the entry is missing")
            self.index = _decimal(lines.pop(0)[6:])
            self.path = [_digest(line) for line in lines]
            self.signatures = [_signature(row) for row in rows]
            parts = self.text.split("\n")
            if len(parts) < 4 or parts[-1] or not all(parts[:-1]):
                raise ValueError("a checkpoint has an origin, a size and a root, each on its line")
            self.origin, self.size, self.root = parts[0], _decimal(parts[1]), _digest(parts[2])
        except ValueError as error:
            raise Refused("form", str(error), place) from error


def _lines(head: bytes) -> list[str]:
    return head.decode("ascii").split("\n")


def _note(data: bytes) -> tuple[str, list[str]]:
    text = data.decode("utf-8")
    if any(ord(letter) < 32 and letter != "\n" for letter in text):
        raise ValueError("a signed note holds no control characters")
    body, blank, tail = text.rpartition("\n\n")
    if not blank or not tail.endswith("\n") or tail.count("\n") > 64:
        raise ValueError("a blank line and 1 to 64 signature lines are expected")
    return body + "\n", tail[:-1].split("\n")


def _signature(row: str) -> tuple[str, bytes, bytes]:
    parts = row.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or not parts[1] or "+" in parts[1]:
        raise ValueError("not a signature line")
    raw = _base64(parts[2])
    if len(raw) <= 4:
        raise ValueError("a signature is too short")
    return parts[1], raw[:4], raw[4:]


def _base64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 is not in its canonical form")
    return raw


def _digest(text: str) -> bytes:
    raw = _base64(text)
    if len(raw) != 32:
        raise ValueError(f"a digest has {len(raw)} bytes, not 32")
    return raw


def _decimal(text: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,19}", text):
        raise ValueError("a decimal number without leading zeros is expected")
    return int(text)


def check_signatures(proof: Proof, keys: list[Key], witnesses: list[Key], place: str) -> bool:
    """Check the signatures of the keys given; return whether a lattice signature was left unchecked."""
    if not keys:
        raise Refused("no_key", "no key of the log was given: nothing can be trusted", place)
    good, unchecked = [], False
    for name, key_id, raw in proof.signatures:
        for key in (*keys, *witnesses):
            if (key.name, key.id) != (name, key_id):
                continue
            if key.kind == LATTICE:
                unchecked = True
            elif not key.holds(proof.text, raw):
                raise Refused("signature", f"the signature of {key.name} ({key.id.hex()}) does not hold", place)
            else:
                good.append(key.id)
    if not any(key.id in good for key in keys):
        raise Refused("unsigned", "no known key of the log signed this checkpoint", place)
    absent = [key.name for key in witnesses if key.id not in good]
    if absent:
        raise Refused("witness", f"not cosigned by {', '.join(absent)}", place)
    return unchecked


def disclosed(extra: bytes, place: str) -> tuple[bytes, dict[str, object], dict[str, object]]:
    """Read the disclosed event and check that the entry commits to it; return entry, header and private part."""
    try:
        value = json.loads(extra.decode("utf-8"))
        entry, private, salt = value["entry"], value["private"], value["salt"]
        header = json.loads(entry)
        if not (_is_plain(private) and isinstance(header, dict) and header.get("v") == 1 and isinstance(salt, str)):
            raise ValueError("texts and tables of texts are expected")
        stated = {key: item for key, item in header.items() if key != "v"}
        if (
            not all(isinstance(item, str) for item in stated.values())
            or type(header["v"]) is not int
            or not {"type", "at", "commitment"} <= stated.keys()
        ):
            raise ValueError("texts are expected in the entry")
        if _canonical(header) != entry.encode() or not re.fullmatch("[0-9a-f]{64}", salt):
            raise ValueError("the entry or the salt is not in its one form")
        wanted = hmac.new(bytes.fromhex(salt), _canonical(private), hashlib.sha256).hexdigest()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("disclosure", f"not a disclosed event: {error}", place) from error
    if wanted != header.get("commitment"):
        raise Refused("disclosure", "the entry does not commit to what is disclosed", place)
    return entry.encode(), header, private


def _is_plain(value: object) -> bool:
    def text(item: object) -> bool:
        return item is None or isinstance(item, str)

    def table(item: object) -> bool:
        return isinstance(item, dict) and all(isinstance(inner, str) for inner in item.values())

    return isinstance(value, dict) and all(text(item) or table(item) for item in value.values())


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_inclusion(proof: Proof, leaf: bytes, place: str) -> None:
    """Check that a leaf is in the log (RFC 9162 section 2.1.3.2)."""
    if proof.index >= proof.size:
        raise Refused("inclusion", f"leaf {proof.index} cannot be in a tree of {proof.size}", place)
    at, last, node = proof.index, proof.size - 1, leaf
    for sibling in proof.path:
        if last == 0:
            raise Refused("inclusion", "the proof is too long", place)
        if at & 1 or at == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        at, last = at >> 1, last >> 1
    if last or node != proof.root:
        raise Refused("inclusion", "the proof is too short" if last else "the proof leads to another root", place)


def digest_of(path: str) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with open(path, "rb") as source:
        while piece := source.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def check_item(item: str, proof_path: str, keys: list[Key], witnesses: list[Key]) -> list[tuple[str, str, str | None]]:
    """Check one file against its proof; return what was shown."""
    proof = Proof(_read(proof_path), proof_path)
    unchecked = check_signatures(proof, keys, witnesses, proof_path)
    event = disclosed(proof.extra, proof_path) if proof.extra else None
    check_inclusion(proof, hashlib.sha256(b"\x00" + (event[0] if event else _read(item))).digest(), proof_path)
    if event and not speaks_of(event[2], digest_of(item)):
        raise Refused("item", "the item is not the one that the entry speaks of: its SHA-256 differs", item)
    shown: list[tuple[str, str, str | None]] = [("included", f"entry {proof.index} of {proof.origin}, {proof.size} entries", None)]
    if event:
        shown.append(("event", told(event[1], event[2]), None))
    if unchecked:
        shown.append(("not_checked", "an ML-DSA-44 signature was not checked by this tool", None))
    return shown


def speaks_of(private: dict[str, object], sha256: str) -> bool:
    """Tell whether an event names this digest among what went in or came out."""
    sides = (private.get("inputs"), private.get("outputs"))
    return any(isinstance(side, dict) and side.get("sha256") == sha256 for side in sides)


def told(header: dict[str, object], private: dict[str, object]) -> str:
    """Say in one line what an event is."""
    parts = [str(header["type"]), str(header["at"]), f"by {private.get('actor')}"]
    return ", ".join(parts + [f"{name}: {private[name]}" for name in ("case", "item", "reason") if private.get(name)])


def check_slip(slip: str, keys: list[Key], request: str | None, on: datetime) -> list[tuple[str, str, str | None]]:
    """Check the verification slip of a request; return what was shown."""
    try:
        proof = Proof(_read(slip), slip)
        unchecked = check_signatures(proof, keys, [], slip)
        if not proof.extra:
            raise Refused("disclosure", "the slip discloses no request", slip)
        entry, header, private = disclosed(proof.extra, slip)
        check_inclusion(proof, hashlib.sha256(b"\x00" + entry).digest(), slip)
        details = private.get("details")
        if header.get("type") != "request" or not isinstance(details, dict) or not isinstance(header.get("at"), str):
            raise Refused("form", "the entry is no registered request", slip)
        start, end = _instant(str(header["at"])), _instant(str(details.get("expires")))
    except Refused as error:
        outcome = "unknown_key" if error.code in {"no_key", "unsigned"} else "altered"
        raise Refused(outcome, error.text, error.where) from error
    except ValueError as error:
        raise Refused("altered", "the slip states no valid times", slip) from error
    if on >= end:
        raise Refused("expired", f"expired at {details['expires']}", slip)
    if on < start:
        raise Refused("not_yet", f"registered at {header['at']}, which has not come yet", slip)
    if request and not speaks_of(private, digest_of(request)):
        raise Refused("altered", "the request is not the one that was registered: its SHA-256 differs", request)
    shown: list[tuple[str, str, str | None]] = [("genuine", f"registered in {proof.origin} at {header['at']}", None)]
    shown += [("stated", f"{name}: {details[name]}", None) for name in sorted(details)]
    shown.append(("code", short_code(entry), None))
    if not request:
        shown.append(("not_compared", "the letter was not compared: give its file", None))
    if unchecked:
        shown.append(("not_checked", "an ML-DSA-44 signature was not checked by this tool", None))
    return shown


def short_code(entry: bytes) -> str:
    """Return the code that is compared on the telephone: 60 bits of the leaf hash in Crockford's base 32."""
    number = int.from_bytes(hashlib.sha256(b"\x00" + entry).digest()[:8], "big") >> 4
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> 5 * place & 31] for place in range(11, -1, -1))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def check_log(folder: str, keys: list[Key], witnesses: list[Key]) -> list[tuple[str, str, str | None]]:
    """Rebuild a log from its entries alone, and hold it against its tiles and its signed checkpoint."""
    place = os.path.join(folder, "checkpoint")
    proof = Proof(HEAD.encode() + b"\nindex 0\n\n" + _read(place), place)
    unchecked = check_signatures(proof, keys, witnesses, place)
    row: list[bytes] = []
    for number in range(-(-proof.size // 256)):
        name = tile_name(number, min(256, proof.size - 256 * number))
        bundle, leaves, at = _read(os.path.join(folder, "tile", "entries", name)), [], 0
        while at < len(bundle):
            end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
            leaves.append(hashlib.sha256(b"\0" + bundle[at + 2 : end]).digest())
            at = end
        if at != len(bundle) or b"".join(leaves) != _read(os.path.join(folder, "tile", "0", name)):
            raise Refused("inclusion", "the entries are not those of the tile of hashes", name)
        row += leaves
    size = len(row)
    while len(row) > 1:
        odd = [row.pop()] if len(row) % 2 else []
        row = [hashlib.sha256(b"\1" + row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)] + odd
    if size != proof.size or (row[0] if row else hashlib.sha256(b"").digest()) != proof.root:
        raise Refused("inclusion", "the entries lead to another root than the one that was signed", place)
    reasons: list[tuple[str, str, str | None]] = [("included", f"all {size} entries of {proof.origin}", None)]
    return reasons + ([("not_checked", "the ML-DSA-44 signature is not checked by this program", None)] if unchecked else [])


def tile_name(number: int, width: int) -> str:
    """Write the number of a tile as a path: groups of three digits, each but the last behind an x."""
    name = f"{number % 1000:03d}"
    while number := number // 1000:
        name = f"x{number % 1000:03d}/{name}"
    return name if width == 256 else f"{name}.p/{width}"


def _instant(text: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", text):
        raise ValueError("not an instant in UTC")
    return datetime.fromisoformat(text.partition(".")[0].rstrip("Z") + "+00:00")


def _read(path: str) -> bytes:
    with open(path, "rb") as source:
        return source.read()


def _keys(texts: list[str]) -> list[Key]:
    keys = []
    for text in texts:
        lines = _read(text).decode("utf-8", "replace").splitlines() if os.path.isfile(text) else [text]
        keys += [Key(line) for line in lines if line.strip()]
    return keys


def main(arguments: list[str]) -> int:
    """Run one check, print the answer, return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    item, slip, log = (verbs.add_parser(name) for name in ("item", "slip", "log"))
    item.add_argument("file")
    item.add_argument("--proof", required=True)
    log.add_argument("folder")
    for verb in (item, log):
        verb.add_argument("--witness", action="append", default=[])
    slip.add_argument("file")
    slip.add_argument("--request")
    slip.add_argument("--on", help="day or instant in UTC (default: now)")
    for verb in (item, slip, log):
        verb.add_argument("--key", action="append", required=verb is not slip, default=[])
        verb.add_argument("--lang", choices=("en", "ru"), default="ru" if os.environ.get("LANG", "").startswith("ru") else "en")
        verb.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        keys = _keys(given.key)
        if given.verb == "item":
            ok, reasons = True, check_item(given.file, given.proof, keys, _keys(given.witness))
        elif given.verb == "log":
            ok, reasons = True, check_log(given.folder, keys, _keys(given.witness))
        else:
            ok, reasons = True, check_slip(given.file, keys, given.request, _moment(given.on))
    except Refused as error:
        ok, reasons = False, [(error.code, error.text, error.where)]
    except (Misused, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _print(ok, reasons, given.json, given.lang)
    return 0 if ok else 3


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(timezone.utc)
    return _instant(text if "T" in text else f"{text}T00:00:00Z")


def _print(ok: bool, reasons: list[tuple[str, str, str | None]], as_json: bool, language: str) -> None:
    if as_json:
        rows = [{"code": code, "text": text, "where": where} for code, text, where in reasons]
        sys.stdout.write(json.dumps({"ok": ok, "reasons": rows}, ensure_ascii=False) + "\n")
        return
    verdict = "holds" if ok else "does not hold"
    lines = [RUSSIAN[verdict] if language == "ru" else verdict]
    for code, text, where in reasons:
        words = f"{RUSSIAN[code]} ({text})" if language == "ru" and code in RUSSIAN else text
        lines.append(f"  {where}: {words}" if where else f"  {words}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
