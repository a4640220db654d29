"""The commands that prove the audit trail: read it through, take a checkpoint out, check a record's proof."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from service import migrating
from service.contracts.evidence import Evidence, evidence_flaws
from service.kernel import audit_verification
from service.kernel.audit_proofs import Checkpoint, RecordProof, checkpoint, proof_flaws
from service.kernel.audit_seals import seal_new
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings

T = TypeVar("T")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-audit")
@click.option(
    "--checkpoint", "kept", multiple=True, type=_FILE, help="An exported checkpoint; may be repeated."
)
def verify_audit(kept: tuple[Path, ...]) -> None:
    """Read the whole audit trail and name every entry and seal that is not as it was written."""
    settings = Settings()
    checkpoints = [_read(path, Checkpoint) for path in kept]
    with migrating.current_database(settings) as database, database.snapshot() as session:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Audit trail 审计日志", total=2 * audit_verification.entry_count(session))
            flaws = audit_verification.verify(
                session, settings.audit_keys, checkpoints, lambda read: bar.advance(task, read)
            )
            found = _told(flaws)
        open_entries = audit_verification.unsealed_count(session)
    _end(found, "The audit trail is whole.")
    if open_entries:
        click.echo(
            f"{open_entries} entries are not sealed yet; `keju serve` and `keju work` seal each second."
        )


@click.command("export-checkpoint")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_checkpoint(file: Path) -> None:
    """Seal what is new and write a signed checkpoint into FILE, to be kept by somebody else."""
    settings = Settings()
    with migrating.current_database(settings) as database:
        seal_new(database, settings.audit_signer)
        with database.reading() as session:
            made = checkpoint(session, settings.audit_signer)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    click.echo(f"{file}: seal {made.seal} over {made.entries} entries, public key {made.key}")


@click.command("verify-proof")
@click.argument("file", type=_FILE)
@click.option("--key", "keys", multiple=True, help="Public key to believe; this installation's by default.")
def verify_proof(file: Path, keys: tuple[str, ...]) -> None:
    """Check a record's history (GET /audit/proof) without the database."""
    proof = _read(file, RecordProof)
    found = _told(proof_flaws(proof, keys or Settings().audit_keys))
    _end(found, f"{proof.entity} {proof.entity_id}: {len(proof.entries)} steps, as they were sealed.")


@click.command("verify-evidence")
@click.argument("file", type=_FILE)
@click.option("--key", "keys", multiple=True, help="Public key to believe; this installation's by default.")
def verify_evidence(file: Path, keys: tuple[str, ...]) -> None:
    """Check an evidence file (GET …/evidence) without the database."""
    evidence = _read(file, Evidence)
    found = _told(evidence_flaws(evidence, keys or Settings().audit_keys))
    steps = sum(len(each.steps) for each in evidence.records)
    _end(found, f"{evidence.title}: {len(evidence.records)} records, {steps} steps, as they were sealed.")


COMMANDS = (verify_audit, export_checkpoint, verify_proof, verify_evidence)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StartRefused(f"{path} is not a {kind.__name__}: {error}") from error


def _told(flaws: Iterable[str]) -> int:
    found = 0
    for line in flaws:
        found += 1
        click.echo(line)
    return found


def _end(found: int, whole: str) -> None:
    if found:
        raise click.ClickException(f"{found} places are broken.")
    click.echo(whole)
