"""What a Ctrl-C leaves behind that comes in the middle of queueing: a lock that is held, a tail or a count too old.

An exception of a signal can come between any two acts of the main thread. While the thread waits for room, the
pipeline itself goes back; elsewhere it is done here. The record of the interrupted call is queued whole, or not at all.
"""

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.surroundings.threaded import ThreadedLock


def mend(context: ZoneContext) -> None:
    """Give the queue lock back if this thread holds it, with the queue in order."""
    queue = context.queue
    assert isinstance(queue.lock, ThreadedLock)
    if not queue.lock.is_held():
        return
    count, last = 0, None
    record: Chain | None = queue.head
    while record is not None:
        count, last, record = count + 1, record, record.next_record
    queue.count = count
    if last is not None:
        queue.tail = last
    queue.lock.exit(None, "mend:unlock")
