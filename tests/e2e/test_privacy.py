"""Mail that is no application is never opened and never marked."""

import re

from harness import documents, mails
from harness.campaign import MAILBOXES


def test_unrelated_mail_keeps_its_flags_and_is_never_opened(world):
    for number in range(12):
        world.deliver("artaud", mails.school_mail(number))
        world.deliver("referent", mails.school_mail(number, to="referent"))
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()

    assert len(world.ctl.rows("list")) == 1
    for user in (MAILBOXES["artaud"], MAILBOXES["referent"]):
        for flags in world.dovecot.flags(user).values():
            assert flags == {"\\Recent"}
    assert world.dovecot.uids_with_body_fetched(MAILBOXES["artaud"]) == {13}
    assert world.dovecot.uids_with_body_fetched(
        MAILBOXES["referent"]) == set()
    assert not [row for row in world.ctl.rows("messages")
                if row["verdict"] == "unrelated"]


def test_only_examine_and_peek_are_sent(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("artaud", mails.school_mail())
    world.once()
    commands = world.dovecot.commands()
    assert any(" EXAMINE " in command for command in commands)
    for command in commands:
        assert not re.search(r"^\S+ (SELECT|STORE|UID STORE|EXPUNGE)\b",
                             command, re.IGNORECASE), command
        assert "BODY[" not in command.upper(), command


def test_nothing_of_unrelated_mail_is_stored(world):
    world.deliver("artaud", mails.as_bytes(mails.message(
        "Parent Unique <parent-unique@famille.example>",
        mails.school("artaud"), "Sujet introuvable ailleurs", "Texte.\n")))
    world.once()
    for path in world.state_dir.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"parent-unique" not in data, path
            assert b"introuvable ailleurs" not in data, path


def test_nothing_is_kept_of_mail_that_was_looked_into_for_nothing(world):
    """Its subject says nothing, so that its pieces had to."""
    mail = mails.message("Yann LE GOFF <yann.legoff@courriel.example>",
                         [mails.school("artaud")], "Documents",
                         "Bonjour, voici la facture du voyage.\n")
    mails.attach(mail, "facture.pdf", documents.pdf("Facture no 12"))
    world.deliver("artaud", mails.as_bytes(mail))
    done = world.once()
    assert "unrelated" in done.stderr
    assert world.ctl.rows("messages") == []
    assert list(world.tree()) == []
    assert world.sink.taken == []


def test_log_names_nobody(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("referent", mails.application("N'GUESSAN", "Zoé",
                                                to=("referent",)))
    log = world.once().stderr
    for word in ("DUPONT", "dupont", "Marie", "GUESSAN", "courriel.example",
                 "secret-of"):
        assert word not in log
