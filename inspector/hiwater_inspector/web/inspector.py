"""What one `hiwater inspect` holds: its stores, opened and closed together, and the application over them."""

from contextlib import ExitStack

from hiwater_impl.records.decoding.names import Names
from hiwater_inspector.web.application import application
from hiwater_inspector.web.comparing.routes import router as comparing
from hiwater_inspector.web.helping.routes import router as helping
from hiwater_inspector.web.lessons.routes import router as lessons
from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.queue.routes import router as driving
from hiwater_inspector.web.queue.runs import Runs
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.security.guard import Guard
from hiwater_inspector.web.shelf.routes import router as shelved
from hiwater_inspector.web.shelf.shelf import NotTaken, Shelf
from hiwater_inspector.web.shown import NotShown, Shown
from hiwater_inspector.web.specification.routes import router as specification
from hiwater_inspector.web.trails.finding import Searches
from hiwater_inspector.web.trails.routes import router as decoding
from hiwater_inspector.web.trails.store import Trails


class Inspector(ExitStack):
    """A context manager: `application` serves until it is left; then runs are stopped and uploads removed.

    Raises NotShown for a named file that is no run, or a folder that holds what is no lesson.
    """

    def __init__(self, shown: Shown, admission: Admission) -> None:
        super().__init__()
        try:
            shelf = Shelf(dict(shown.runs), shown.lessons)
        except NotTaken as error:
            raise NotShown(str(error)) from None
        trails = Trails(shown.trails)
        self.callback(trails.close)
        searches = Searches(Names())
        self.callback(searches.close)
        runs = Runs(shelf, LiveRun)
        self.callback(runs.close)
        self.first_page = _first_page(shown, trails)
        self.application: Guard = application(
            admission,
            (
                shelved(shelf),
                comparing(shelf),
                lessons(shelf),
                specification(),
                helping(),
                decoding(trails, searches),
                driving(runs),
            ),
        )


def _first_page(shown: Shown, trails: Trails) -> str:
    """What was named; without anything, the live queue."""
    if shown.trails:
        return f"/decode/{trails.all()[0].id}"
    return "/runs/file-1" if shown.runs else "/queue"
