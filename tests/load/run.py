#!/usr/bin/python3
"""An hour's applications, compressed in time, in many mailboxes full of other
mail, and one candidate who mails again and again. See tests/README.md.

LOAD_SCALE=0.01 is a hundredth of everything; LOAD_OTHERS how many other mails
there are beside; LOAD_FLOOD how often the one candidate mails; LOAD_SECONDS
in how much time the hour is compressed; LOAD_PADDING the bytes of noise in
each piece.
"""

import os
import pathlib
import sys
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "bench")]

from harness import mails  # noqa: E402
from harness.campaign import DOMAIN, campaign_rs2026  # noqa: E402
from harness.program import descendants  # noqa: E402
from harness.world import World  # noqa: E402

from collect import family_name  # noqa: E402

SCALE = float(os.environ.get("LOAD_SCALE", 1))
BOXES = max(5, round(200 * SCALE))
OTHERS = int(os.environ.get("LOAD_OTHERS", max(100, 1_000_000 * SCALE)))
APPLICATIONS = max(30, round(10_000 * SCALE))
FLOOD = int(os.environ.get("LOAD_FLOOD", max(30, 1_000 * SCALE)))
SECONDS = float(os.environ.get("LOAD_SECONDS", 600 * SCALE))
PADDING = int(os.environ.get("LOAD_PADDING", 20_000))
FLOODER = "flot.fanny@courriel.example"
DAEMON_MB, READER_MB = 200, 300


def box_name(number):
    return f"box{number:03d}"


def address(number):
    return f"{box_name(number)}@{DOMAIN}"


def configure(world):
    configuration = world.configuration
    sample = configuration.mailboxes[0]
    names = [box_name(number) for number in range(BOXES)]
    configuration.mailboxes = [
        sample | {"name": name, "user": name, "address": f"{name}@{DOMAIN}",
                  "password_file": f"{name}.password"} for name in names]
    campaign = campaign_rs2026(mailboxes=names)
    campaign["referent"]["address"] = f"referent@{DOMAIN}"
    campaign["positions"] = [
        {"id": f"013{box:04d}A", "title": f"Micro-lycée n° {box + 1}",
         "addresses": [address(box)]} for box in range(BOXES)]
    campaign["mailboxes"] = names
    configuration.campaigns = {"rs2026": campaign}
    # Only the cap of a sender is to be met.
    configuration.values["limits"] = {"sends_per_hour": 1_000_000,
                                      "sends_per_day": 1_000_000}
    configuration.write()


def deliver_others(world):
    """The same 200 mails under many names, linked: a file for each, and the
    disk is asked for 200. A fifth of them is unseen."""
    store = world.folder / "samples"
    store.mkdir()
    samples = []
    for number in range(200):
        path = store / str(number)
        path.write_bytes(world.dovecot.with_trace(
            box_name(0), mails.school_mail(number), "auto"))
        os.chown(path, world.dovecot.uid, world.dovecot.gid)
        samples.append(path)
    for number in range(OTHERS):
        user = box_name(number % BOXES)
        flags = "" if number % 5 == 0 else "S"
        os.link(samples[number // BOXES % 200], world.dovecot.folder / "mail"
                / user / "cur" / f"1700000000.O{number}.test:2,{flags}")


class Post:
    """Mails made beforehand and delivered by a rename, as an MTA does."""

    def __init__(self, world):
        self.world = world
        self.delivered = {}
        self.counter = 0

    def prepare(self, user, mail):
        self.counter += 1
        name = f"{int(time.time())}.P{self.counter}.test"
        folder = self.world.dovecot.folder / "mail" / user
        path = folder / "tmp" / name
        path.write_bytes(self.world.dovecot.with_trace(user, mail, "auto"))
        os.chown(path, self.world.dovecot.uid, self.world.dovecot.gid)
        return path, folder / "new" / name

    def deliver(self, prepared, key=None):
        path, target = prepared
        now = time.time()
        os.utime(path, (now, now))
        path.rename(target)
        if key:
            self.delivered[key] = time.monotonic()


def make_applications(post):
    made = []
    for number in range(APPLICATIONS):
        family, box = family_name(number), number % BOXES
        sender = f"camille.{family.lower()}@courriel.example"
        mail = mails.application(
            family, "Camille", to=(), sender=f"Camille {family} <{sender}>",
            padding=PADDING, seed=3 * number)
        mail = mail.replace(b"To: \n", f"To: {address(box)}\n".encode(), 1)
        made.append((sender, box, post.prepare(box_name(box), mail)))
    return made


def make_flood(post):
    return [post.prepare(box_name(0), mails.application(
        "FLOT", "Fanny", to=(), sender=f"Fanny FLOT <{FLOODER}>",
        padding=PADDING, seed=number).replace(
            b"To: \n", f"To: {address(0)}\n".encode(), 1))
        for number in range(FLOOD)]


class Peaks(threading.Thread):
    """The largest memory of the daemon and of any reader, in MB."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.daemon_mb, self.reader_mb = pid, 0, 0
        self.over = False

    @staticmethod
    def peak(pid):
        try:
            text = pathlib.Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return 0
        lines = [line for line in text.splitlines()
                 if line.startswith("VmHWM:")]
        return int(lines[0].split()[1]) / 1024 if lines else 0

    def run(self):
        while not self.over:
            self.daemon_mb = max(self.daemon_mb, self.peak(self.pid))
            for pid in descendants(self.pid):
                self.reader_mb = max(self.reader_mb, self.peak(pid))
            time.sleep(0.5)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(title, latencies):
    print(f"  {title:<42} {len(latencies):6} mails  "
          f"p50 {percentile(latencies, 0.5):6.2f} s  "
          f"p99 {percentile(latencies, 0.99):6.2f} s  "
          f"max {max(latencies):6.2f} s", flush=True)


def answers(world):
    """Recipient → when its acknowledgements were taken."""
    found = {}
    for taken in world.sink.of_kind("acknowledgement"):
        found.setdefault(taken.recipients[0], []).append(taken.when)
    return found


def await_quiet(world, seconds):
    """Until nothing was answered for so long."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        now = len(world.sink.taken)
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(0.2)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        print(f"  {'ok    ' if good else 'FAILED'} {what}", flush=True)


def await_first_pass(world):
    """Every mailbox was worked through up to its last mail."""
    end = time.monotonic() + 1800
    while time.monotonic() < end:
        rows = world.ctl.rows("status")[0]["mailboxes"]
        if sum(row["last_uid"] or 0 for row in rows) >= OTHERS:
            return
        time.sleep(0.5)
    raise SystemExit("the first pass did not end")


def flags_of(world, number):
    found = world.dovecot.flags(box_name(number))
    return [found[uid] - {"\\Recent"} for uid in sorted(found)]


def drive(world, post, applications, flood):
    """Evenly in time; the flood comes at once when a third is delivered."""
    began = time.monotonic()
    for number, (sender, _, prepared) in enumerate(applications):
        if number == len(applications) // 3:
            for mail in flood:
                post.deliver(mail)
        wait = began + SECONDS * number / len(applications) - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        post.deliver(prepared, sender)
    return time.monotonic() - began


def report(checks, post, applications, found):
    third = len(applications) // 3
    groups = {"others before the flood": [], "others beside the flood": [],
              "others in the flooded mailbox": []}
    for number, (sender, box, _) in enumerate(applications):
        if sender not in found:
            continue
        latency = found[sender][0] - post.delivered[sender]
        groups["others before the flood" if number < third else
               "others in the flooded mailbox" if box == 0 else
               "others beside the flood"].append(latency)
    for title, latencies in groups.items():
        if latencies:
            show(title, latencies)
    before, beside = (percentile(groups[f"others {word} the flood"], 0.5)
                      for word in ("before", "beside"))
    checks.check(beside < max(3 * before, 5),
                 "the flood costs the other mailboxes nothing they notice")


def main():
    users = {box_name(number): f"secret-of-{box_name(number)}"
             for number in range(BOXES)}
    checks = Checks()
    print(f"load: {APPLICATIONS} applications in {BOXES} mailboxes beside "
          f"{OTHERS} other mails, an hour in {SECONDS:.0f} s", flush=True)
    with World(prefix="dossierd-load-", raw_log=False, users=users,
               processes=3 * BOXES + 100,
               imap_settings="mailbox_idle_check_interval = 1 secs") as world:
        configure(world)
        deliver_others(world)
        post = Post(world)
        applications, flood = make_applications(post), make_flood(post)
        before = flags_of(world, 1)
        began = time.monotonic()
        daemon = world.start()
        peaks = Peaks(daemon.process.pid)
        peaks.start()
        await_first_pass(world)
        print(f"  first pass over the other mails: "
              f"{time.monotonic() - began:.1f} s", flush=True)
        took = drive(world, post, applications, flood)
        ended = time.monotonic()
        await_quiet(world, 30)
        last = max(taken.when for taken in world.sink.taken)
        print(f"  delivered within {took:.0f} s, the last answer "
              f"{last - ended:.1f} s after that", flush=True)
        peaks.over = True
        found = answers(world)
        report(checks, post, applications, found)
        code = daemon.stop(60)
        verify(world, checks, applications, found)
        after = flags_of(world, 1)
        checks.check(after[:len(before)] == before
                     and not any(after[len(before):]),
                     "no flag of any mail changed")
        checks.check(code == 0, "the daemon stopped when told")
        print(f"  largest: daemon {peaks.daemon_mb:.0f} MB, "
              f"reader {peaks.reader_mb:.0f} MB")
        checks.check(peaks.daemon_mb < DAEMON_MB
                     and peaks.reader_mb < READER_MB,
                     f"memory below {DAEMON_MB} and {READER_MB} MB")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return checks.failed > 0


def show_answers(world, senders):
    """What became of the answers to those who had none, or several."""
    for row in world.ctl.rows("outbox") if senders else ():
        if row["to"] in senders:
            print(f"    {row['to']}: {row['state']}, "
                  f"{row['attempts']} attempts, {row['error']}")


def verify(world, checks, applications, found):
    dossiers = world.ctl.rows("list")
    checks.check(len(dossiers) == APPLICATIONS + 1,
                 f"{len(dossiers)} dossiers, the flooder's is one")
    checks.check(all(row["status"] == "complete" for row in dossiers),
                 "all of them complete")
    messages = world.ctl.rows("messages")
    checks.check(len(messages) == APPLICATIONS + FLOOD,
                 f"{len(messages)} messages, none lost, none twice")
    others = [sender for sender, _, _ in applications
              if len(found.get(sender, ())) != 1]
    checks.check(not others, "each candidate was answered once")
    show_answers(world, others)
    answered = len(found.get(FLOODER, ()))
    checks.check(1 <= answered <= 10,
                 f"the flooder was answered {answered} times")
    spool = [path for path in (world.state_dir / "spool").iterdir()]
    checks.check(spool == [], "nothing was left in the spool")


if __name__ == "__main__":
    sys.exit(main())
