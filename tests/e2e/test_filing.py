"""From the mailbox to the dossier and the acknowledgement."""

from harness import mails
from harness.campaign import DOMAIN

ARTAUD = "0132733A"


def test_school_and_referent_make_one_dossier_and_one_answer(world):
    mail = mails.application("DUPONT", "Marie")
    world.deliver_everywhere(mail, ("artaud", "referent"))
    world.once()

    [row] = world.ctl.rows("list")
    assert row["campaign"] == "micro-structure-rs2026"
    assert row["position"] == ARTAUD
    assert row["candidate"] == {
        "family_name": "DUPONT", "given_name": "Marie",
        "email": "marie.dupont@courriel.example"}
    assert row["status"] == "complete"
    assert row["missing"] == []
    assert row["late"] is False
    assert sorted(piece["kind"] for piece in row["documents"]) == [
        "cv", "letter", "opinion"]
    [message] = row["messages"]
    assert sorted(message["mailboxes"]) == ["artaud", "referent"]

    [answer] = world.sink.taken
    assert answer.kind == "acknowledgement"
    assert answer.recipients == ["marie.dupont@courriel.example"]
    assert answer.sender == "<>"


def test_store_holds_the_mail_byte_for_byte(world):
    mail = mails.application("DUPONT", "Marie")
    path = world.deliver("artaud", mail)
    raw = path.read_bytes().replace(b"\n", b"\r\n")
    world.once()
    [row] = world.ctl.rows("list")
    stored = world.state_dir / row["messages"][0]["file"]
    assert stored.read_bytes() == raw
    assert str(stored.parent).endswith(
        f"dossiers/micro-structure-rs2026/{ARTAUD}/DUPONT Marie")
    for piece in row["documents"]:
        file = world.state_dir / piece["file"]
        assert file.read_bytes().startswith(b"%PDF-1.4")
        assert file.stat().st_mode & 0o077 == 0


def test_acknowledgement_says_what_the_candidate_needs(world):
    world.deliver("daumier", mails.office_application("BENALI", "Nadia"))
    world.once()
    [row] = world.ctl.rows("list")
    assert row["status"] == "incomplete"
    assert row["missing"] == ["opinion"]
    [answer] = world.sink.taken
    text = answer.text
    assert row["ref"] in text
    for title in ("Lettre de motivation", "Curriculum vitae",
                  "Avis du supérieur hiérarchique"):
        assert title in text
    assert "Micro-lycée Honoré Daumier, Marseille" in text
    assert "23 h 59" in text
    assert f"referent13@{DOMAIN}" in text
    assert f"@{DOMAIN}" in str(answer.mail["Reply-To"])


def test_answer_carries_the_fields_of_an_automatic_mail(world):
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", message_id="<first@courriel.example>"))
    world.once()
    [answer] = world.sink.taken
    mail = answer.mail
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Dossierd"] == "acknowledgement"
    assert mail["In-Reply-To"] == "<first@courriel.example>"
    assert "<first@courriel.example>" in mail["References"]
    assert str(mail["To"]).count("@") == 1
    assert b"\r\n" in answer.data
    assert b"\n" not in answer.data.replace(b"\r\n", b"")


def test_all_kinds_of_application_are_filed(world):
    """Forwarded, in one file, to two schools, with a deviant subject."""
    world.deliver("duby", mails.one_file_application("LEFÈVRE",
                                                     "Jean-Pierre"))
    world.deliver_everywhere(
        mails.forwarded_as_attachment("COSTA", "Léa"), ("puget", "referent"))
    world.deliver_everywhere(
        mails.application("BEN AMOR", "Inès",
                          to=("artaud", "puget", "referent")),
        ("artaud", "puget", "referent"))
    world.deliver("artaud", mails.application(
        "ROUX", "Paul", to=("artaud",), pieces=("cv", "letter"),
        subject="Candidature micro-lycée Artaud"))
    world.once()
    found = world.dossiers()
    assert set(found) == {("0133525L", "LEFÈVRE"), ("0131943S", "COSTA"),
                          (ARTAUD, "BEN AMOR"), ("0131943S", "BEN AMOR"),
                          (ARTAUD, "ROUX")}
    assert found["0133525L", "LEFÈVRE"]["status"] == "complete"
    assert found["0131943S", "COSTA"]["status"] == "complete"
    answered = sorted(taken.recipients[0] for taken in world.sink.of_kind(
        "acknowledgement"))
    assert answered == ["ines.benamor@courriel.example",
                        "jean-pierre.lefevre@courriel.example",
                        "lea.costa@courriel.example",
                        "paul.roux@courriel.example"]


def test_an_answer_within_the_thread_joins_the_dossier(world):
    first = "<thread@courriel.example>"
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", pieces=("cv", "letter"), message_id=first))
    world.once()
    world.deliver("artaud", mails.supplement("DUPONT", "Marie", first,
                                             pieces=("opinion",)))
    world.once()
    [row] = world.ctl.rows("list")
    assert row["status"] == "complete"
    assert len(row["messages"]) == 2
    assert len(world.sink.of_kind("acknowledgement")) == 2


def test_an_opinion_alone_joins_the_dossier(world):
    world.deliver("artaud", mails.application("DUPONT", "Marie",
                                              pieces=("cv", "letter")))
    world.once()
    world.deliver("referent", mails.opinion_alone("DUPONT", "Marie"))
    world.once()
    [row] = world.ctl.rows("list")
    assert row["status"] == "complete"


def test_a_position_that_is_not_certain_goes_to_review(world):
    world.deliver("referent", mails.application("N'GUESSAN", "Zoé",
                                                to=("referent",)))
    world.once()
    assert world.ctl.rows("list") == []
    [row] = world.ctl.rows("messages")
    assert row["verdict"] == "review"
    assert row["reasons"]
    [answer] = world.sink.taken
    assert answer.kind == "receipt"


def test_machine_mail_is_never_answered(world):
    world.deliver("artaud", mails.out_of_office())
    world.deliver("referent", mails.newsletter())
    world.deliver("referent", mails.bounce("<none@x.example>",
                                           "a@courriel.example"),
                  return_path="")
    world.deliver("artaud", mails.application(
        "LISTE", "Lise", List_Id="<liste.example>"))
    world.once()
    assert set(world.dossiers()) == {(ARTAUD, "LISTE")}
    assert world.sink.taken == []


def test_several_mails_at_once_are_answered_once_each(world):
    for number in range(3):
        world.deliver("artaud", mails.application(
            "VITE", "Aline", pieces=(("cv",), ("letter",),
                                     ("opinion",))[number]))
    world.once()
    world.once()
    [row] = world.ctl.rows("list")
    assert row["status"] == "complete"
    assert 1 <= len(world.sink.taken) <= 3
    identifiers = [taken.message_id for taken in world.sink.taken]
    assert len(set(identifiers)) == len(identifiers)
    answered = [str(taken.mail["In-Reply-To"]) for taken in world.sink.taken]
    assert len(set(answered)) == len(answered)
