"""Ids of the transactions of a block: double SHA-256 (FIPS 180-4) without the witnesses (BIP 141), in compiled code.

Hashing is what reading a block costs once no objects are made: a call for each transaction costs more than its bytes, and so does a copy of
them without their witnesses. Here each is hashed where it stands. Where the processor has instructions for SHA-256 they are used directly,
and two messages share the pipeline, since one alone waits for its own rounds. Elsewhere `hashlib` does the work.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import binding, ir
from numba import njit, types
from numba.core import config
from numba.extending import intrinsic

Bytes = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int64]

# fmt: off
_ROUND = (
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
)
# fmt: on
_START = np.array([0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], dtype=np.uint32)


def _has_instructions() -> bool:
    """Tell whether compiled code may use the processor's SHA-256: not where numba was told to compile for another one."""
    told = config.CPU_NAME is not None or config.CPU_FEATURES is not None  # type: ignore[attr-defined]  # numba makes them at import
    features = binding.get_host_cpu_features()
    return not told and all(features.get(name, False) for name in ("sha", "ssse3", "sse4.1"))


def transaction_ids(raw: Bytes, places: Whole) -> Bytes:
    """Hash transactions as their ids are made.

    Args:
        raw: the block.
        places: of each transaction: where it begins, where its outputs end, where it ends, and how many bytes after its version
            announce witnesses (0 or 2); shape (transactions, 4).

    Returns:
        The ids in internal order; shape (transactions, 32).
    """
    if not HAS_INSTRUCTIONS:
        return _by_hashlib(raw, places)
    digests = np.empty((len(places), 32), np.uint8)
    view = raw.view()
    view.flags.writeable = False  # compiled code takes one kind, and a file's bytes are of that kind
    _digests(view, places, digests)
    return digests


def merkle_root(txids: Bytes) -> bytes:
    """Compute the Merkle root of ids; shape (transactions, 32), at least one."""
    row = txids
    while len(row) > 1:
        if len(row) % 2:
            row = np.concatenate([row, row[-1:]])
        places = np.zeros((len(row) // 2, 4), np.int64)
        places[:, 0] = np.arange(len(places)) * 64
        places[:, 1], places[:, 2] = places[:, 0] + 60, places[:, 0] + 64
        row = transaction_ids(np.ascontiguousarray(row).reshape(-1), places)
    return bytes(row[0])


def _by_hashlib(raw: Bytes, places: Whole) -> Bytes:
    sha256, view, found = hashlib.sha256, raw.data, []
    for begin, after, end, skipped in places.tolist():
        first = sha256(view[begin : begin + 4])
        first.update(view[begin + 4 + skipped : after])
        first.update(view[end - 4 : end])
        found.append(sha256(first.digest()).digest())
    return np.frombuffer(b"".join(found), np.uint8).reshape(-1, 32)


def _rounds(builder: Any, states: list[list[Any]], words: list[list[Any]]) -> None:
    """Emit the sixty-four rounds for several messages side by side; `states` is changed in place: ABEF and CDGH of each."""
    four = ir.VectorType(ir.IntType(32), 4)
    module = builder.module

    def named(name: str, arguments: int) -> Any:
        return module.declare_intrinsic(name, (), ir.FunctionType(four, [four] * arguments))

    rounds, first, second = named("llvm.x86.sha256rnds2", 3), named("llvm.x86.sha256msg1", 2), named("llvm.x86.sha256msg2", 2)

    def shuffled(one: Any, other: Any, order: list[int]) -> Any:
        return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(ir.IntType(32), 4), order))

    for step in range(16):
        constant = ir.Constant(four, list(_ROUND[step * 4 : step * 4 + 4]))
        here, after, before = step % 4, (step + 1) % 4, (step - 1) % 4
        for state, message in zip(states, words, strict=True):
            mixed = builder.add(message[here], constant)
            state[1] = builder.call(rounds, [state[1], state[0], mixed])
            if 3 <= step <= 14:
                carried = shuffled(message[before], message[here], [1, 2, 3, 4])
                message[after] = builder.call(second, [builder.add(message[after], carried), message[here]])
            state[0] = builder.call(rounds, [state[0], state[1], shuffled(mixed, mixed, [2, 3, 0, 0])])
            if 1 <= step <= 12:
                message[before] = builder.call(first, [message[before], message[here]])


def _emit(context: Any, builder: Any, signature: Any, arguments: Any, lanes: int) -> None:
    """Emit the compression of one block for each lane: arguments are, lane by lane, the state, the data and the block's place."""
    byte, four = ir.IntType(8), ir.VectorType(ir.IntType(32), 4)
    sixteen = ir.VectorType(byte, 16)
    turned = ir.Constant(ir.VectorType(ir.IntType(32), 16), [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12])
    places, states, words = [], [], []

    def shuffled(one: Any, other: Any, order: list[int]) -> Any:
        return builder.shuffle_vector(one, other, ir.Constant(ir.VectorType(ir.IntType(32), 4), order))

    for lane in range(lanes):
        state = context.make_array(signature.args[lane * 3])(context, builder, arguments[lane * 3]).data
        data = context.make_array(signature.args[lane * 3 + 1])(context, builder, arguments[lane * 3 + 1]).data
        held = builder.bitcast(state, four.as_pointer())
        places.append([held, builder.gep(held, [ir.Constant(ir.IntType(64), 1)])])
        low, high = (builder.load(place, align=4) for place in places[-1])  # DCBA, HGFE: the instructions want ABEF, CDGH
        low, high = shuffled(low, low, [1, 0, 3, 2]), shuffled(high, high, [3, 2, 1, 0])
        states.append([shuffled(high, low, [2, 3, 4, 5]), shuffled(high, low, [0, 1, 6, 7])])
        block = builder.bitcast(builder.gep(data, [arguments[lane * 3 + 2]]), sixteen.as_pointer())
        message = []
        for part in range(4):
            loaded = builder.load(builder.gep(block, [ir.Constant(ir.IntType(64), part)]), align=1)
            message.append(builder.bitcast(builder.shuffle_vector(loaded, loaded, turned), four))
        words.append(message)
    before = [list(state) for state in states]
    _rounds(builder, states, words)
    for (low_place, high_place), state, old in zip(places, states, before, strict=True):
        abef, cdgh = (builder.add(new, was) for new, was in zip(state, old, strict=True))
        low, high = shuffled(abef, abef, [3, 2, 1, 0]), shuffled(cdgh, cdgh, [1, 0, 3, 2])
        builder.store(shuffled(low, high, [0, 1, 6, 7]), low_place, align=4)
        builder.store(shuffled(low, high, [2, 3, 4, 5]), high_place, align=4)


def _one_block(_context: Any, state: Any, data: Any, _place: Any) -> Any:
    """Take one block into a state."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _emit(context, builder, signature, arguments, 1)
        return context.get_dummy_value()

    return types.none(state, data, types.int64), generate


_compress: Any = intrinsic(_one_block)


def _two_blocks(_context: Any, state: Any, data: Any, _place: Any, other: Any, other_data: Any, _other_place: Any) -> Any:
    """Take one block into each of two states."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _emit(context, builder, signature, arguments, 2)
        return context.get_dummy_value()

    return types.none(state, data, types.int64, other, other_data, types.int64), generate


_compress_two: Any = intrinsic(_two_blocks)


@njit(nogil=True)
def _begin(raw, begin, after, skipped, state, scratch):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Start a message; return where its next block stands, and how many blocks can be read where they stand."""
    state[:] = _START
    blocks = (after - begin - skipped) // 64
    place = begin + skipped
    if skipped == 0 or blocks == 0:
        return place, blocks
    for step in range(64):
        scratch[step] = raw[place + step]
    for step in range(4):
        scratch[step] = raw[begin + step]
    _compress(state, scratch, 0)
    return place + 64, blocks - 1


@njit(nogil=True)
def _pad(raw, begin, after, end, skipped, tail):  # type: ignore[no-untyped-def]  # compiled
    """Lay the last bytes of a message (of its outputs, and the lock time) with its padding into `tail`; return the blocks there."""
    length = after - begin - skipped + 4
    done = (length - 4) // 64 * 64
    left = length - done
    place = begin + skipped + done
    for step in range(left - 4):
        tail[step] = raw[place + step]
    if done == 0:
        for step in range(4):
            tail[step] = raw[begin + step]
    for step in range(4):
        tail[left - 4 + step] = raw[end - 4 + step]
    tail[left] = 0x80
    blocks = 1 if left < 56 else 2
    for step in range(left + 1, blocks * 64 - 8):
        tail[step] = 0
    bits = length * 8
    for step in range(8):
        tail[blocks * 64 - 1 - step] = (bits >> (8 * step)) & 0xFF
    return blocks


@njit(nogil=True)
def _lay_out(state, target):  # type: ignore[no-untyped-def]  # compiled
    for word in range(8):
        value = state[word]
        target[word * 4] = value >> np.uint32(24)
        target[word * 4 + 1] = (value >> np.uint32(16)) & np.uint32(0xFF)
        target[word * 4 + 2] = (value >> np.uint32(8)) & np.uint32(0xFF)
        target[word * 4 + 3] = value & np.uint32(0xFF)


@njit(cache=True, nogil=True)
def _digests(raw, places, digests):  # type: ignore[no-untyped-def]  # compiled
    """Hash the messages two by two; what one has more than the other is hashed alone."""
    count = len(places)
    states, tails = np.empty((2, 8), np.uint32), np.empty((2, 128), np.uint8)
    one, two, tail, other_tail = states[0], states[1], tails[0], tails[1]
    seconds = np.zeros((2, 64), np.uint8)  # a digest with its padding: the second message
    second, other_second = seconds[0], seconds[1]
    for lane in range(2):
        seconds[lane, 32] = 0x80
        seconds[lane, 62] = 1
    for number in range(0, count, 2):
        last = min(number + 1, count - 1)  # an odd one is its own partner
        begin, after, end, skipped = places[number, 0], places[number, 1], places[number, 2], places[number, 3]
        other_begin, other_after, other_end, other_skipped = places[last, 0], places[last, 1], places[last, 2], places[last, 3]
        at, blocks = _begin(raw, begin, after, skipped, one, tail)
        other_at, other_blocks = _begin(raw, other_begin, other_after, other_skipped, two, other_tail)
        both = min(blocks, other_blocks)
        for block in range(both):
            _compress_two(one, raw, at + block * 64, two, raw, other_at + block * 64)
        for block in range(both, blocks):
            _compress(one, raw, at + block * 64)
        for block in range(both, other_blocks):
            _compress(two, raw, other_at + block * 64)
        blocks = _pad(raw, begin, after, end, skipped, tail)
        other_blocks = _pad(raw, other_begin, other_after, other_end, other_skipped, other_tail)
        _compress_two(one, tail, 0, two, other_tail, 0)
        if blocks > 1:
            _compress(one, tail, 64)
        if other_blocks > 1:
            _compress(two, other_tail, 64)
        _lay_out(one, second)
        _lay_out(two, other_second)
        one[:] = _START
        two[:] = _START
        _compress_two(one, second, 0, two, other_second, 0)
        _lay_out(one, digests[number])
        _lay_out(two, digests[last])


HAS_INSTRUCTIONS = _has_instructions()
"""Whether the processor's own instructions are used."""
