"""Answers handed to real mail servers, which hand them on to the sink."""

import pytest
from harness import mails
from harness.campaign import DOMAIN
from harness.world import World
from servers.smtp import (LATER, MAX_BYTES, PASSWORD, REFUSED, USER, Exim,
                          OpenSmtpd, Postfix)

SERVERS = {"postfix": Postfix, "exim": Exim, "opensmtpd": OpenSmtpd}


@pytest.fixture
def bare_world(authority):
    with World(authority) as made:
        yield made


@pytest.fixture(params=SERVERS)
def relay(request, authority, bare_world):
    made = SERVERS[request.param](bare_world.folder / "relay", authority,
                                  bare_world.sink)
    try:
        made.start()
        bare_world.configuration.smtp["url"] = (
            f"smtp://127.0.0.1:{made.port}")
        bare_world.configuration.write()
        yield made
    finally:
        made.stop()
        print(made.root.log())


@pytest.fixture
def world(bare_world, relay):
    return bare_world


def use(world, scheme, port, password=PASSWORD, **settings):
    world.configuration.smtp |= {
        "url": f"{scheme}://127.0.0.1:{port}", "user": USER,
        "password_file": "smtp.password",
        "ca_file": str(world.authority.ca_file)} | settings
    world.configuration.write()
    world.configuration.secret("smtp.password", password)


def outbox(world):
    return {row["to"]: row for row in world.ctl.rows("outbox")}


def assert_taken_once(world, row):
    [taken] = world.sink.wait(1, kind="acknowledgement")
    assert taken.message_id == row["message_id"]
    assert row["state"] == "sent"
    assert taken.sender in ("", "<>", None)
    assert taken.recipients == [row["to"]]
    assert "Micro-lycée Antonin Artaud, Marseille" in taken.text
    assert str(taken.mail["Subject"]) == row["subject"]
    world.once()
    assert len(world.sink.of_kind("acknowledgement")) == 1


def test_hands_over_on_loopback(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    assert_taken_once(world, outbox(world)["marie.dupont@courriel.example"])


@pytest.mark.parametrize("kind", ("smtps", "starttls"))
def test_hands_over_with_tls_and_login(world, relay, kind):
    if not relay.has_tls:
        pytest.skip("Debian's build cannot serve TLS")
    if kind == "smtps":
        use(world, "smtps", relay.smtps)
    else:
        use(world, "smtp", relay.submission, starttls="required")
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once()
    assert_taken_once(world, outbox(world)["marie.dupont@courriel.example"])


def test_a_refused_login_loses_nothing(world, relay):
    if not relay.has_tls:
        pytest.skip("Debian's build cannot serve TLS")
    use(world, "smtps", relay.smtps, password="wrong")
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    row = outbox(world)["marie.dupont@courriel.example"]
    assert row["state"] == "queued"
    assert row["error"]
    assert "wrong" not in row["error"]
    use(world, "smtps", relay.smtps)
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    assert_taken_once(world, outbox(world)["marie.dupont@courriel.example"])
    assert world.sink.of_kind("operator")


def test_no_password_without_starttls(world, relay):
    """The plain port of the three: TLS asked for and not offered."""
    if relay.has_tls and not isinstance(relay, Postfix):
        pytest.skip("offers STARTTLS everywhere")
    use(world, "smtp", relay.port, starttls="required")
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    assert outbox(world)["marie.dupont@courriel.example"]["state"] == "queued"
    assert world.sink.taken == []
    assert PASSWORD not in relay.root.log()


def test_refused_for_good_and_for_now(world):
    for number, address in enumerate((REFUSED, LATER,
                                      "taken@courriel.example")):
        world.deliver("artaud", mails.application(
            f"NOM{chr(65 + number)}", "Anne", sender=f"Anne <{address}>"))
    world.once(code=75)
    rows = outbox(world)
    assert rows[REFUSED]["state"] == "failed"
    assert "550" in rows[REFUSED]["error"]
    assert rows[LATER]["state"] == "queued"
    assert "451" in rows[LATER]["error"]
    assert rows["taken@courriel.example"]["state"] == "sent"
    assert len(world.sink.wait(1)) == 1


def test_too_big_for_the_server(world):
    """The digest's chart or a long list can be: failed, not tried for ever;
    the others go on."""
    title = "Micro-lycée Antonin Artaud, Marseille" + " x" * (MAX_BYTES // 2)
    world.configuration.campaigns["rs2026"]["positions"][0]["title"] = title
    world.configuration.write()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    world.once()
    rows = outbox(world)
    assert rows["marie.dupont@courriel.example"]["state"] == "failed"
    assert rows["nadia.benali@courriel.example"]["state"] == "sent"


def test_restarted_server_gets_the_same_mail(world, relay):
    relay.stop()
    world.deliver("artaud", mails.application("DUPONT", "Marie"))
    world.once(code=75)
    row = outbox(world)["marie.dupont@courriel.example"]
    assert row["state"] == "queued"
    relay.start()
    world.ctl.run("outbox", "retry", row["id"])
    world.once()
    assert outbox(world)["marie.dupont@courriel.example"][
        "message_id"] == row["message_id"]
    assert_taken_once(world, outbox(world)["marie.dupont@courriel.example"])
    assert world.sink.to(f"operateur@{DOMAIN}") == []
