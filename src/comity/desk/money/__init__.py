"""Victims, losses and what became of the money: lost, traced, frozen, returned."""
