"""What one `hiwater inspect` holds: its stores, opened and closed together, and the application over them."""

from contextlib import ExitStack

from hiwater_inspector.web.application import application
from hiwater_inspector.web.security.admission import Admission
from hiwater_inspector.web.security.guard import Guard
from hiwater_inspector.web.shown import Shown


class Inspector(ExitStack):
    """A context manager: `application` serves until it is left; then runs are stopped and uploads removed."""

    def __init__(self, shown: Shown, admission: Admission) -> None:
        super().__init__()
        self.first_page = "/"
        self.application: Guard = application(admission, ())
