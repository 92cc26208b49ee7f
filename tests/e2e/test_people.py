"""Whose mail it is: one person with two addresses, two with one name, and
mails that go on with a dossier."""

from harness import documents, mails

ARTAUD, DUBY = "0132733A", "0133525L"
PRO = "Marie DUPONT <marie.dupont@ac-autre.example>"


def filed(world, *boxes, **options):
    """A first application of Marie DUPONT; her only dossier and the answer."""
    options.setdefault("pieces", ("letter", "cv"))
    world.deliver_everywhere(mails.application(
        "DUPONT", "Marie", to=boxes or ("artaud",), **options),
        boxes or ("artaud",))
    world.once()
    [row] = world.ctl.rows("list")
    [answer] = world.sink.taken
    return row, answer


def later(world, box="artaud", **options):
    """One more mail of hers with the opinion."""
    options.setdefault("pieces", ("opinion",))
    world.deliver(box, mails.application("DUPONT", "Marie", to=(box,),
                                         **options))
    world.once()


def verdicts(world):
    return [row["verdict"] for row in world.ctl.rows("messages")]


def assert_joined(world, first):
    """The second mail lies in the first one's dossier, which is complete."""
    [row] = world.ctl.rows("list")
    assert row["ref"] == first["ref"]
    assert row["status"] == "complete"
    assert len(row["messages"]) == 2
    assert sorted(verdicts(world)) == ["application", "supplement"]


def test_namesakes_are_not_merged_but_shown(world):
    row, _ = filed(world)
    later(world, pieces=("letter", "cv", "opinion"),
          sender="Marie DUPONT <m.dupont77@courriel.example>",
          text="Bonjour,\n\nma candidature ci-jointe.\n")
    [after] = world.ctl.rows("list")
    assert (after["status"], len(after["messages"])) == ("incomplete", 1)
    assert after["candidate"] == row["candidate"]
    [second] = [message for message in world.ctl.rows("messages")
                if message["verdict"] == "review"]
    assert "homonyme" in second["reasons"][-1]
    assert world.sink.taken[-1].kind == "receipt"
    assert world.sink.taken[-1].recipients == ["m.dupont77@courriel.example"]


def test_two_addresses_of_one_person_are_one_candidate(world):
    row, _ = filed(world)
    later(world, sender=PRO, text="Bonjour,\n\nvoici l'avis. Mon adresse "
          "personnelle : marie.dupont@courriel.example\n\nMarie Dupont\n")
    assert_joined(world, row)
    # From now on the second address is known, too, and needs no hint.
    later(world, box="duby", sender=PRO, pieces=("letter", "cv", "opinion"),
          padding=9, seed=50,
          text="Bonjour,\n\nmon dossier pour ce poste aussi.\n")
    rows = world.ctl.rows("list")
    assert {row["position"] for row in rows} == {ARTAUD, DUBY}
    assert len({str(row["candidate"]) for row in rows}) == 1


def test_a_couple_with_one_mailbox_are_two_candidates(world):
    box = "dupont.famille@courriel.example"
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", to=("artaud",), sender=box))
    world.once()
    world.deliver("artaud", mails.application(
        "DUPONT", "Karim", to=("artaud",), sender=box))
    world.once()
    assert {row["candidate"]["given_name"]: len(row["messages"])
            for row in world.ctl.rows("list")} == {"Marie": 1, "Karim": 1}
    assert verdicts(world) == ["application", "application"]


def test_an_answer_to_the_acknowledgement_joins(world):
    row, answer = filed(world)
    later(world, box="referent", sender=PRO, subject="Re: votre message",
          text="Bonjour,\n\nvoici la pièce manquante.\n",
          In_Reply_To=answer.message_id, References=answer.message_id)
    assert_joined(world, row)
    assert row["ref"] in world.sink.taken[-1].text


def test_a_reference_in_the_subject_joins(world):
    row, _ = filed(world)
    later(world, box="referent", sender=PRO,
          subject=f"Dossier {row['ref']} : complément de candidature",
          text="Bonjour,\n\nvoici la pièce manquante.\n")
    assert_joined(world, row)


def test_candidate_and_call_are_enough(world):
    row, _ = filed(world)
    later(world, box="referent", subject="Complément candidature micro-lycée",
          text="Bonjour,\n\nvoici la pièce manquante.\n")
    assert_joined(world, row)


def opinion_of(family, given):
    """As a principal's office sends it, in other words than the candidate."""
    mail = mails.message(
        "Secrétariat <secretariat@college.example>", mails.REFERENT,
        f"Avis hiérarchique : candidature micro-lycée de Mme {family} "
        f"{given}", "Bonjour,\n\nvous trouverez l'avis du principal.\n")
    mails.attach(mail, "scan_0042.pdf",
                 documents.pdf(documents.opinion(f"{given} {family}")))
    return mails.as_bytes(mail)


def test_an_opinion_alone_finds_its_dossier_among_others(world):
    people = (("DUPONT", "Marie"), ("DUPONT", "Anne"), ("LE GOFF", "Marie"))
    for family, given in people:
        world.deliver("artaud", mails.application(
            family, given, to=("artaud",), pieces=("letter", "cv")))
    world.once()
    world.deliver("referent", opinion_of("LE GOFF", "Marie"))
    world.once()
    status = {(row["candidate"]["family_name"],
               row["candidate"]["given_name"]): row["status"]
              for row in world.ctl.rows("list")}
    assert status == {("DUPONT", "Marie"): "incomplete",
                      ("DUPONT", "Anne"): "incomplete",
                      ("LE GOFF", "Marie"): "complete"}
    answer = world.sink.taken[-1]
    assert answer.recipients == ["marie.legoff@courriel.example"]
    assert "secretariat@college.example" in answer.text


def test_an_opinion_about_one_of_two_namesakes_is_shown(world):
    filed(world)
    world.deliver("artaud", mails.application(
        "DUPONT", "Marie", to=("artaud",), pieces=("letter", "cv"),
        sender="Marie DUPONT <m.dupont77@courriel.example>", padding=9,
        seed=77))
    world.once()
    [waiting] = [row for row in world.ctl.rows("messages")
                 if row["verdict"] == "review"]
    world.ctl.run("file", waiting["id"], "--position", ARTAUD)
    assert len(world.ctl.rows("list")) == 2
    world.deliver("referent", opinion_of("DUPONT", "Marie"))
    world.once()
    assert {row["status"] for row in world.ctl.rows("list")} == {"incomplete"}
    [row] = [row for row in world.ctl.rows("messages")
             if row["verdict"] == "review" and row["settled_at"] is None]
    assert row["subject"].startswith("Avis hiérarchique")


def test_a_bounce_marks_the_address_and_the_digest_says_so(world):
    row, answer = filed(world)
    world.deliver("referent", mails.bounce(
        answer.message_id, "marie.dupont@courriel.example"), return_path="")
    world.once()
    assert sorted(verdicts(world)) == ["application", "automatic"]
    later(world)
    [after] = world.ctl.rows("list")
    assert after["status"] == "complete"
    assert len(world.sink.to("marie.dupont@courriel.example")) == 1
    digest = world.ctl.run("digest").stdout
    failed, told, bounced = digest.partition(
        "1 adresse ne reçoit pas nos messages")
    assert told
    assert "marie.dupont@courriel.example, Accusé de réception" in failed
    assert "- marie.dupont@courriel.example\n" in bounced
