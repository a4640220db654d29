"""Code lists: what the program says and what the data files say are the same words, open to anybody."""

import importlib
import inspect
import pkgutil
import re
from enum import StrEnum

import pytest
from litestar.testing import TestClient

import service
from service.codes.lists import all_lists, cluster_of, code_list, region_prefix, require
from service.kernel.errors import Invalid
from service.kernel.settings import Settings
from tests.support.market import done, problem

# Enums that are no codes of the domain: never a field's value that somebody would choose from a list.
INTERNAL = {"JobState", "LinkPurpose", "Side", "Severity"}
# Where the list is not simply the plural of the name.
LISTS = {
    "AchievementVisibility": "visibilities",
    "AchievementForm": "achievement_forms",
    "RegionBasis": "region_bases",
    "TimeBasis": "time_bases",
}
# Enums that take a part of their list.
PARTS = {"AchievementVisibility"}


def enums() -> list[type[StrEnum]]:
    found = {
        thing
        for module in pkgutil.walk_packages(service.__path__, "service.")
        if not module.name.endswith("__main__")
        for _, thing in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if issubclass(thing, StrEnum) and thing.__module__.startswith("service.")
    }
    return sorted(found, key=lambda kind: kind.__name__)


def list_of(kind: type[StrEnum]) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()
    plural = re.sub(r"y$", "ie", words) + ("es" if words.endswith("s") else "s")
    return LISTS.get(kind.__name__, plural)


@pytest.mark.parametrize("kind", [kind for kind in enums() if kind.__name__ not in INTERNAL])
def test_an_enum_and_its_code_list_hold_the_same_codes_in_the_same_order(kind: type[StrEnum]) -> None:
    assert list_of(kind) in all_lists(), "every choice has a list with its Chinese and English names"
    listed, values = list(code_list(list_of(kind))), [member.value for member in kind]
    assert values == ([code for code in listed if code in values] if kind.__name__ in PARTS else listed)


def test_every_entry_has_a_code_and_both_names_and_every_parent_is_there() -> None:
    for name, entries in all_lists().items():
        assert entries, name
        for code, entry in entries.items():
            assert re.fullmatch(r"[A-Za-z0-9_:]{1,40}", code), f"{name} {code}"
            assert entry.zh.strip() == entry.zh != "", f"{name} {code}"
            assert entry.en.strip() == entry.en != "", f"{name} {code}"
            assert entry.parent is None or entry.parent in entries, f"{name} {code}"


def test_no_code_stands_twice_in_its_file() -> None:
    for path in (Settings().seeds_dir / "codes").glob("*.csv"):
        rows = path.read_text("utf-8").splitlines()[1:]
        assert len([row for row in rows if row.strip()]) == len(code_list(path.stem)), path.name


def test_a_codes_other_columns_point_into_other_lists() -> None:
    for park in code_list("parks").values():
        assert park.extra["region"] in code_list("regions")
    for cluster in code_list("clusters").values():
        assert set(cluster.extra["tech_fields"].split()) <= set(code_list("tech_fields"))
        assert set(cluster.extra["industries"].split()) <= set(code_list("industries"))


@pytest.mark.parametrize(
    ("code", "prefix"), [("150000", "15"), ("150100", "1501"), ("150105", "150105"), ("110000", "11")]
)
def test_a_region_reaches_what_lies_under_it(code: str, prefix: str) -> None:
    assert region_prefix(code) == prefix


def test_a_code_that_its_list_lacks_is_refused_and_none_is_no_code() -> None:
    require("regions", None, "/region")
    require("regions", "150105", "/region")
    for wrong in ("150199", "", "150105 ", "15"):
        with pytest.raises(Invalid) as refusal:
            require("regions", wrong, "/region")
        assert refusal.value.flaws[0].pointer == "/region"


def test_a_listing_belongs_to_the_cluster_of_its_industry_before_that_of_its_field() -> None:
    assert cluster_of("09", None) == "green_agriculture"
    assert cluster_of("09", "44") == "new_energy"
    assert cluster_of(None, None) is None


def test_anybody_reads_the_lists(client: TestClient) -> None:
    names = done(client.get("/api/v1/codes"))["items"]
    assert {item["name"]: item["entries"] for item in names} == {
        name: len(entries) for name, entries in all_lists().items()
    }
    for name, entries in all_lists().items():
        read = done(client.get(f"/api/v1/codes/{name}"))
        assert read["name"] == name
        assert [item["code"] for item in read["items"]] == list(entries)
    under = done(client.get("/api/v1/codes/regions?parent=150100"))["items"]
    assert "150105" in {item["code"] for item in under}
    assert done(client.get("/api/v1/codes/regions?parent=nothing"))["items"] == []
    problem(client.get("/api/v1/codes/regions?parent=" + "1" * 41), 400)
    problem(client.get("/api/v1/codes/nothing"), 404)
