"""The same scenario on each IMAP server, with and without its extensions."""

import functools
import re

import pytest
from harness import mails
from harness.campaign import MAILBOXES
from harness.dovecot import Dovecot
from harness.world import World
from servers.imap import Courier, Cyrus

DOVECOT = ("IMAP4rev1 LITERAL+ IDLE MOVE UIDPLUS CONDSTORE QRESYNC ESEARCH "
           "NAMESPACE UNSELECT CHILDREN LIST-EXTENDED SPECIAL-USE ENABLE "
           "WITHIN ESORT SEARCHRES BINARY SASL-IR ID")
USER = MAILBOXES["artaud"]
FILED = "Candidatures/Classées"
SENT = "Candidatures/Envoyées"


def dovecot_without(*words):
    kept = " ".join(word for word in DOVECOT.split() if word not in words)
    return {"make_imap": Dovecot, "imap_settings": f"imap_capability = {kept}"}


def other_without(server, *words, **options):
    return {"make_imap": functools.partial(server, without=words, **options)}


SERVERS = {
    "dovecot": {"make_imap": Dovecot},
    "dovecot-tls": {"make_imap": Dovecot, "tls": True},
    "dovecot-bare": dovecot_without(*DOVECOT.split()[1:]),
    "dovecot-no-idle": dovecot_without("IDLE"),
    "dovecot-no-move": dovecot_without("MOVE"),
    "dovecot-no-uidplus": dovecot_without("UIDPLUS", "MOVE"),
    "dovecot-no-condstore": dovecot_without("CONDSTORE", "QRESYNC"),
    "dovecot-no-literal+": dovecot_without("LITERAL+"),
    "dovecot-no-esearch": dovecot_without("ESEARCH"),
    "cyrus": {"make_imap": Cyrus},
    "cyrus-tls": {"make_imap": Cyrus, "tls": True},
    "cyrus-inbox-namespace": {"make_imap": functools.partial(
        Cyrus, altnamespace=False)},
    "cyrus-bare": other_without(
        Cyrus, "IDLE", "MOVE", "XMOVE", "UIDPLUS", "CONDSTORE", "QRESYNC",
        "LITERAL+", "ESEARCH", "NAMESPACE", "BINARY"),
    "cyrus-no-idle": other_without(Cyrus, "IDLE"),
    "cyrus-no-move": other_without(Cyrus, "MOVE", "XMOVE"),
    "cyrus-no-uidplus": other_without(Cyrus, "MOVE", "XMOVE", "UIDPLUS"),
    "cyrus-no-literal+": other_without(Cyrus, "LITERAL+"),
    "courier": {"make_imap": Courier},
    "courier-tls": {"make_imap": Courier, "tls": True},
    "courier-no-idle": other_without(Courier, "IDLE"),
    "courier-no-uidplus": other_without(Courier, "UIDPLUS"),
}


@pytest.fixture(params=SERVERS)
def world(request, authority):
    with World(authority, **SERVERS[request.param]) as made:
        try:
            yield made
        finally:
            root = getattr(made.dovecot, "root", None)
            print(root.log() if root else "")


def has(world, capability):
    """What the server advertises after the login."""
    connection = world.dovecot.login(USER)
    try:
        return capability in connection.capability()[1][0].decode().split()
    finally:
        connection.logout()


def deliver_all(world):
    """Two applications, one of them big, among other mail, some of it seen."""
    world.deliver("artaud", mails.school_mail(0))
    world.deliver("artaud", mails.school_mail(1), flags="S")
    world.deliver_everywhere(mails.application("DUPONT", "Marie"),
                             ("artaud", "referent"))
    world.deliver("artaud", mails.school_mail(2), flags="FS")
    world.deliver("artaud", mails.application(
        "N'GUESSAN", "Zoé", pieces=("cv", "letter"), padding=400_000),
        flags="S")
    world.deliver("referent", mails.newsletter())


def marks(world, folder="INBOX"):
    """UID → flags but \\Recent, which belongs to sessions."""
    return {uid: flags - {"\\Recent"}
            for uid, flags in world.dovecot.flags(USER, folder).items()}


def assert_filed(world):
    found = world.dossiers()
    assert set(found) == {("0132733A", "DUPONT"), ("0132733A", "N'GUESSAN")}
    assert found["0132733A", "DUPONT"]["status"] == "complete"
    assert found["0132733A", "N'GUESSAN"]["status"] == "incomplete"
    boxes = found["0132733A", "DUPONT"]["messages"][0]["mailboxes"]
    assert sorted(boxes) == ["artaud", "referent"]
    assert len(world.sink.of_kind("acknowledgement")) == 2


def test_files_and_answers_and_changes_no_flag(world):
    deliver_all(world)
    before = marks(world)
    assert [flags for _, flags in sorted(before.items())] == [
        set(), {"\\Seen"}, set(), {"\\Flagged", "\\Seen"}, {"\\Seen"}]
    world.once()
    assert_filed(world)
    assert marks(world) == before


def test_second_pass_changes_nothing(world):
    deliver_all(world)
    world.once()
    tree, before = world.tree(), marks(world)
    world.dovecot.stop()
    world.dovecot.start()
    world.once()
    assert_filed(world)
    assert world.tree() == tree
    assert marks(world) == before


def test_new_mail_is_seen_while_waiting(world):
    """By IDLE, with a poll far away; where there is none, by the poll."""
    idle = has(world, "IDLE")
    world.configuration.values["poll_seconds"] = 600 if idle else 1
    world.configuration.write()
    deliver_all(world)
    daemon = world.start()
    assert len(world.sink.wait(2, kind="acknowledgement")) == 2
    for number, name in enumerate(("PETIT", "ROUX"), 3):
        world.deliver("artaud", mails.application(name, "Anne"))
        assert len(world.sink.wait(number, 30, "acknowledgement")) == number
    assert daemon.stop() == 0


def filed(world):
    native = world.dovecot.native(FILED)
    return [re.search(rb"^Subject:.*(?:\r?\n[ \t].*)*", raw, re.M)[0]
            for raw in world.dovecot.folder_messages(USER, native)]


def test_moves_what_was_filed_and_keeps_what_was_sent(world):
    for mailbox in world.configuration.mailboxes:
        mailbox |= {"filed_folder": FILED, "sent_folder": SENT}
    world.configuration.write()
    deliver_all(world)
    before = marks(world)
    others = {uid: before[uid] for uid in sorted(before)[:2]
              + sorted(before)[3:4]}
    for _ in range(3):  # what was moved is moved once
        world.once()
        assert_filed(world)
        assert len(filed(world)) == 2
        assert marks(world).items() >= others.items()
    sent = [mail for user in (USER, MAILBOXES["referent"])
            for mail in world.dovecot.folder_messages(
                user, world.dovecot.native(SENT))]
    assert len(sent) == 2
    assert all(b"X-Dossierd: acknowledgement" in mail for mail in sent)
    left = {uid for uid, flags in marks(world).items()
            if "\\Deleted" not in flags}
    assert left == set(others)
    if has(world, "UIDPLUS") or has(world, "MOVE"):
        assert set(marks(world)) == set(others)
    # A seen mail stays seen where it went to.
    native = world.dovecot.native(FILED)
    assert sorted(map(sorted, marks(world, f'"{native}"').values())) == [
        [], ["\\Seen"]]
