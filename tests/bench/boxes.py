"""Many watched mailboxes: memory and processor time while idle, and how long
they take to be connected again after the server was away."""

import os
import time

from harness.campaign import campaign_rs2026
from harness.program import descendants
from harness.world import World

from yardstick import Timer, environment_number

SECONDS = 10
# Dovecot starts a process for each; the last ones are served so much later.
SETTLING = 30
# How long the server is away, and how long they may take to be back.
AWAY, PATIENCE = 60, 300


def resident_kb(pid):
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        for line in rollup:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def configure(world, count):
    configuration = world.configuration
    sample = configuration.mailboxes[0]
    names = [f"box{number}" for number in range(count)]
    configuration.mailboxes = [
        sample | {"name": name, "user": name, "address": f"{name}@x.example",
                  "password_file": f"{name}.password"} for name in names]
    campaign = campaign_rs2026(mailboxes=names)
    campaign["referent"]["address"] = "box0@x.example"
    for position in campaign["positions"]:
        position["addresses"] = []
    configuration.campaigns = {"rs2026": campaign}
    configuration.write()


def await_contact(world):
    """Seconds until each mailbox was looked at, and none is in trouble."""
    with Timer() as timer:
        while not all(row["last_contact"] and not row["trouble"] for row in
                      world.ctl.rows("status")[0]["mailboxes"]):
            if time.monotonic() - timer.began > PATIENCE:
                raise SystemExit("some mailboxes are not watched")
            time.sleep(0.5)
    return timer.seconds


def reconnect(world):
    """Seconds from the server's being back until all are watched again."""
    world.dovecot.stop()
    time.sleep(AWAY)
    world.dovecot.start()
    return await_contact(world)


def measure(count):
    users = {f"box{number}": f"secret-of-box{number}"
             for number in range(count)}
    with World(prefix="dossierd-bench-", raw_log=False, users=users,
               processes=max(400, 2 * count)) as world:
        configure(world, count)
        daemon = world.start()
        await_contact(world)
        time.sleep(SETTLING)
        pids = [daemon.process.pid, *descendants(daemon.process.pid)]
        memory = sum(map(resident_kb, pids)) / 1024
        before = sum(map(processor_seconds, pids))
        time.sleep(SECONDS)
        spent = sum(map(processor_seconds, pids)) - before
        again = reconnect(world)
        daemon.stop()
    return memory, 100 * spent / SECONDS, again


def run():
    largest = environment_number("BOXES", 100)
    rows = []
    for count in (1, 10, 100, 1000):
        if count <= largest:
            memory, share, again = measure(count)
            rows.append((f"{count} mailboxes", f"{memory:.0f} MB",
                         f"{share:.1f} % of a core, {again:.0f} s"))
    return ("boxes: memory (daemon and reader), processor while idle, "
            f"connected again after {AWAY} s without a server", rows)
