"""What the operator is told of the servers, and when it is over."""

import datetime

import pytest
from harness import mails
from harness.campaign import DOMAIN
from harness.sink import Sink
from harness.world import World

OPERATOR = f"operateur@{DOMAIN}"
CANDIDATE = "marie.dupont@courriel.example"


def subjects(sink):
    return [str(mail.mail["Subject"]) for mail in sink.to(OPERATOR)]


def use_login(world, sink, authority, password="smtp-secret"):
    world.configuration.smtp |= {
        "url": f"smtps://127.0.0.1:{sink.port}", "user": "dossierd",
        "password_file": "smtp.password", "ca_file": str(authority.ca_file)}
    world.configuration.secret("smtp.password", password)
    world.configuration.write()


def test_a_certificate_near_its_end_is_told_once_and_its_renewal(authority):
    sink = Sink(tls=authority.issue("short-smtp", days=20), user="dossierd",
                password="smtp-secret")
    with World(authority, tls=True, sink=sink) as world:
        dovecot = world.dovecot
        dovecot.certificate, dovecot.key = authority.issue("short", days=9)
        dovecot.write_configuration()
        dovecot.stop()
        dovecot.start()
        use_login(world, sink, authority)
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        world.once()
        # Five mailboxes, one server, one mail; and one for the other server.
        imap = f"127.0.0.1:{dovecot.tls_port}"
        smtp = f"127.0.0.1:{sink.port}"
        assert sorted(subjects(sink)) == sorted(
            f"[dossierd] certificat du serveur {server} bientôt périmé"
            for server in (imap, smtp))
        [mail] = [mail for mail in sink.to(OPERATOR)
                  if imap in str(mail.mail["Subject"])]
        end = datetime.datetime.now() + datetime.timedelta(days=9)
        assert f" {end.year} à " in mail.text.split("Fin de validité : ")[1]
        world.once()
        assert len(sink.to(OPERATOR)) == 2
        dovecot.certificate, dovecot.key = authority.issue("long")
        dovecot.write_configuration()
        dovecot.stop()
        dovecot.start()
        world.once()
        assert subjects(sink)[2:] == [
            f"[dossierd] certificat du serveur {imap} renouvelé"]


def test_nothing_is_told_of_a_certificate_where_that_is_not_wanted(authority):
    with World(authority, tls=True) as world:
        world.dovecot.certificate, world.dovecot.key = authority.issue(
            "near", days=2)
        world.dovecot.write_configuration()
        world.dovecot.stop()
        world.dovecot.start()
        world.configuration.values["certificate_days"] = 0
        world.configuration.write()
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        world.once()
        assert [mail.kind for mail in world.sink.taken] == ["acknowledgement"]


def test_a_login_refused_by_the_smtp_server_is_told_when_mail_leaves(
        authority):
    sink = Sink(tls=authority.issue("smtp"), user="dossierd",
                password="smtp-secret")
    with World(authority, sink=sink) as world:
        use_login(world, sink, authority, password="wrong")
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        world.once(code=75)
        world.once(code=75)
        assert sink.taken == []
        assert sorted((row["kind"], row["state"])
                      for row in world.ctl.rows("outbox")) == [
            ("acknowledgement", "queued"), ("operator", "queued")]
        use_login(world, sink, authority)
        world.once()
        assert len(sink.to(CANDIDATE)) == 1
        assert subjects(sink) == [
            "[dossierd] connexion refusée au serveur d'envoi",
            "[dossierd] connexion rétablie au serveur d'envoi"]
        world.once()
        assert len(sink.taken) == 3


def test_a_daemon_that_runs_tells_of_it_as_well(authority):
    sink = Sink(tls=authority.issue("smtp"), user="dossierd",
                password="smtp-secret")
    with World(authority, sink=sink) as world:
        use_login(world, sink, authority, password="wrong")
        daemon = world.start()
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        for _ in range(100):
            waiting = {row["kind"]: row for row in world.ctl.rows("outbox")}
            if len(waiting) == 2:
                break
            world.sink.wait(1, seconds=0.2)
        assert set(waiting) == {"acknowledgement", "operator"}, daemon.log()
        use_login(world, sink, authority)
        world.ctl.run("outbox", "retry", waiting["acknowledgement"]["id"])
        assert len(sink.wait(2, kind="operator")) == 2, daemon.log()
        assert daemon.stop() == 0


@pytest.mark.plain
def test_an_smtp_server_out_of_reach_is_told_after_an_hour(world):
    def run(hours, **options):
        when = (datetime.datetime(2026, 6, 1, 9)
                + datetime.timedelta(hours=hours))
        return world.once(env={
            "LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1", "TZ": "UTC",
            "FAKETIME": when.strftime("@%Y-%m-%d %H:%M:%S"),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}, **options)

    def waiting():
        return sorted(row["kind"] for row in world.ctl.rows("outbox"))

    world.configuration.campaigns["rs2026"] |= {
        "published": "2026-05-30", "digest": {"day": "sunday",
                                              "time": "08:00"}}
    world.configuration.write()
    world.sink.stop()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    run(0, code=75)
    run(0.5, code=75)
    assert waiting() == ["acknowledgement"]
    run(2, code=75)
    assert waiting() == ["acknowledgement", "operator"]
    run(3, code=75)
    assert waiting() == ["acknowledgement", "operator"]
    world.sink.start()
    run(4)
    assert subjects(world.sink) == [
        "[dossierd] serveur d'envoi hors d'atteinte",
        "[dossierd] serveur d'envoi de nouveau accessible"]
    run(5)
    assert len(world.sink.taken) == 3
