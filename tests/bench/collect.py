"""N applications of about 480 kB in one mailbox, filed durably."""

from harness import mails
from harness.program import run_once
from harness.world import World

from yardstick import (bare_stream, copy_and_sync, environment_number, fdm,
                       mbsync, ratio, Timer)

USER, BOX = "ce.0131943s", "puget"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def family_name(number):
    word = ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        word = LETTERS[rest] + word
    return "NOM" + word


def fill(world, count, padding=118_000):
    for number in range(count):
        mail = mails.application(family_name(number), "Camille", to=(BOX,),
                                 padding=padding, seed=3 * number)
        world.deliver(BOX, mail)


def collect(world, count):
    with Timer() as timer:
        done = run_once(world.configuration, "--shadow")
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    filed = len(world.ctl.rows("list"))
    if filed != count:
        raise SystemExit(f"{filed} of {count} applications were filed")
    return timer.seconds


def run():
    count = environment_number("N", 400)
    with World(prefix="dossierd-bench-", raw_log=False) as world:
        fill(world, count)
        bare_stream(world.dovecot, USER)  # the server's caches are warm now
        stream, total = bare_stream(world.dovecot, USER)
        tls_stream, _ = bare_stream(world.dovecot, USER, tls=True)
        ours = collect(world, count)
        floor = copy_and_sync(world.state_dir, world.folder / "floor")
        other = mbsync(world.dovecot, USER, world.folder / "mbsync")
        third = fdm(world.dovecot, USER, world.folder / "fdm")
    rows = [("dossierd --once", f"{ours:.2f} s", ""),
            ("mbsync, raw mail only", f"{other:.2f} s", ratio(ours, other)),
            ("fdm, raw mail only", f"{third:.2f} s", ratio(ours, third)),
            ("floor: cp of the store, one sync", f"{floor:.2f} s",
             ratio(ours, floor)),
            ("bare stream", f"{stream:.2f} s", ratio(ours, stream)),
            ("bare stream over TLS", f"{tls_stream:.2f} s",
             ratio(ours, tls_stream))]
    return (f"collect: {count} applications, {total / 1e6:.0f} MB "
            "(ratio: dossierd / that)", rows)
