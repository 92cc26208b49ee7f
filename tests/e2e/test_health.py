"""Trouble in the open: health, status, systemd's line, metrics."""

import queue
import re
import sqlite3
import stat
import time

import pytest
from harness import mails
from harness.campaign import MAILBOXES

SAMPLE = re.compile(
    r'(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?P<labels>[^{}]*)\})?'
    r' (?P<value>-?[0-9]+)')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')


def parse_metrics(text):
    """(name, labels) → value; fails on what the text format does not allow:
    no HELP or TYPE, samples of one family apart, a series twice."""
    assert text.endswith("\n")
    helped, typed, found, order = set(), {}, {}, []
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, help_text = line[7:].split(" ", 1)
            assert help_text and name not in helped
            helped.add(name)
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert kind in ("gauge", "counter") and name not in typed
            assert name in helped
            typed[name] = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            name, labels = match["name"], match["labels"] or ""
            assert name in typed, line
            pairs = LABEL.findall(labels)
            assert ",".join(f'{key}="{value}"'
                            for key, value in pairs) == labels
            assert len({key for key, _ in pairs}) == len(pairs)
            key = (name, frozenset(pairs))
            assert key not in found, line
            found[key] = int(match["value"])
            if not order or order[-1] != name:
                assert name not in order, f"{name} stands apart"
                order.append(name)
    return found


def sample(found, name, **labels):
    return found.get((f"dossierd_{name}", frozenset(labels.items())))


def health(world):
    return world.ctl.run("health", check=False)


def wait_for_status(daemon, text, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            daemon.states += daemon.told.get(timeout=0.2).splitlines()
        except queue.Empty:
            continue
        told = [state for state in daemon.states
                if state.startswith("STATUS=")]
        if told and text in told[-1]:
            return told[-1]
    raise AssertionError(f"{text} in none of {daemon.states}")


def test_well(world):
    assert health(world).returncode == 3  # there is no index yet
    daemon = world.start()
    done = health(world)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "DOSSIERD OK : 5 boîtes suivies, aucun incident\n"
    [row] = world.ctl.rows("health")
    assert row == {"health": "ok", "running": True, "troubles": []}
    assert world.ctl.run("status").stdout.startswith("DOSSIERD OK : ")
    assert wait_for_status(daemon, "watching") == (
        "STATUS=watching 5 mailboxes, answering")
    assert daemon.stop() == 0
    done = health(world)
    assert done.returncode == 2
    assert done.stdout == "DOSSIERD CRITIQUE : le service n'est pas lancé\n"


def test_a_refused_login_is_critical_at_once_and_then_over(world):
    secret = world.configuration.folder / "artaud.password"
    right = secret.read_text()
    secret.write_text("wrong\n")
    daemon = world.start()
    line = wait_for_status(daemon, "login artaud since 2")
    assert line.endswith("watching 5 mailboxes, answering")
    done = health(world)
    assert done.returncode == 2
    assert done.stdout.startswith("DOSSIERD CRITIQUE : connexion refusée à la "
                                  "boîte « artaud » (depuis : ")
    assert done.stdout.count("\n") == 1
    [row] = world.ctl.rows("status")
    assert row["health"] == "critical"
    [trouble] = row["troubles"]
    assert trouble["kind"] == "login" and trouble["subject"] == "artaud"
    assert trouble["since"].startswith("20")
    assert world.ctl.run("status").stdout.startswith("DOSSIERD CRITIQUE : ")
    assert daemon.stop() == 0
    secret.write_text(right)
    daemon = world.start()
    wait_for_status(daemon, "STATUS=watching")
    assert health(world).returncode == 0


@pytest.mark.parametrize("minutes, code", ((10, 1), (70, 2)))
def test_out_of_reach_is_a_warning_first(world, minutes, code):
    world.configuration.mailboxes[1]["url"] = "imap://127.0.0.1:9"
    world.configuration.write()
    world.once(code=75)
    with sqlite3.connect(world.state_dir / "dossierd.db") as database:
        database.execute(
            "UPDATE setting SET value = value - ? WHERE name ="
            " 'trouble:reach:artaud:since'", (60 * minutes,))
    daemon = world.start()
    wait_for_status(daemon, "reach artaud since 2")
    assert health(world).returncode == code


def test_what_is_no_longer_configured_is_no_trouble(world):
    world.once()
    with sqlite3.connect(world.state_dir / "dossierd.db") as database:
        for subject in ("formerly", "imap.gone.example:993"):
            database.execute("INSERT INTO setting(name, value) VALUES(?, '5')",
                             (f"trouble:login:{subject}:since",))
        database.execute("INSERT INTO setting(name, value)"
                         " VALUES('trouble:unheard:artaud:since', '5')")
    daemon = world.start()
    wait_for_status(daemon, "STATUS=watching")
    assert health(world).returncode == 0


def test_metrics(world):
    file = world.folder / "collector" / "dossierd.prom"
    file.parent.mkdir()
    world.configuration.values["metrics_file"] = str(file)
    world.configuration.mailboxes[1]["url"] = "imap://127.0.0.1:9"
    world.configuration.write()
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    began = int(time.time())
    world.once(code=75)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    text = file.read_text()
    found = parse_metrics(text)
    assert sample(found, "dossiers", status="incomplete") == 1
    assert sample(found, "dossiers", status="complete") == 0
    assert sample(found, "outbox_mails", state="sent") == 1
    assert sample(found, "messages_waiting", verdict="review") == 0
    assert sample(found, "health") == 1
    assert sample(found, "trouble_since_timestamp_seconds", kind="reach",
                  subject="artaud") >= began
    contacts = {name: sample(found, "mailbox_last_contact_timestamp_seconds",
                             mailbox=name) for name in MAILBOXES}
    assert contacts.pop("artaud") == 0
    assert all(began <= when <= time.time() for when in contacts.values())
    assert began <= sample(found, "written_timestamp_seconds") <= time.time()
    assert "BENALI" not in text and "@" not in text
    assert list(file.parent.iterdir()) == [file]


def test_metrics_that_cannot_be_written_stop_nothing(world):
    world.configuration.values["metrics_file"] = "/nonexistent/dossierd.prom"
    world.configuration.write()
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    assert "metrics_file" in world.once().stderr
    assert len(world.sink.taken) == 1
