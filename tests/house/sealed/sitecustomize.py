"""Python imports a module of this name when it starts: with this folder on PYTHONPATH, a program has no network and a standing clock."""

from tests.house import guards

guards.close_the_network()
guards.set_the_clock()
