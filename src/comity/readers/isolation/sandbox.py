"""Take the network and all but bounded means away from the process that reads evidence (Linux; elsewhere as far as the system has them).

In this order: no new privileges, die with the parent, a network namespace of its own, limits of resources, and last a filter of system
calls (seccomp) that refuses sockets, other programs and looking into other processes. Each step is reported, so that `coverage.json` says
how the evidence was held; a step that the machine refuses weakens the cage, and is named as missing.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SIGKILL = 9
_ALLOW, _ERRNO_EPERM, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000
_CALLS = {  # socket connect accept bind listen accept4 socketpair-free: execve execveat ptrace io_uring process_vm_readv/writev
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 288, 59, 322, 101, 425, 310, 311)),
    "aarch64": (0xC00000B7, (198, 203, 202, 200, 201, 242, 221, 281, 117, 425, 270, 271)),
}
"""Numbers of the refused system calls by machine (linux/arch/*/entry/syscalls)."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def confine(memory: int) -> list[str]:
    """Confine this process for the rest of its life.

    Args:
        memory: bytes that it may take for itself (mapped evidence aside).

    Returns:
        What holds: `limits`, `no_new_privileges`, `network_namespace`, `seccomp`.
    """
    holds = []
    if _limit(memory):
        holds.append("limits")
    if not sys.platform.startswith("linux"):
        return holds
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if libc.unshare(_NEW_NET) == 0 or libc.unshare(_NEW_USER | _NEW_NET) == 0:
        holds.append("network_namespace")
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        holds.append("no_new_privileges")
        if _filter(libc):
            holds.append("seccomp")
    return holds


def _limit(memory: int) -> bool:
    try:
        import resource
    except ImportError:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        files = 512 if hard == resource.RLIM_INFINITY else min(512, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    except (ValueError, OSError):
        return False
    return True


def _filter(libc: ctypes.CDLL) -> bool:
    known = _CALLS.get(platform.machine())
    if known is None or struct.calcsize("P") != 8:
        return False
    architecture, calls = known
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERRNO_EPERM),
    ]
    for number in calls:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO_EPERM)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    instructions = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), ctypes.cast(instructions, ctypes.POINTER(_Instruction)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
