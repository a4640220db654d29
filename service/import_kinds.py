"""Every kind of sheet that can be imported: the rooms write them, this puts them together."""

from service.contracts.register_operations import RegisteredContracts
from service.imports.kinds import Kinds
from service.imports.organization_operations import Organizations
from service.reports.absorption_operations import NationalAbsorption
from service.reports.target_operations import Targets

KINDS: Kinds = {
    kind.name: kind for kind in (RegisteredContracts(), NationalAbsorption(), Organizations(), Targets())
}
