"""A real clamd with a signature of the EICAR test string, made here."""

import hashlib

import pytest
from harness import mails
from harness.clamd import EICAR
from harness.world import World
from servers.clamd import Clamd


@pytest.fixture
def world(authority):
    with World(authority) as made:
        yield made


@pytest.fixture
def clamd(world):
    made = Clamd(world.folder / "clamd", stream_max=200_000)
    world.configuration.values["clamd_socket"] = str(made.path)
    world.configuration.write()
    yield made
    made.stop()


def with_eicar(family):
    """Base64 in a ZIP in a mail: found by whoever unpacks both."""
    import io
    import zipfile
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("CV.txt", EICAR)
    mail = mails.message(
        f"Mona {family} <mona@courriel.example>", mails.school("artaud"),
        mails.subject_for(family, "Mona"), "Ci-joint.\n")
    mails.attach(mail, "dossier.zip", packed.getvalue(),
                 ("application", "zip"))
    return mails.as_bytes(mail)


def verdicts(world):
    return sorted(row["verdict"] for row in world.ctl.rows("messages"))


def test_finds_eicar_and_lets_the_others_pass(world, clamd):
    clamd.start()
    world.deliver("artaud", with_eicar("MALADE"))
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    done = world.once()
    assert "Eicar" in done.stderr
    assert verdicts(world) == ["application", "quarantined"]
    assert world.sink.to("mona@courriel.example") == []


def test_stopped_and_started_again(world, clamd):
    world.deliver("artaud", with_eicar("MALADE"))
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    clamd.start()
    clamd.stop()
    world.once(code=75)
    assert world.ctl.rows("messages") == []
    clamd.start()
    world.once()
    assert verdicts(world) == ["application", "quarantined"]


def test_killed_while_the_daemon_runs(world, clamd):
    clamd.start()
    daemon = world.start()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    assert len(world.sink.wait(1, 20, "acknowledgement")) == 1
    clamd.stop()
    world.deliver("artaud", mails.application("BENALI", "Nadia"))
    assert len(world.sink.wait(2, 3, "acknowledgement")) == 1
    clamd.start()
    assert len(world.sink.wait(2, 60, "acknowledgement")) == 2
    assert daemon.stop() == 0


def test_beyond_stream_max_length(world, clamd):
    clamd.start()
    world.deliver("artaud", mails.application("GROS", "Guy", padding=200_000))
    world.once()
    assert verdicts(world) == ["review"]
    assert len(world.sink.of_kind("receipt")) == 1


def test_eicar_is_what_it_is():
    assert hashlib.sha256(EICAR).hexdigest() == (
        "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f")
