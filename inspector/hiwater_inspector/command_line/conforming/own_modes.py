"""Our implementation in every mode: scheduled and sequential under control, free-running on real threads with a trace.

`python -m hiwater_inspector.command_line.conforming.own_modes` serves it on standard input and output. Not good for:
what a door or a daemon does; the door of a free run answers 0 in this process.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from hiwater_conform.adapter import AdapterEnded, LineAdapter, answer_of
from hiwater_conform.sequential_face import SequentialFace
from hiwater_conform.serving import serve
from hiwater_conform.wire_configuration import configuration_from_wire
from hiwater_conform.wire_values import text_of
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_inspector.command_line.checking.free_run import FreeRun, Hung, SlowDoor, install_door
from hiwater_inspector.command_line.implementation import ImplementationAdapter

_SECONDS: Final = 20.0
_MODES: Final = b'"capabilities":["free-running",'


class OwnModes(LineAdapter):
    """Answers `release` by real threads; all other requests are the controlled implementation's."""

    def __init__(self, seed: int = 1, prepare: Callable[[FreeRun], None] = lambda _run: None) -> None:
        """`prepare` may change a free run before it begins: how planted faults come in."""
        super().__init__()
        self._prepare = prepare
        self._controlled = SequentialFace(ImplementationAdapter(), seed)
        self._configured: dict[str, Any] = {}

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        answers: list[bytes] = []
        together: list[bytes] = []
        for line in lines:
            if b'"do":"release"' in line:
                answers += [*self._passed_on(together), self._released(line)]
                together = []
            else:
                together.append(line)
        return answers + self._passed_on(together)

    def restart(self) -> None:
        """Begin anew."""
        self._controlled.restart()

    def close(self) -> None:
        """End it."""
        self._controlled.close()

    def _passed_on(self, lines: list[bytes]) -> list[bytes]:
        for line in lines:
            if b'"do":"configure"' in line:
                self._configured = json.loads(line)["configuration"]
        answers = self._controlled.exchange(lines)
        head = b'"capabilities":['
        return [one.replace(head, _MODES, 1) if b'"language"' in one else one for one in answers]

    def _released(self, line: bytes) -> bytes:
        request = answer_of(line)
        try:
            trace = free_trace(self._configured, request["calls"], self._prepare)
        except Hung as hung:
            raise AdapterEnded(str(hung)) from None
        return text_of({"seq": request["seq"], "trace": trace}).encode()


def free_trace(
    configuration: Mapping[str, Any], calls: list[dict[str, Any]], prepare: Callable[[FreeRun], None]
) -> list[dict[str, Any]]:
    """The lines that real threads write when each makes its calls; the first call brings the door. Raises Hung."""
    run = FreeRun(configuration_from_wire(configuration))
    prepare(run)
    install_door(run, SlowDoor())
    scripts = [_script(run, f"user{number}", calls[1:]) for number in range(len(run.users))]
    run.run(scripts, seconds=_SECONDS)
    run.drained()
    return [json.loads(line) for line in run.trace()[1:]]


def _script(run: FreeRun, name: str, calls: list[dict[str, Any]]) -> Callable[[AuditThread], None]:
    own = [_call(call) for call in calls if call["thread"] == name]

    def script(user: AuditThread) -> None:
        for call in own:
            run.call(user, call)

    return script


def _call(step: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key not in ("step", "thread")}


if __name__ == "__main__":
    serve(OwnModes())
