"""One byte form for one value: JSON with sorted keys, no spaces, UTF-8, and no floats.

This is the subset of RFC 8785 without the numbers that two programs could write differently.
"""

from __future__ import annotations

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical(value: object) -> bytes:
    """Write a value in its one form.

    Raises:
        TypeError: the value holds a float or something JSON does not know.
    """
    _hold_to_json(value)
    return _ENCODER.encode(value)


def _hold_to_json(value: object) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str:
                raise TypeError(f"keys are text: {key!r}")
            if type(item) not in _PLAIN:
                _hold_to_json(item)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]
            _hold_to_json(item)
    elif isinstance(value, float):
        raise TypeError(f"a float has more than one form: {value!r}; give it as text")
    else:
        raise TypeError(f"JSON does not know this: {value!r}")
