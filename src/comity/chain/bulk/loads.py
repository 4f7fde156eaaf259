"""Numbers from bytes, in compiled code: one load each, wherever they stand; the caller sees to it that the bytes are there.

Ledgers write numbers with the low byte first, and so do the processors that numba compiles for. Reading them byte by byte costs eight
bounded look-ups for one number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _loads(bits: int, result: Any) -> Callable[..., Any]:
    """Make the typing and the code of one load."""

    def typed(_context: Any, data: Any, _place: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            at = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(bits).as_pointer())
            loaded = builder.load(at, align=1)
            return loaded if bits == 64 else builder.zext(loaded, ir.IntType(64))

        return result(data, types.int64), generate

    return typed


byte_at: Any = intrinsic(_loads(8, types.int64))
"""byte_at(data, place): the byte there."""
half_at: Any = intrinsic(_loads(16, types.int64))
"""half_at(data, place): two bytes as a number."""
word_at: Any = intrinsic(_loads(32, types.int64))
"""word_at(data, place): four bytes as a number."""
long_at: Any = intrinsic(_loads(64, types.int64))
"""long_at(data, place): eight bytes as a number with a sign."""
