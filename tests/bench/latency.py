"""From the server's word to an IDLE client to the accepted answer."""

import threading
import time

from harness import mails
from harness.world import World

from collect import BOX, USER, family_name
from yardstick import RawImap, environment_number


class IdleClient(threading.Thread):
    """Notes when the server tells of a new mail."""

    def __init__(self, dovecot):
        super().__init__(daemon=True)
        self.client = RawImap(dovecot, USER)
        self.client.command("EXAMINE INBOX")
        self.told = []

    def run(self):
        self.client.send("IDLE")
        while True:
            try:
                data = self.client.socket.recv(65536)
            except OSError:
                return
            if not data:
                return
            if b"EXISTS" in data:
                self.told.append(time.monotonic())


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run():
    times = environment_number("TIMES", 50)
    with World(prefix="dossierd-bench-", raw_log=False) as world:
        daemon = world.start()
        idle = IdleClient(world.dovecot)
        idle.start()
        time.sleep(1)
        delays = []
        for number in range(times):
            world.deliver(BOX, mails.application(
                family_name(number), "Camille", to=(BOX,), padding=118_000,
                seed=number))
            answers = world.sink.wait(number + 1, seconds=30)
            if len(answers) <= number:
                raise SystemExit("no answer\n" + daemon.log())
            while len(idle.told) <= number:
                time.sleep(0.001)
            delays.append(answers[number].when - idle.told[number])
        idle.client.close()
        daemon.stop()
    return (f"latency: an IDLE client is told → answer accepted, {times} times",
            [("p50", f"{1000 * percentile(delays, 0.5):.0f} ms", ""),
             ("p99", f"{1000 * percentile(delays, 0.99):.0f} ms", ""),
             ("max", f"{1000 * max(delays):.0f} ms", "")])
