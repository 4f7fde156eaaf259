"""Persons at the door: passwords, second factors, recovery codes, throttling."""
