"""What the live run costs on this machine: `python -m tests.benchmarks.inspector.live`.

Processor shares are of the server's process, of one core. The first rows are of a real server, with a WebSocket client
that answers 60 times a second, and one that sleeps and then asks once. `recording` is records a second at full speed,
with the lines kept and followed, and with the lines dropped.
Not good for: a verdict. Whatever else this machine does is in every number.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.live.workload import owe
from hiwater_inspector.web.queue.changes import changes
from hiwater_inspector.web.queue.run import Inject, Policy

HIWATER: Final = "import sys; from hiwater_inspector.command_line import main; sys.exit(main())"
_FRAME_SECONDS: Final = 1 / 60
_RECORDS_AT_ONCE: Final = 50
_STEPS_OF_A_RECORD: Final = 20
"""At most."""
Row = dict[str, Any]


class Server:
    """A `hiwater inspect` that runs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        self.process = process
        self.address, self.token = told["address"], told["token"]
        self.origin = "/".join(self.address.split("/")[:3])
        self.cookie = f"hiwater-{self.origin.rpartition(':')[2]}"
        self._bearer = {"Authorization": f"Bearer {self.token}"}

    def tell(self, path: str, body: Any) -> Any:
        """POST."""
        headers = {**self._bearer, "Content-Type": "application/json", "Origin": self.origin}
        asked = urllib.request.Request(f"{self.origin}{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return json.load(answer)

    def ask(self, path: str) -> Any:
        """GET."""
        with urllib.request.urlopen(urllib.request.Request(f"{self.origin}{path}", headers=self._bearer)) as answer:
            return json.load(answer)

    def command(self, run: str, name: str, body: Any, seq: int | None = None) -> None:
        """An order to a run, with the seq that was seen, or else that it has now."""
        headers = {**self._bearer, "Content-Type": "application/json", "Origin": self.origin}
        headers["If-Match"] = str(self.ask(f"/api/runs/{run}")["seq"] if seq is None else seq)
        path = f"{self.origin}/api/runs/{run}/{name}"
        urllib.request.urlopen(urllib.request.Request(path, json.dumps(body).encode(), headers), timeout=20).close()

    def follow(self, run: str) -> ClientConnection:
        """The live feed."""
        address = f"{self.origin.replace('http', 'ws', 1)}/api/runs/{run}/live?from=-1"
        return connect(address, additional_headers=self._bearer, origin=Origin(self.origin), max_size=None)


@contextmanager
def server(*files: str) -> Iterator[Server]:
    """Begin one that shows these files, and end it."""
    command = [sys.executable, "-c", HIWATER, "inspect", "--no-browser", "--json", *files]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()


def processor_seconds(process: int) -> float:
    """Of all its threads so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def served(seconds: float) -> list[Row]:
    """Idle, at several rates, and a client that sleeps."""
    with server() as found:
        rows = [_idle(found, seconds)]
        run = found.tell("/api/runs", {"kind": "live"})["id"]
        rows += [_watched(found, run, rate, seconds) for rate in (20, 200)]
        rows.append(_slow(found, run, seconds))
        return rows


def _idle(found: Server, seconds: float) -> Row:
    time.sleep(min(seconds, 2.0))  # what it does at its beginning is over
    before = processor_seconds(found.process.pid)
    time.sleep(seconds)
    share = (processor_seconds(found.process.pid) - before) / seconds
    return {"row": "idle, nobody looks", "processor": round(share, 4)}


def _watched(found: Server, run: str, rate: int, seconds: float) -> Row:
    found.command(run, "act", {"act": "rate", "times": rate})
    batches = made = 0
    with found.follow(run) as feed:
        seq = json.loads(feed.recv(10))["snapshot"]["seq"]
        before, began = processor_seconds(found.process.pid), time.monotonic()
        while time.monotonic() - began < seconds:
            feed.send(json.dumps({"ready": seq}))
            message = json.loads(feed.recv(10))
            batch = message.get("batch")
            seq = batch["to"] if batch else message["snapshot"]["seq"]
            batches, made = batches + 1, made + len(batch["changes"] if batch else ())
            time.sleep(_FRAME_SECONDS)
        took = time.monotonic() - began
        share = (processor_seconds(found.process.pid) - before) / took
    return {
        "row": f"{rate} records/s, one page",
        "processor": round(share, 3),
        "messages_a_second": round(batches / took),
        "changes_a_second": round(made / took),
    }


def _slow(found: Server, run: str, seconds: float) -> Row:
    """A client that answers nothing for some seconds, then once: one message, and it has the present."""
    with found.follow(run) as feed:
        seq = json.loads(feed.recv(10))["snapshot"]["seq"]
        time.sleep(seconds)
        began = time.monotonic()
        feed.send(json.dumps({"ready": seq}))
        text = feed.recv(10)
        took = time.monotonic() - began
        now = found.ask(f"/api/runs/{run}")["steps"]
        message = json.loads(text)
        changed = (
            message["batch"]["changes"] if "batch" in message else [["set", "at", message["snapshot"]["state"]["at"]]]
        )
        at = next(value for _, path, value in changed if path == "at")
    return {
        "row": f"200 records/s, a page that slept {seconds:g} s",
        "answer_s": round(took, 4),
        "answer_bytes": len(text),
        "events_behind_then": now - at,
    }


def at_rest(seconds: float) -> Row:
    """A live run that nobody looks at any more: everything in this process, its daemon and the model's process."""
    run = LiveRun("live", unseen_seconds=0.2)
    try:
        while not run.parts.workload.resting:
            time.sleep(0.05)
        time.sleep(1.0)
        others = (run.parts.daemon.pid, run.parts.following.pid)
        before = time.process_time() + sum(map(processor_seconds, others))
        time.sleep(seconds)
        used = time.process_time() + sum(map(processor_seconds, others)) - before
    finally:
        run.close()
    return {"row": "a live run at rest, its processes too", "processor": round(used / seconds, 4)}


def long_queue(records: int) -> Row:
    """The daemon stopped, high water raised, so many queued: what a view and its changes cost."""
    run = LiveRun("live")
    try:
        run.pause(None)
        run.fault(Inject(fault="stop"), None)
        run.policy(Policy(high_water=100_000, low_water=10), None)
        began = time.monotonic()
        for caller in run.parts.producers:
            owe(caller, "produce", records // 4 + 1, 0)
        while run.parts.live.context.queue.count < records:
            time.sleep(0.02)
        filled = time.monotonic() - began
        while run.view().queue.length < records:
            time.sleep(0.2)
        kept = time.monotonic() - began
        times = sorted(_one_change(run) for _ in range(40))
    finally:
        run.close()
    return {
        "row": f"{records:,} records queued",
        "filled_s": round(filled, 2),
        "drawn_s": round(kept, 2),
        "view_ms": round(times[20] * 1000, 2),
        "worst_ms": round(times[-1] * 1000, 2),
    }


def _one_change(run: LiveRun) -> float:
    before = run.view()
    run.parts.recorder.touch()
    began = time.perf_counter()
    changes(before, run.view())
    return time.perf_counter() - began


def recording(records: int) -> Row:
    """Records a second at full speed, lines dropped, and kept; events a second until the model has followed all."""
    dropped, _ = _full_speed(records, drop=True)
    kept, followed = _full_speed(records, drop=False)
    return {"row": "recording", "kept": kept, "dropped": dropped, "followed_events": followed}


def _full_speed(records: int, *, drop: bool) -> tuple[int, int]:
    run = LiveRun("live")
    try:
        run.pause(None)
        run.policy(Policy(high_water=2000, low_water=500), None)
        if drop:
            run.parts.live.traced.line = lambda *_line: None
        counters, began = run.parts.live.context.counters, time.monotonic()
        before, events = counters.values()[6], run.parts.following.followed.events
        for caller in run.parts.producers:
            owe(caller, "produce", records // 4, 0)
        while counters.values()[6] - before < records // 4 * 4:
            time.sleep(0.005)
        took = time.monotonic() - began
        while not drop and run.parts.following.followed.events < run.view().at:
            time.sleep(0.02)
        followed = run.parts.following.followed.events - events
        return round(records / took), round(followed / (time.monotonic() - began))
    finally:
        run.close()


def any_step(steps: int) -> Row:
    """A driven run of so many steps: seek one of them at random and have its picture, over HTTP."""
    with server() as found:
        run, began = found.tell("/api/runs", {"open": "scenario-high-water"})["id"], time.monotonic()
        found.command(run, "policy", {"flags": {"cnt": True}})  # a full queue drops, and nobody has to drain it
        made = 0
        while made < steps - _STEPS_OF_A_RECORD * _RECORDS_AT_ONCE:
            found.command(run, "act", {"act": "produce", "times": _RECORDS_AT_ONCE})
            made = found.ask(f"/api/runs/{run}")["steps"]
        took = time.monotonic() - began
        found.ask(f"/api/runs/{run}/view")  # as a page does when it is opened
        times = sorted(_sought(found, run, at) for at in [0, *Random(1).sample(range(made), 60)])
    return {
        "row": f"any of {made:,} steps",
        "made_s": round(took, 1),
        "sought_ms": round(times[30] * 1000, 1),
        "worst_ms": round(times[-1] * 1000, 1),
    }


def _sought(found: Server, run: str, at: int) -> float:
    """The two requests that a page makes, without what the benchmark asks for itself."""
    seq = found.ask(f"/api/runs/{run}")["seq"]
    began = time.perf_counter()
    found.command(run, "seek", {"at": at}, seq)
    found.ask(f"/api/runs/{run}/view")
    return time.perf_counter() - began


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    quick = parser.parse_args(arguments).quick
    seconds, records = (0.5, 2000) if quick else (5.0, 100_000)
    rows = [*served(seconds), at_rest(seconds), long_queue(records), recording(800 if quick else 8000)]
    rows.append(any_step(records))
    sys.stdout.write(json.dumps({"rows": rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
