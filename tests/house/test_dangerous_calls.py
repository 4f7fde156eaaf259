"""What the code of the program never does, whoever adds to it: looked for in the source, call by call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.tree import SOURCE, modules, texts

INTO_CODE = {"eval", "exec", "__import__"}
READ_BACK = {"pickle", "marshal", "shelve", "dill", "joblib", "jsonpickle"}
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader", "_LOADER"}
RAW_QUERIES = {"raw", "extra", "RawSQL"}
OLD_HASHES = {
    "readers/containers/winzip_aes.py": "the form of other people's archives",
    "desk/people/second_factor.py": "RFC 6238, what authenticators understand",
    "analysis/exports/kinds/ftm.py": "ids of a file format, nothing that protects",
    "custody/stores/s3.py": "the header that older object stores ask for, beside SHA-256",
}
CHANCE_THAT_GUARDS_NOTHING = ("readers/generators/", "training/", "samples/")
"""Rooms where `random` draws invented samples and exercises again from a seed."""
CIPHERS = {
    "AESGCM": "vault",
    "Fernet": "AES-CBC, then HMAC over it",
}
OTHER_PEOPLES_CIPHERS = ("readers/containers/",)
"""Rooms that open what others have sealed, in whatever form they did."""
UNESCAPED = {
    "web/views/trace.py": "a drawing of the program's own",
    "web/templates/training/lesson.html": "a lesson of the package, made from Markdown that shows HTML as text",
}
IN_SCRIPTS = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
    r"postMessage|addEventListener\(\s*[\"']message"
)


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    return tuple((path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))) for path in modules("src/comity"))


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of the program: its file, its name as it is written, the call."""
    for path, tree in parsed():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


def imported() -> Iterator[tuple[str, str]]:
    """Every module that the program imports, and what from it."""
    for path, tree in parsed():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def keyword(call: ast.Call, name: str) -> str | None:
    return next((ast.unparse(one.value) for one in call.keywords if one.arg == name), None)


def test_no_text_becomes_code() -> None:
    assert not [(path, name) for path, name, _ in calls() if name in INTO_CODE]
    assert not [(path, name) for path, name in imported() if name.split(".")[0] in {"code", "codeop", "jinja2", "mako"}]
    assert not [(path, name) for path, name, _ in calls() if name in {"Template", "template.Template", "from_string", "engine.from_string"}]


def test_no_shell_is_asked() -> None:
    assert not [path for path, _, call in calls() if keyword(call, "shell") not in {None, "False"}]
    assert not [(path, name) for path, name, _ in calls() if name in {"os.system", "os.popen", "subprocess.getoutput"}]
    texts_as_commands = [
        path for path, name, call in calls() if name.startswith("subprocess.") and call.args and isinstance(call.args[0], ast.JoinedStr)
    ]
    assert not texts_as_commands


def test_no_object_is_read_back_from_bytes() -> None:
    assert not [(path, name) for path, name in imported() if name.split(".")[0] in READ_BACK]
    loads = [(path, keyword(call, "Loader")) for path, name, call in calls() if name in {"yaml.load", "yaml.load_all"}]
    assert loads
    assert not [(path, loader) for path, loader in loads if loader not in SAFE_LOADERS]
    assert not [(path, name) for path, name, _ in calls() if name in {"yaml.unsafe_load", "yaml.full_load"}]


def test_no_query_is_put_together_from_text() -> None:
    """At the desk and its pages: the ORM, or parameters. (Readers of foreign databases quote the names that they find there.)"""
    rooms = ("desk/", "web/")
    of_rooms = [(path, name, call) for path, name, call in calls() if path.startswith(rooms) and not path.startswith("desk/migrations/")]
    assert not [(path, name) for path, name, _ in of_rooms if name.rpartition(".")[2] in RAW_QUERIES]
    asked = [(path, call.args[0]) for path, name, call in of_rooms if name.rpartition(".")[2] in {"execute", "executemany"} and call.args]
    assert not [(path, ast.unparse(query)) for path, query in asked if isinstance(query, ast.JoinedStr | ast.BinOp | ast.Call)]


def test_old_hash_functions_serve_other_peoples_formats_only() -> None:
    old = re.compile(r"hashlib\.(md5|sha1)\b|\b(MD5|SHA1)\(|new\(['\"](md5|sha1)", re.IGNORECASE)
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in modules("src/comity")
        if any(old.search(line.split("#")[0]) for line in path.read_text("utf-8").splitlines())
    }
    assert found == set(OLD_HASHES)


def test_chance_that_guards_something_comes_from_the_system() -> None:
    drawn = {path for path, name in imported() if name.split(".")[0] == "random" or name.startswith("numpy.random")}
    assert not {path for path in drawn if not path.startswith(CHANCE_THAT_GUARDS_NOTHING)}
    guarded = ("desk/tokens.py", "desk/people/second_factor.py", "desk/people/enrolment.py", "desk/configuration.py")
    assert set(guarded) <= {path for path, name in imported() if name.split(".")[0] == "secrets"}


def test_only_authenticated_encryption_seals() -> None:
    used = {
        (path, name.rpartition(".")[2])
        for path, name in imported()
        if name.startswith(("cryptography.hazmat.primitives.ciphers", "cryptography.fernet", "Crypto.Cipher")) and "Invalid" not in name
    }
    own = {(path, name) for path, name in used if not path.startswith(OTHER_PEOPLES_CIPHERS)}
    assert {name for _, name in own} == set(CIPHERS)


def test_scripts_of_the_pages_keep_nothing_and_make_no_markup() -> None:
    own = [
        (name, text) for name, text in texts() if name.startswith("src/comity/") and Path(name).suffix == ".js" and "/vendor/" not in name
    ]
    assert own
    assert not [f"{name}: {found.group()}" for name, text in own for found in [IN_SCRIPTS.search(text)] if found]


def test_every_value_of_a_page_is_escaped() -> None:
    loose = re.compile(r"mark_safe\(|\|\s*safe\b|autoescape off|format_html\(f|SafeString\((?!\"\")")
    found = {
        name.removeprefix("src/comity/")
        for name, text in texts()
        if name.startswith(("src/comity/web/", "src/comity/desk/")) and loose.search(text)
    }
    assert found == set(UNESCAPED)
