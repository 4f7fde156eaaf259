"""One byte form for one value: JSON with sorted keys, no spaces, UTF-8, and no floats.

This is the subset of RFC 8785 without the numbers that two programs could write differently.
"""

from __future__ import annotations

import json


def canonical(value: object) -> bytes:
    """Write a value in its one form.

    Raises:
        TypeError: the value holds a float or something JSON does not know.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"a float has more than one form: {value!r}; give it as text")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"keys are text: {key!r}")
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
