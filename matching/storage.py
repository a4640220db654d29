"""Owns how arrays lie in a folder: .npy files that can be memory-mapped, and a manifest that names them.

Every save writes a new generation beside the one in force and then replaces the manifest in one rename, so
that a process killed at any moment leaves the old generation in force. Nothing is pickled: a pickle from a
stranger runs code.
"""

import hashlib
import json
import os
import shutil
import unicodedata
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import IndexDamaged, IndexMissing, IndexOutdated

FORMAT = 2
MANIFEST = "manifest.json"
GENERATION = "generation-"

Arrays = Mapping[str, NDArray[Any]]


def save(folder: Path, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    """Put arrays and JSON facts in force in the folder, all at once or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    name = GENERATION + uuid.uuid4().hex
    generation = folder / name
    generation.mkdir()
    files = {key: _write(generation / f"{key}.npy", array) for key, array in arrays.items()}
    body = {"generation": name, "files": files, "facts": dict(facts)}
    manifest = {"format": FORMAT, "characters": unicodedata.unidata_version, "digest": _digest(body), **body}
    _sync(generation)
    _replace(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False))
    for old in folder.glob(GENERATION + "*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, *, verify: bool) -> tuple[Arrays, dict[str, Any]]:
    """The arrays, memory-mapped read-only, and the facts in force.

    Sizes and the manifest's own digest are always checked; `verify` reads every byte as well. Raises
    IndexMissing, IndexDamaged, IndexOutdated.
    """
    manifest = _manifest(folder)
    generation = folder / str(manifest["generation"])
    arrays = {key: _read(generation / f"{key}.npy", held, verify) for key, held in manifest["files"].items()}
    return arrays, manifest["facts"]


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise IndexMissing(f"no index in {folder}") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"the manifest in {folder} cannot be read: {error}") from error
    if not isinstance(manifest, dict):
        raise IndexDamaged(f"the manifest in {folder} is not an object")
    if (manifest.get("format"), manifest.get("characters")) != (FORMAT, unicodedata.unidata_version):
        raise IndexOutdated(f"the index in {folder} was written by another version")
    body = {key: manifest.get(key) for key in ("generation", "files", "facts")}
    if manifest.get("digest") != _digest(body):
        raise IndexDamaged(f"the manifest in {folder} was changed")
    return manifest


def _write(path: Path, array: NDArray[Any]) -> dict[str, Any]:
    with path.open("xb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": path.stat().st_size, "sha256": _checksum(path)}


def _read(path: Path, held: Mapping[str, Any], verify: bool) -> NDArray[Any]:
    try:
        if path.stat().st_size != held["bytes"] or (verify and _checksum(path) != held["sha256"]):
            raise IndexDamaged(f"{path.name} is not the file that was saved")
        # As a plain array: slices of numpy's memmap class cost ten times as much.
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except FileNotFoundError:
        raise IndexDamaged(f"{path.name} is missing") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{path.name} cannot be read: {error}") from error
    return array


def _replace(path: Path, text: str) -> None:
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
