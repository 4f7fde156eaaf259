"""The HTTP interface: the verbs of the command line and of the desk for programs, with keys that have scope and expiry.

api.py       the interface, its keys, its errors
shapes.py    what goes in and comes out
tools.py     verbs on what is sent along: leads, route, draft, lint, render
cases.py     cases, leads, routes, clocks, money
requests.py  requests, findings, letters, answers
lookups.py   who am I, search, directory, statistics
jobs.py      work in the background
"""
