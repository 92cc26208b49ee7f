"""The daemon at work: IDLE, signals, instances, faults of the servers."""

import json
import time

import pytest
from harness import mails
from harness.campaign import USERS
from harness.program import descendants, is_sanitized, run_once
from harness.sink import Sink
from harness.world import World


def test_mail_is_answered_while_the_daemon_runs(world):
    daemon = world.start()
    for number in range(3):
        began = time.monotonic()
        world.deliver("artaud", mails.application(
            f"NOM{chr(65 + number)}", "Camille"))
        answers = world.sink.wait(number + 1)
        assert len(answers) == number + 1, daemon.log()
        # Dovecot itself tells an IDLE client after half a second.
        assert answers[-1].when - began < (10 if is_sanitized() else 3)
    assert daemon.stop() == 0


def test_term_stops_cleanly_and_leaves_no_process(world):
    daemon = world.start()
    below = descendants(daemon.process.pid)
    assert below, "the reader runs in a process of its own"
    began = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - began < 10
    time.sleep(0.2)
    for pid in below:
        with pytest.raises(OSError):
            open(f"/proc/{pid}/status").close()


def test_killed_daemon_leaves_no_reader_behind(world):
    daemon = world.start()
    below = descendants(daemon.process.pid)
    daemon.process.kill()
    daemon.process.wait()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if not any(alive(pid) for pid in below):
            return
        time.sleep(0.1)
    pytest.fail("the reader outlives the daemon")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_second_instance_is_refused(world):
    daemon = world.start()
    done = run_once(world.configuration)
    assert done.returncode == 75, done.stderr
    assert done.stderr.strip()
    assert daemon.stop() == 0


def test_broken_configuration_at_hang_up_keeps_the_old_one(world):
    daemon = world.start()
    good = world.configuration.file.read_text()
    world.configuration.file.write_text(good + "nonsense = 1;\n")
    daemon.hang_up()
    end = time.monotonic() + 10
    while "nonsense" not in daemon.log() and time.monotonic() < end:
        time.sleep(0.05)
    assert "nonsense" in daemon.log()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert len(world.sink.wait(1)) == 1
    assert daemon.stop() == 0


def test_good_configuration_at_hang_up_is_taken(world):
    daemon = world.start()
    rs2026 = world.configuration.campaigns["rs2026"]
    rs2026["positions"][0]["title"] = "Micro-lycée au nouveau nom"
    world.configuration.write()
    daemon.hang_up()
    daemon.wait_for("READY=1")
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    [answer] = world.sink.wait(1)
    assert "Micro-lycée au nouveau nom" in answer.text
    assert daemon.stop() == 0


def test_hang_up_while_the_first_turn_runs(world):
    """The threads of the old configuration read it until they have ended."""
    for number in range(20):
        world.deliver("artaud", mails.application(f"DUPONT{number}", "Marie"))
    daemon = world.start()
    for _ in range(20):
        daemon.hang_up()
        daemon.wait_for("READY=1")
    assert len(world.sink.wait(20, seconds=60)) == 20
    assert daemon.stop() == 0, daemon.log()


def test_server_that_restarts_is_found_again(world):
    daemon = world.start()
    world.dovecot.stop()
    time.sleep(1)
    world.dovecot.start()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert len(world.sink.wait(1, seconds=60)) == 1, daemon.log()
    assert daemon.stop() == 0


def test_login_refused_is_temporary_and_others_go_on(world):
    world.configuration.secret("artaud.password", "wrong")
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    done = run_once(world.configuration)
    assert done.returncode == 75, done.stderr
    assert "artaud" in done.stderr
    assert [row["position"] for row in world.ctl.rows("list")] == [
        "0130175V"]


def test_certificate_of_a_stranger_is_refused_before_the_password(
        authority):
    with World(authority, tls=True) as world:
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        for mailbox in world.configuration.mailboxes:
            mailbox["ca_file"] = ""
        world.configuration.write()
        done = run_once(world.configuration)
        assert done.returncode == 75, done.stderr
        assert "ertificate" in done.stderr
        log = (world.dovecot.folder / "dovecot.log").read_text()
        assert "Login: user" not in log and "auth failed" not in log


def test_everything_over_tls_with_logins(authority):
    certificate = authority.issue("smtp")
    sink = Sink(tls=certificate, user="dossierd", password="smtp-secret")
    with World(authority, tls=True, sink=sink) as world:
        world.configuration.smtp |= {
            "url": f"smtps://127.0.0.1:{sink.port}", "user": "dossierd",
            "password_file": "smtp.password",
            "ca_file": str(authority.ca_file)}
        world.configuration.secret("smtp.password", "smtp-secret")
        world.configuration.write()
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        world.once()
        assert len(world.sink.taken) == 1


def test_starttls_is_required_where_it_is_asked_for(authority):
    with World(authority) as world:
        for mailbox in world.configuration.mailboxes:
            mailbox["starttls"] = "required"
            mailbox["ca_file"] = str(authority.ca_file)
        world.configuration.write()
        world.deliver("artaud", mails.application("DUPONT", "Marie"))
        world.once()
        log = (world.dovecot.folder / "dovecot.log").read_text()
        assert "TLS" in log.split("Login: user=<ce.0132733a>")[1].split(
            "\n")[0]
        assert len(world.sink.taken) == 1


def test_status_tells_of_each_mailbox(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    text = world.ctl.run("status").stdout
    for name in ("artaud", "referent", "daumier", "duby", "puget"):
        assert name in text
    assert USERS["referent13"] not in text
    for line in world.ctl.run("status", "--json").stdout.splitlines():
        json.loads(line)
