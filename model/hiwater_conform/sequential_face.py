"""An implementation that can be scheduled in blocking steps, as one that makes whole calls and picks who goes on.

The pick is random from a seed: after each call other threads go on, as far as the seed lets them. It shows that the
judge of whole calls takes every order. Not good for: real threads.
"""

from random import Random
from typing import Final

from hiwater_conform.adapter import AdapterEnded, LineAdapter, answer_of
from hiwater_conform.wire_values import Wire, text_of

_STEPS_MOST: Final = 200
_STOPS: Final = 0.05
"""How often it stops though somebody could go on."""
_TOLD: Final = ("returned", "asked", "halted")


class SequentialFace(LineAdapter):
    """Answers `perform` by steps of another adapter; all other requests are that one's."""

    def __init__(self, adapter: LineAdapter, seed: int = 1) -> None:
        super().__init__()
        self._adapter = adapter
        self._random = Random(seed)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Many requests at once."""
        return [self._performed(line) if b'"do":"perform"' in line else self._passed_on(line) for line in lines]

    def restart(self) -> None:
        """Begin anew."""
        self._adapter.restart()

    def close(self) -> None:
        """End it."""
        self._adapter.close()

    def _passed_on(self, line: bytes) -> bytes:
        answer = self._adapter.exchange([line])[0]
        return (
            answer.replace(b'"capabilities":[', b'"capabilities":["sequential",') if b'"language"' in answer else answer
        )

    def _performed(self, line: bytes) -> bytes:
        request = answer_of(line)
        taken = self._step(request["step"])
        if taken is None:
            return text_of({"seq": request["seq"], "refused": "the call cannot begin"}).encode()
        events = taken
        for _ in range(_STEPS_MOST):
            if self._random.random() < _STOPS or any(event["event"] == "halted" for event in events):
                break
            more = self._somebody(self._observation())
            if more is None:
                break
            events += more
        told = [event for event in events if event["event"] in _TOLD]
        observation = self._observation()
        return text_of({"seq": request["seq"], "performed": told, "observation": observation}).encode()

    def _somebody(self, seen: dict[str, Wire]) -> list[Wire] | None:
        """A thread goes on; its events. None if nobody can."""
        waits = {key.removesuffix(".wait"): wait[0] for key, wait in seen.items() if key.endswith(".wait")}
        names = list(waits)
        self._random.shuffle(names)
        for name in names:
            step = _step_of(name, waits[name], bool(seen["softcalls"]))
            taken = None if step is None else self._step(step)
            if taken is not None:
                return taken
        return None

    def _step(self, step: dict[str, Wire]) -> list[Wire] | None:
        answer = answer_of(self._adapter.exchange([text_of({"seq": 1, "do": "step", "step": step}).encode()])[0])
        if "fault" in answer:
            raise AdapterEnded(str(answer["fault"]))
        events: list[Wire] | None = answer.get("events")
        return events

    def _observation(self) -> dict[str, Wire]:
        observation: dict[str, Wire] = answer_of(self._adapter.exchange([b'{"seq":1,"do":"observe"}'])[0])[
            "observation"
        ]
        return observation


def _step_of(name: str, kind: str, softcalls: bool) -> dict[str, Wire] | None:
    if kind == "idle":
        return {"step": "softcall"} if name == "softint" and softcalls else None
    if kind == "door":
        return {"step": "answer", "thread": name, "error": 0, "reply": 0}
    return None if kind in ("asleep", "timed") else {"step": "run", "thread": name}
