"""Imports every table, so that migrations, tests and seeding see the whole schema."""

from sqlmodel import SQLModel

from service.accounts import tables as _accounts
from service.achievements import tables as _achievements
from service.attachments import tables as _attachments
from service.contracts import filing_tables as _contract_filings
from service.contracts import ledger_tables as _ledger
from service.contracts import tables as _contracts
from service.http import idempotency as _idempotency
from service.imports import tables as _imports
from service.introductions import tables as _introductions
from service.kernel import audit as _audit
from service.kernel import audit_seals as _audit_seals
from service.kernel import changes as _changes
from service.kernel import jobs as _jobs
from service.kernel import rate_limits as _rate_limits
from service.listings import tables as _listings
from service.matches import tables as _matches
from service.needs import tables as _needs
from service.organizations import entry_tables as _entry
from service.organizations import tables as _organizations
from service.reports import tables as _reports
from service.roadshows import landing_tables as _landings
from service.roadshows import result_tables as _results
from service.roadshows import tables as _roadshows

METADATA = SQLModel.metadata
ROOMS = (
    _accounts,
    _achievements,
    _attachments,
    _audit,
    _audit_seals,
    _changes,
    _contracts,
    _entry,
    _contract_filings,
    _idempotency,
    _introductions,
    _jobs,
    _rate_limits,
    _listings,
    _imports,
    _ledger,
    _matches,
    _needs,
    _organizations,
    _roadshows,
    _results,
    _landings,
    _reports,
)
