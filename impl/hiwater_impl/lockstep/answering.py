"""The protocol's requests, answered by the pipeline under control: lines in, lines out.

The same code answers in process and, by `python -m hiwater_impl.lockstep`, over standard input and output.
"""

import json
from typing import Any

from hiwater_impl.lockstep.calls import NoSuchCall
from hiwater_impl.lockstep.observing import Observer
from hiwater_impl.lockstep.stepping import Refused, take
from hiwater_impl.lockstep.world import World
from hiwater_impl.pipeline.outcomes import Undefined

CAPABILITIES = ("scheduled:blocking", "scheduled:fine", "undefined", "profile:given", "profile:later", "profile:debug")
_VERSION = "1"
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Answering:
    """Answers one judge. `close` gives its threads back."""

    def __init__(self) -> None:
        self._world: World | None = None
        self._observer: Observer | None = None

    def answer(self, line: bytes) -> bytes:
        """One line, without its end. Raises ValueError or KeyError for what is no request."""
        request = json.loads(line)
        sequence = request["seq"]
        body = self._do(request)
        return f'{{"seq":{sequence},{_encode(body)[1:]}'.encode()

    def close(self) -> None:
        """Nothing is configured afterwards."""
        if self._world is not None:
            self._world.close()
        self._world = self._observer = None

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        do = request["do"]
        if do == "start":
            return {"language": "python", "version": _VERSION, "capabilities": CAPABILITIES}
        if do == "configure":
            self.close()
            self._world = World(request["configuration"])
            self._observer = Observer(self._world)
            return {"ok": True}
        if self._world is None or self._observer is None:
            return {"refused": "configure comes first"}
        if do == "observe":
            return {"observation": self._observer.observation()}
        return _step(self._world, self._observer, request["step"])


def _step(world: World, observer: Observer, step: dict[str, Any]) -> dict[str, Any]:
    events = world.surroundings.events
    events.clear()
    try:
        take(world, step)
    except (Refused, NoSuchCall) as refusal:
        return {"refused": str(refusal)}
    except Undefined as undefined:
        world.surroundings.halted = "undefined"
        events.append({"event": "undefined", "reason": undefined.reason, "line": undefined.line})
    except Exception as fault:  # noqa: BLE001 whatever goes wrong inside is an answer too
        return {"fault": f"{type(fault).__name__}: {fault}"}
    return {"events": events, "changed": observer.changed()}
