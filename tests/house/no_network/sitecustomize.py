"""Python imports a module of this name when it starts: with this folder on PYTHONPATH, a program has no network."""

from tests.house.network_guard import install

install()
