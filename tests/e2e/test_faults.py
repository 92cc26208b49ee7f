"""Killed, starved and cut off at every call (make check-crash; a sample in
make check)."""

import concurrent.futures
import os
import queue
import random
import shutil
import time

import pytest
from harness.faults import (ERRORS, LASTING, Lane, Trace, assert_whole,
                            fault_at, losses_after,
                            post, shim)

pytestmark = [pytest.mark.plain, pytest.mark.faults]

# How many of the cases of each test make check runs.
SAMPLE = 5


def chosen(cases):
    """All of them with FULL in the environment, else a sample that is another
    each time."""
    cases = list(cases)
    if os.environ.get("FULL"):
        return cases
    return random.sample(cases, min(SAMPLE, len(cases)))


@pytest.fixture(scope="module")
def lanes(authority):
    delivered, when = post(), int(time.time())
    made = [Lane(authority, delivered, when) for _ in range(os.cpu_count())]
    yield made
    for lane in made:
        lane.close()


def run_all(lanes, cases, run):
    """run(lane, case) for all, a lane each; returns the results in order and
    tells of every case that failed."""
    free, failed = queue.Queue(), []
    for lane in lanes:
        free.put(lane)

    def run_one(case):
        lane = free.get()
        try:
            return run(lane, case)
        except AssertionError as fault:
            failed.append(f"{case}: {fault}")
            return None
        finally:
            free.put(lane)

    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        results = list(pool.map(run_one, cases))
    assert not failed, "\n".join([f"{len(failed)} failed:", *failed[:20]])
    return results


def counted(lane, calls):
    lane.start_over()
    return len(lane.count(calls))


@pytest.mark.parametrize("kind", ["kill", "torn"])
def test_killed_at_every_call(lanes, kind):
    calls = LASTING if kind == "kill" else ("write",)
    total = counted(lanes[0], calls)

    def run(lane, number):
        lane.start_over()
        done = lane.once(code=(-9, 0, 75), env=shim(
            lane, calls=calls, fault=f"{number}:{kind}"))
        assert_whole(lane)
        return done.returncode == -9

    cases = chosen(range(1, total + 1))
    killed = sum(run_all(lanes, cases, run))
    print(f"{kind}: {killed} of {total} calls, nothing lost, none twice")
    # Where mails are grouped otherwise there are fewer calls.
    assert killed > len(cases) * 3 // 4


@pytest.mark.parametrize("kind", ERRORS)
def test_every_call_fails(lanes, kind):
    code, calls = ERRORS[kind]
    total = counted(lanes[0], calls)

    def run(lane, number):
        lane.start_over()
        lane.once(code=(0, 70, 75), timeout=120, env=shim(
            lane, calls=calls, fault=fault_at(number, kind, code)))
        assert_whole(lane)

    cases = chosen(range(1, total + 1))
    run_all(lanes, cases, run)
    print(f"{kind}: {len(cases)} of {total} calls, nothing lost, none twice")


def cuts(lane, folder):
    """A traced pass; for each loss of a power cut after each of its lines
    (what is lost, the folder as it would be found, mails taken by then)."""
    lane.start_over()
    trace = Trace(folder / "trace")
    lane.sink.on_taken = trace.note_taken
    lane.once(env=shim(lane, trace=trace.folder))
    lane.sink.on_taken = None
    found = []
    for number, (op, disk, taken) in enumerate(trace.states(lane.state_dir)):
        for loss in losses_after(op, number):
            found.append((f"{loss} after {number}: {op}", taken,
                          folder / f"cut{len(found)}"))
            disk.write(found[-1][2], loss)
    return found


def test_power_cut_at_every_call(lanes, tmp_path):
    """What was not synced is gone, wholly or in part."""
    cases = chosen(cuts(lanes[0], tmp_path))

    def run(lane, case):
        name, taken, folder = case
        lane.start_over()
        shutil.copytree(folder, lane.state_dir)
        assert_whole(lane, taken)

    run_all(lanes, cases, run)
    print(f"power cut: {len(cases)} states, nothing lost, none twice")


@pytest.mark.parametrize("onward", ["", "+"])
def test_out_of_memory(lanes, onward):
    """GLib ends the program, where nothing is left by an endless attempt to
    say so; SQLite and curl return errors."""
    ends = (-5, -6, -11) if onward else (-5, -6)
    lanes[0].start_over()
    total = int(lanes[0].count(("memory",))[-1])
    cases = chosen(random.sample(range(1, total + 1), 400))

    def run(lane, number):
        lane.start_over()
        done = lane.once(code=(0, 70, 75, *ends), timeout=120, env=shim(
            lane, calls=("memory",), fault=f"{number}{onward}:12"))
        assert_whole(lane)
        return done.returncode < 0

    died = sum(run_all(lanes, cases, run))
    print(f"no memory{onward}: {len(cases)} of {total} calls, {died} deaths,"
          " nothing lost, none twice")
