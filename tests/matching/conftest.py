"""Small collections of documents for the matcher's tests."""

import pytest

from matching.document import Document
from matching.index import Index
from matching.ranking import rank, rank_many

LISTINGS = [
    Document(
        "a1",
        "石墨烯导热涂料",
        "一种石墨烯导热涂料及其制备方法，用于电子器件散热。",
        {"region": "150102", "price": 100},
    ),
    Document(
        "a2",
        "锂电池电解液添加剂",
        "提高高镍三元锂电池循环寿命的电解液。",
        {"region": "150200", "price": None},
    ),
    Document(
        "a3", "奶牛养殖环境监测系统", "基于LoRa的牛舍温度与氨气监测。", {"region": "110100", "price": 900}
    ),
    Document("a4", "羊绒分梳设备", "", {"region": None, "modes": ("transfer", "equity")}),
    Document("a5", "稀土永磁电机控制器", "PLC200 控制器，效率 95.5%", {"modes": ("equity",)}),
]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile the kernels before any test is timed."""
    index = Index.build(LISTINGS)
    index.add(LISTINGS[:1])
    rank_many(index, LISTINGS)
    rank(index, Document("", "电", ""))


@pytest.fixture
def listings() -> list[Document]:
    return list(LISTINGS)


@pytest.fixture
def index(listings: list[Document]) -> Index:
    return Index.build(listings)
