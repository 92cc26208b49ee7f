"""Many watched mailboxes: memory and processor time while idle."""

import os
import time

from harness.campaign import campaign_rs2026
from harness.program import descendants
from harness.world import World

from yardstick import environment_number

SECONDS = 10


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


def measure(count):
    users = {f"box{number}": f"secret-of-box{number}"
             for number in range(count)}
    with World(prefix="dossierd-bench-", raw_log=False, users=users,
               processes=max(400, 2 * count)) as world:
        configure(world, count)
        daemon = world.start()
        time.sleep(3 + count / 50)
        pids = [daemon.process.pid, *descendants(daemon.process.pid)]
        memory = sum(map(resident_kb, pids)) / 1024
        before = sum(map(processor_seconds, pids))
        time.sleep(SECONDS)
        spent = sum(map(processor_seconds, pids)) - before
        daemon.stop()
    return memory, 100 * spent / SECONDS


def run():
    largest = environment_number("BOXES", 100)
    rows = []
    for count in (1, 10, 100, 1000):
        if count <= largest:
            memory, share = measure(count)
            rows.append((f"{count} mailboxes", f"{memory:.0f} MB",
                         f"{share:.1f} % of a core"))
    return "boxes: memory (daemon and reader), processor while idle", rows
