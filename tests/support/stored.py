"""What a database holds, to show that a refused request left nothing behind; and many requests at once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlmodel import SQLModel

from service.kernel.database import Database

T = TypeVar("T")


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


@contextmanager
def unchanged(database: Database, *, log_ins_too: bool = False) -> Iterator[None]:
    """What runs inside must store nothing, change nothing and delete nothing.

    People of the market log in when a test first asks for them, so log-ins are left out otherwise.
    """
    before = everything(database)
    yield
    after = everything(database)
    # A wrong attempt is counted: that is no effect of what was refused.
    after["guesses"] = before["guesses"]
    if not log_ins_too:
        after["login_sessions"] = before["login_sessions"]
    assert after == before


def count(database: Database, table: type[SQLModel]) -> int:
    """How many rows a table has."""
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def at_once(works: Iterable[Callable[[], T]]) -> list[T]:
    """Run all works at the same moment, each in a thread; their answers in order."""
    todo = list(works)
    start = Barrier(len(todo))

    def run(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(todo)) as pool:
        return list(pool.map(run, todo))
