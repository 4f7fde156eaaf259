"""Single packed streams: gzip (RFC 1952), bzip2, xz."""

from __future__ import annotations

import bz2
import lzma
import mmap
from collections.abc import Callable, Iterator

from isal import igzip_lib, isal_zlib

_PIECE = 1 << 18
_GZIP = 31
Data = bytes | mmap.mmap


def stream_kind(head: bytes) -> str | None:
    """Tell the kind of a packed stream by its first bytes."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[4:10] == b"1AY&SY":
        return "bzip2"
    return "xz" if head.startswith(b"\xfd7zXZ\x00") else None


def _pieces(data: Data) -> Iterator[bytes]:
    for place in range(0, len(data), _PIECE):
        yield bytes(data[place : place + _PIECE])


def _gunzip(data: Data) -> Iterator[bytes]:
    worker = isal_zlib.decompressobj(_GZIP)
    for piece in _pieces(data):
        rest = piece
        while rest:
            try:
                yield worker.decompress(rest, 1 << 20)
            except igzip_lib.IsalError as problem:  # type: ignore[misc]  # an exception, whatever the stub says
                raise ValueError(str(problem)) from problem
            if worker.eof:
                rest = worker.unused_data
                if not rest.startswith(b"\x1f\x8b"):
                    break
                worker = isal_zlib.decompressobj(_GZIP)
            else:
                rest = worker.unconsumed_tail
    if not worker.eof:
        raise EOFError("the packed stream is cut short")


def _bunzip(data: Data) -> Iterator[bytes]:
    worker = bz2.BZ2Decompressor()
    for piece in _pieces(data):
        rest = piece
        while rest or not worker.needs_input:
            yield worker.decompress(rest, 1 << 20)
            rest = b""
            if worker.eof:
                return
    raise EOFError("the packed stream is cut short")


def _unxz(data: Data) -> Iterator[bytes]:
    worker = lzma.LZMADecompressor(memlimit=256 << 20)
    for piece in _pieces(data):
        rest = piece
        while rest or not worker.needs_input:
            try:
                yield worker.decompress(rest, 1 << 20)
            except lzma.LZMAError as problem:
                raise ValueError(str(problem)) from problem
            rest = b""
            if worker.eof:
                return
    raise EOFError("the packed stream is cut short")


STREAMS: dict[str, Callable[[Data], Iterator[bytes]]] = {"gzip": _gunzip, "bzip2": _bunzip, "xz": _unxz}
