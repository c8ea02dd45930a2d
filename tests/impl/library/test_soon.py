"""From asyncio: at once where there is room; where there is none the task waits, and the loop goes on."""

import asyncio
import threading

import pytest

from hiwater_impl.library import AuditContext, NotOpen
from hiwater_impl.library.tokens import text
from tests.impl.library.doors import DEADLINE_SECONDS, Stalling, Taking
from tests.impl.library.test_full_queue import HIGH_WATER, full


def run(coroutine: object) -> None:
    """A loop of its own, with a deadline."""

    async def limited() -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await coroutine  # type: ignore[misc]

    asyncio.run(limited())


async def writer(context: AuditContext, name: str, count: int) -> None:
    """A task that awaits each of its records."""
    for number in range(count):
        await context.audit_soon(1, text(f"{name} {number}"))


def test_with_room_it_is_made_at_once_on_the_loops_own_thread() -> None:
    """No other thread is begun for it."""
    door = Taking()
    with AuditContext(door=door) as context:
        before = set(threading.enumerate())
        run(writer(context, "task", 3))
        assert not [thread for thread in set(threading.enumerate()) - before if thread.name == "hiwater soon"]
        assert context.statistics().kernel == 3
    assert door.texts()[1:] == ["task 0", "task 1", "task 2"]


def test_a_full_queue_holds_the_task_and_not_the_loop() -> None:
    """The loop itself lets the daemon answer, which it could not if it were asleep; each task keeps its order."""
    door = Stalling()
    with full(door) as context:

        async def everything() -> None:
            tasks = [asyncio.ensure_future(writer(context, name, 30)) for name in "abc"]
            while context.queue_state().writers_waiting == 0:
                await asyncio.sleep(0.001)
            assert not any(task.done() for task in tasks)
            door.go.set()
            await asyncio.gather(*tasks)

        run(everything())
    found = door.texts()[HIGH_WATER:]
    for name in "abc":
        assert [words for words in found if words.startswith(name)] == [f"{name} {number}" for number in range(30)]
    assert context.statistics().kernel == context.statistics().generated - 1 == HIGH_WATER - 1 + 90


def test_what_fails_in_the_worker_is_raised_in_the_task() -> None:
    """A context that was left while the task waited for room."""
    door = Stalling()

    async def late() -> None:
        with full(door, close_timeout=30) as context:
            first = asyncio.ensure_future(context.audit_soon(1, text("first")))
            second = asyncio.ensure_future(context.audit_soon(1, text("second")))
            while context.queue_state().writers_waiting == 0:
                await asyncio.sleep(0.001)
            asyncio.get_running_loop().call_soon(first.cancel)
            closing = asyncio.to_thread(context.close)
            ending = asyncio.ensure_future(closing)
            while not context._session.closed:
                await asyncio.sleep(0.001)
            door.go.set()
            await ending
            with pytest.raises(NotOpen):
                await second
            assert first.cancelled()

    run(late())
