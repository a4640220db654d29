"""Keys for machines, as tests use them."""

from tests.support.market import Person, created


def machine(who: Person, *scopes: str) -> Person:
    """A machine that acts as ``who`` with a key of these scopes."""
    body = {"name": "测试接口", "scopes": list(scopes) or ["audit:read"]}
    key = created(who.post("/api-keys", body))["key"]
    return Person(who.client, key, who.organization_id, who.person_id)
