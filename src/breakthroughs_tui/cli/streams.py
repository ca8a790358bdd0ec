"""The three standard streams, which may be closed, full, gone, or poor in characters."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

from breakthroughs_tui.errors import os_reason

_ASCII: Final = "breakthroughs_ascii"

_LOST: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EAGAIN}
"""Errors of a write that ran out of space, or lost its device."""


def prepare_streams() -> None:
    """Make each standard stream one that can be written to, or says why not when it is.

    A stream that was closed (`>&-`) is there and refuses: no file that is opened later can
    take its number, and be written to by mistake. What an encoding lacks has equivalents.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            _reserve(descriptor)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  for good
    if sys.stdout is None:
        sys.stdout = _opened(1, "utf-8")
    elif isinstance(sys.stdout, io.TextIOWrapper):
        encoding = _ours(sys.stdout.encoding)
        sys.stdout.reconfigure(encoding=encoding, errors=_errors(encoding))
    # Python's own forgets what it could not write, so that nobody hears of it at the end
    sys.stderr = _opened(2, sys.stderr.encoding if sys.stderr else "utf-8")


def _opened(descriptor: int, encoding: str) -> TextIO:
    encoding = _ours(encoding)
    return open(
        descriptor,
        "w",
        buffering=1,
        encoding=encoding,
        errors=_errors(encoding),
        closefd=False,
    )


def _errors(encoding: str) -> str:
    """Name what stands in for the characters that an encoding lacks."""
    if codecs.lookup(encoding).name == "utf-8":
        return "backslashreplace"  # it lacks only lone surrogates, which have no equivalent
    from breakthroughs_tui.equivalents import equivalents  # here, to start at once

    return equivalents()


def _reserve(descriptor: int) -> None:
    """Hold a descriptor that is closed: nothing comes from it, and nothing can be written."""
    opened = os.open(os.devnull, os.O_RDONLY)
    if opened != descriptor:
        os.dup2(opened, descriptor)
        os.close(opened)


def _ours(encoding: str) -> str:
    """Return an encoding, or ASCII under a name of ours: click writes UTF-8 to plain ASCII."""
    if codecs.lookup(encoding).name != "ascii":
        return encoding
    codecs.register(_find_ascii)
    return _ASCII


def _find_ascii(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    plain = codecs.lookup("ascii")
    return codecs.CodecInfo(
        plain.encode,
        plain.decode,
        plain.streamreader,
        plain.streamwriter,
        plain.incrementalencoder,
        plain.incrementaldecoder,
        name=_ASCII,
    )


def lost_text(error: OSError) -> str:
    """Return why the output was not written, or what else the system refused."""
    if error.errno == errno.EBADF:
        return "Standard output is closed, so there was nowhere to print to."
    what = "The output could not be written" if error.errno in _LOST else "The system refused"
    return f"{what}: {os_reason(error)}."


def finish_streams(code: int) -> int:
    """Write out what still waits, and give the exit code: 0 only if all has arrived.

    What cannot be written is dropped, so that the interpreter does not trip over it again.
    The reason is reported, unless the command has failed already or its reader has gone.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            _drop(stream)
            if code == 0 and error.errno != errno.EPIPE and stream is not sys.stderr:
                with suppress(OSError):
                    sys.stderr.write(f"error: {lost_text(error)}\n")
            code = code or 1
        except ValueError:  # it was closed
            code = code or 1
    return code


def _drop(stream: TextIO) -> None:
    """Send what a stream still holds to nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        stream.flush()
