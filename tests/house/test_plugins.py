"""Every folder of plug-ins keeps the same rules: one thing, one file, told what it is for."""

from __future__ import annotations

import ast
import inspect
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from comity.plugins.walk import slugs
from tests.house.tree import ROOT, SOURCE


def plug_in_packages() -> list[str]:
    """List the packages whose modules may not know each other: those are the plug-ins (`pyproject.toml`)."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    named = next(contract["modules"] for contract in contracts if contract["type"] == "independence")
    folders = [name.removesuffix(".*") for name in named]
    return [name for name in folders if (SOURCE / Path(*name.split(".")[1:]) / "__init__.py").exists()]


PLUG_INS = [(package, slug) for package in plug_in_packages() for slug in slugs(package)]


def concrete_classes(module: ModuleType) -> list[type]:
    """List the classes that a module itself defines, abstract ones and those with an underscore aside."""
    own = (value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__)
    return [value for value in own if not inspect.isabstract(value) and not value.__name__.startswith("_")]


def plug_in_class(package: str, slug: str) -> type:
    """Return the class of one plug-in: the one with a base of its own project."""
    classes = concrete_classes(import_module(f"{package}.{slug}"))
    derived = [kind for kind in classes if any(base.__module__.startswith("comity.") for base in kind.__mro__[1:])]
    assert len(derived) == 1, f"{package}.{slug}: {[kind.__name__ for kind in derived]}"
    return derived[0]


def test_the_folders_of_plug_ins_are_known() -> None:
    assert {"comity.leads.kinds", "comity.routing.channels", "comity.text.formats"} <= set(plug_in_packages())


@pytest.mark.parametrize(("package", "slug"), PLUG_INS)
def test_a_plug_in_is_one_documented_class_in_a_documented_file(package: str, slug: str) -> None:
    kind = plug_in_class(package, slug)
    module = import_module(kind.__module__)
    assert module.__doc__
    assert kind.__doc__
    assert kind.__doc__ != kind.__mro__[1].__doc__
    assert slug == slug.lower()


@pytest.mark.parametrize("package", plug_in_packages())
def test_the_slug_is_the_name_of_the_file_and_no_code_is_used_twice(package: str) -> None:
    kinds = {slug: plug_in_class(package, slug) for slug in slugs(package)}
    assert {slug: getattr(kind, "slug", slug) for slug, kind in kinds.items()} == {slug: slug for slug in kinds}
    codes = [code for kind in kinds.values() if isinstance(code := getattr(kind, "code", None), str)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("package", plug_in_packages())
def test_listing_imports_nothing(package: str) -> None:
    for slug in slugs(package):
        path = SOURCE / Path(*package.split(".")[1:]) / f"{slug}.py"
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
