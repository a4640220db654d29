"""Values kept aside on disk, so that a long file needs no more memory than a short one."""

import tempfile
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec

K = TypeVar("K")

CHUNK = 1000
_LENGTH = 8


class Spool(Generic[K]):
    """Chunks of values on disk, written once and read in order as often as needed."""

    def __init__(self, kind: Any) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the spool)
        self._decoder: msgspec.msgpack.Decoder[list[K]] = msgspec.msgpack.Decoder(list[kind])
        self._waiting: list[K] = []

    def add(self, value: K) -> None:
        """One more value."""
        self._waiting.append(value)
        if len(self._waiting) >= CHUNK:
            self._write()

    def chunks(self) -> Iterator[list[K]]:
        """All values in their order, a thousand at a time."""
        self._write()
        self._file.seek(0)
        while head := self._file.read(_LENGTH):
            yield self._decoder.decode(self._file.read(int.from_bytes(head)))

    def close(self) -> None:
        """Forget them."""
        self._file.close()

    def _write(self) -> None:
        if self._waiting:
            packed = msgspec.msgpack.encode(self._waiting)
            self._file.write(len(packed).to_bytes(_LENGTH) + packed)
            self._waiting = []
