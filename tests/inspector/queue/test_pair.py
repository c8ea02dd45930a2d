"""An implementation that says anything at all: it is a difference, drawn as far as it has a form; nothing breaks."""

from collections.abc import Sequence

import pytest

from hiwater_inspector.web.queue.demonstration import demonstration
from hiwater_inspector.web.queue.driven import DrivenRun, Origin
from hiwater_inspector.web.queue.pair import Pair, begun
from hiwater_inspector.web.queue.recording import Taken, is_step
from hiwater_inspector.web.queue.run import NotDone
from hiwater_inspector.web.queue.scheduling import Schedule
from hiwater_inspector.web.queue.sides import Side
from hiwater_model.steps import Step


class Liar(Side):
    """Answers the third step with a given line, and the others well."""

    def __init__(self, side: Side, line: bytes) -> None:
        super().__init__(side.name, demonstration())
        self._side = side
        self._line = line

    def take(self, before: Sequence[Taken], step: Step) -> bytes:
        """Lie once."""
        answer = self._side.take(before, step)
        return self._line if len(before) == 2 else answer

    def rest(self) -> None:
        """The one behind rests."""
        self._side.rest()


_LIE_OF_BUFFERS = b"""{"seq":1,"events":["x",{"event":"asked"},
{"event":"asked","zone":0,"thread":"reader0","type":9,"size":1,"bytes":"z"}],
"changed":{"zone0.records":{"removed":"x","appended":[7,["zz"]]}}}"""
LIES = (
    b"no JSON",
    b"[]",
    b'{"seq":1,"fault":"memory freed twice"}',
    b'{"seq":1,"refused":"no"}',
    b'{"seq":1,"events":{},"changed":[]}',
    _LIE_OF_BUFFERS,
    b'{"seq":1,"events":[],"changed":{"zone0.records":{"removed":99,"appended":[["74"],["7400"]]},"zone0.count":"many"}}',
    b'{"seq":1,"events":[],"changed":{"user0.wait":["asleep",493,"write_cv",0],"user1.wait":7,"user2.wait":["where"]}}',
    b'{"seq":1,"events":[],"changed":{"user0.deferred":[[1]],"softcalls":[["finish"]],"ticks":null,"unknown":1}}',
)


@pytest.mark.parametrize("line", LIES, ids=range(len(LIES)))
def test_a_lie_is_a_difference_and_nothing_breaks(line: bytes) -> None:
    """The picture is there, the verdict names the step; a side that did not take it is not driven on."""
    honest = begun(demonstration(), "implementation")
    run = DrivenRun("lied", Pair(honest.recording, Liar(honest.side, line)), Schedule(workload=True), Origin("lied"))
    try:
        run.step(None, 3, None)
        if not is_step(line):
            with pytest.raises(NotDone, match="did not take the last step"):
                run.step(None, 1, None)
        verdict = run.view().verdict
        assert (verdict.state, verdict.at) == ("differs", 3)
        assert run.state().divergence == 3
        for name in ("thr:user0", "queue", "door", "trail", "daemon"):
            assert run.detail(name, None).title
        assert run.timeline(0, None).divergence == 3
        run.view().model_dump_json()
        run.seek(2, None)
        assert run.view().verdict.state == "agrees"
    finally:
        run.close()


def test_a_sleeper_of_the_implementation_alone_is_drawn_as_such() -> None:
    """What is drawn is the implementation's side; the sentence says what the model has."""
    honest = begun(demonstration(), "implementation")
    line = b'{"seq":1,"events":[],"changed":{"user4.wait":["asleep",493,"write_cv",0]}}'
    run = DrivenRun("lied", Pair(honest.recording, Liar(honest.side, line)), Schedule(workload=True), Origin("lied"))
    try:
        run.step(None, 3, None)
        thread = next(thread for thread in run.view().threads if thread.name == "user4")
        assert thread.words == "asleep on write_cv"
        assert "The model: user4 is idle." in thread.why.sentence
        assert run.view().writers.asleep == ("user4",)
    finally:
        run.close()
