"""A few applications among many other mails of a school's mailbox."""

import os

from harness import mails
from harness.program import run_once, run_once_measured
from harness.world import World

from collect import BOX, USER, family_name
from yardstick import Timer, bare_stream, environment_number, ratio

HEADER = ("UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM TO CC "
          "SUBJECT MESSAGE-ID DATE)]")


def deliver_many(world, count):
    """Straight into cur/: the same few mails under other names."""
    top = world.folder / "dovecot" / "mail" / USER / "cur"
    samples = [mails.school_mail(number) for number in range(200)]
    for number in range(count):
        sample = samples[number % 200].replace(
            b"<m", b"<%d.m" % number, 1)
        path = top / f"1700000000.O{number}.test:2,S"
        path.write_bytes(sample)
        if world.dovecot.as_root:
            os.chown(path, world.dovecot.uid, world.dovecot.gid)


def timed(world):
    with Timer() as timer:
        done = run_once(world.configuration, "--shadow")
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return timer.seconds


def run():
    others = environment_number("OTHERS", 10_000)
    applications = max(1, others // 500)
    with World(prefix="dossierd-bench-", raw_log=False) as world:
        deliver_many(world, others)
        for number in range(applications):
            world.deliver(BOX, mails.application(
                family_name(number), "Camille", to=(BOX,)))
        bare_stream(world.dovecot, USER, HEADER)
        stream, _ = bare_stream(world.dovecot, USER, HEADER)
        done, peak = run_once_measured(world.configuration, "--shadow")
        world.state_dir.rename(world.folder / "measured")
        first = timed(world)
        idle = timed(world)
        filed = len(world.ctl.rows("list"))
    if filed != applications:
        raise SystemExit(f"{filed} of {applications} were filed")
    return (f"shared: {applications} applications among {others} others",
            [("first pass", f"{first:.2f} s", ratio(first, stream)),
             ("bare header stream", f"{stream:.2f} s", ""),
             ("idle pass, five mailboxes, with start", f"{idle:.2f} s", ""),
             ("largest process", f"{peak / 1024:.0f} MB", "")])
