"""The real programs at work for a minute, on loopback, in a temporary folder.

A private Dovecot with the five mailboxes of the call RS2026, an SMTP sink, a
dozen applications among ordinary mail; the daemon runs live.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "e2e"))

from harness import mails  # noqa: E402
from harness.campaign import SCHOOLS  # noqa: E402
from harness.program import build_folder, environment  # noqa: E402
from harness.world import World  # noqa: E402

ON_TERMINAL = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
SCHOOL_BOXES = tuple(SCHOOLS)
ORDINARY_MAILS = 40
ANSWERED_CANDIDATES = 10


def title(text):
    shown = f"\033[1m{text}\033[0m" if ON_TERMINAL else text
    print(f"\n{shown}\n", flush=True)


def step(text):
    print(f"  {text}", flush=True)


def samples():
    """(what it is, boxes it arrives in, the mail)."""
    yield ("DUPONT Marie, to school and referent, complete",
           ("artaud", "referent"), mails.application("DUPONT", "Marie"))
    yield ("BENALI Nadia, DOCX and ODT, dash and case differ, no opinion",
           ("daumier", "referent"),
           mails.office_application("BENALI", "Nadia"))
    yield ("LEFÈVRE Jean-Pierre, one PDF holds the three pieces",
           ("duby",), mails.one_file_application("LEFÈVRE", "Jean-Pierre"))
    yield ("COSTA Léa, sent on by her principal with his opinion",
           ("puget", "referent"),
           mails.forwarded_as_attachment("COSTA", "Léa"))
    yield ("MOREL Anne, sent on by a secretary from Outlook",
           ("daumier", "referent"), mails.forwarded_inline("MOREL", "Anne"))
    yield ("BEN AMOR Inès, two positions at once",
           ("artaud", "puget", "referent"),
           mails.application("BEN AMOR", "Inès",
                             to=("artaud", "puget", "referent")))
    yield ("ROUX Paul, subject in his own words",
           ("artaud",),
           mails.application("ROUX", "Paul", to=("artaud",),
                             pieces=("cv", "letter"),
                             subject="Candidature micro-lycée Artaud"))
    yield ("N'GUESSAN Zoé, to the referent alone: which position?",
           ("referent",),
           mails.application("N'GUESSAN", "Zoé", to=("referent",)))
    yield ("GARNIER Hugo, with an inspection report",
           ("duby", "referent"),
           mails.application("GARNIER", "Hugo", to=("duby", "referent"),
                             pieces=("letter", "cv", "opinion",
                                     "inspection")))
    yield ("PETIT Chloé, curriculum vitae only",
           ("puget", "referent"),
           mails.application("PETIT", "Chloé", to=("puget", "referent"),
                             pieces=("cv",)))
    yield ("GROUPE Guy, a mail made to crash mail readers",
           ("artaud",), mails.nested_groups())
    yield ("an out-of-office answer", ("artaud",), mails.out_of_office())
    yield ("a newsletter", ("referent",), mails.newsletter())


def deliver_samples(world):
    for what, boxes, mail in samples():
        world.deliver_everywhere(mail, boxes)
        step(f"{what}  → {', '.join(boxes)}")
    for number in range(ORDINARY_MAILS):
        box = (*SCHOOL_BOXES, "referent")[number % 5]
        world.deliver(box, mails.school_mail(number, to=box))
    step(f"{ORDINARY_MAILS} ordinary mails of schools and parents")


def ctl(world, *arguments):
    """As a person would type it; paths are shown short."""
    shown = " ".join(arguments)
    print(f"$ dossierctl {shown}", flush=True)
    subprocess.run([build_folder() / "dossierctl", "-c",
                    world.configuration.file, *arguments],
                   env=environment(), check=True)
    print(flush=True)


def to_candidates(world):
    return [taken for taken in world.sink.taken
            if taken.kind in ("acknowledgement", "receipt")]


def wait_for_answers(world, expected, seconds=45):
    """Shows each mail as the sink takes it, until that many candidates
    were answered."""
    shown = 0
    end = time.monotonic() + seconds
    while len(to_candidates(world)) < expected:
        left = end - time.monotonic()
        if left <= 0:
            raise SystemExit(f"only {len(to_candidates(world))} of {expected} "
                             "answers were sent")
        world.sink.wait(shown + 1, seconds=left)
        for taken in world.sink.taken[shown:]:
            step(f"{taken.kind or 'mail'}  → {taken.recipients[0]}")
            shown += 1


def show_acknowledgement(world):
    taken = world.sink.of_kind("acknowledgement")[0]
    for name in ("From", "To", "Reply-To", "Subject", "In-Reply-To",
                 "Auto-Submitted"):
        print(f"  | {name}: {taken.mail[name]}")
    print("  |")
    for line in taken.text.splitlines():
        print(f"  | {line}".rstrip())


def show_tree(folder, depth=0):
    for path in sorted(folder.iterdir()):
        if depth == 0 and path.name not in ("dossiers", "review",
                                            "quarantine"):
            continue
        size = f"  ({path.stat().st_size:,} bytes)" if path.is_file() else "/"
        print(f"  {'   ' * depth}{path.name}{size}")
        if path.is_dir():
            show_tree(path, depth + 1)


def check_untouched(world):
    """What the demo promises about other people's mail."""
    flags = [flag for user in world.dovecot.users
             for flag in world.dovecot.flags(user).values()]
    assert all(flag == {"\\Recent"} for flag in flags), "a flag was changed"
    step(f"{len(flags)} mails in the five mailboxes, every one still unseen "
         "and \\Recent")


def answer_while_running(world):
    began = time.monotonic()
    world.deliver("duby", mails.application("MARTIN", "Louise",
                                            to=("duby",)))
    while not world.sink.to("louise.martin@courriel.example"):
        if time.monotonic() > began + 20:
            raise SystemExit("the mail delivered last was not answered")
        time.sleep(0.01)
    [taken] = world.sink.to("louise.martin@courriel.example")
    step(f"MARTIN Louise was answered {taken.when - began:.2f} s after the "
         "delivery; Dovecot itself waits half a second before it tells")


def show_results(world):
    title("5. Who was filed where")
    for command in ("list", "messages", "outbox"):
        ctl(world, command)
    title("6. One acknowledgement in full")
    show_acknowledgement(world)
    title("7. The store")
    show_tree(world.state_dir)
    title("8. Other people's mail")
    check_untouched(world)


def run():
    title("1. A private Dovecot with five mailboxes and an SMTP sink")
    with World(prefix="dossierd-demo-") as world:
        step(f"temporary folder {world.folder}")
        step(f"IMAP on 127.0.0.1:{world.dovecot.port}, "
             f"SMTP on 127.0.0.1:{world.sink.port}")
        title("2. What arrives before the daemon starts")
        deliver_samples(world)
        title("3. dossierd runs live; what it sends")
        daemon = world.start()
        try:
            wait_for_answers(world, ANSWERED_CANDIDATES)
            title("4. One more application while it runs")
            answer_while_running(world)
            show_results(world)
            code = daemon.stop()
        except (SystemExit, AssertionError, subprocess.SubprocessError):
            print(daemon.log(), file=sys.stderr)
            raise
        if code != 0:
            raise SystemExit(f"dossierd ended with {code}\n{daemon.log()}")
    title("Everything was stopped; the temporary folder is gone.")


def main():
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run()
    except KeyboardInterrupt:
        sys.exit("\nstopped; everything was cleaned up")


if __name__ == "__main__":
    main()
