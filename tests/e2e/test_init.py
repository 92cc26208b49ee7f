"""dossierctl init: questions, real connections, what is written."""

import os
import pty
import re
import select
import stat
import subprocess
import time

import pytest
from harness import mails
from harness.campaign import DOMAIN, USERS
from harness.ports import free_port
from harness.program import (Ctl, build_folder, environment, run_once)
from harness.sink import Sink
from harness.world import World

REFERENT = f"referent13@{DOMAIN}"
SECRET = USERS["referent13"]


class Written:
    """What init wrote, as the harness knows configurations."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "dossierd.conf"


@pytest.fixture(scope="module")
def servers(authority):
    """Servers that want TLS and, for sending, a login."""
    sink = Sink(tls=authority.issue("smtp"), user=REFERENT, password=SECRET)
    with World(authority, tls=True, sink=sink,
               users=USERS | {REFERENT: SECRET}) as made:
        yield made


@pytest.fixture
def secured(servers, tmp_path):
    servers.secret = tmp_path / "password"
    servers.secret.write_text(SECRET + "\n")
    servers.secret.chmod(0o600)
    servers.target = tmp_path / "new"
    return servers


def options(world, **changes):
    values = {
        "mailbox": REFERENT, "imap": f"localhost:{world.dovecot.tls_port}",
        "password_file": world.secret,
        "smtp": f"smtps://localhost:{world.sink.port}",
        "ca_file": world.authority.ca_file,
        "title": "Coordonnateur micro-structure",
        "keywords": "micro-structure, micro-lycée",
        "subject": "Candidature micro-structure RS2026 – NOM Prénom",
        "referent_name": 'Mme "Référente" \\ DSDEN',
        "position": "Micro-lycée Artaud", "position_id": "0132733a",
        "position_address": f"ce.0132733a@{DOMAIN}",
        "position_keywords": "Artaud", "deadline": "31/12/2099"}
    return [f"--{key.replace('_', '-')}={value}"
            for key, value in (values | changes).items() if value is not None]


def init(world, *arguments, check=True):
    done = subprocess.run(
        [build_folder() / "dossierctl", "init", world.target, "--batch",
         *map(str, arguments)], env=environment(), capture_output=True,
        text=True, stdin=subprocess.DEVNULL, timeout=90)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def checked(target):
    return subprocess.run(
        [build_folder() / "dossierd", "-c", target / "dossierd.conf",
         "--check"], env=environment(), capture_output=True, text=True)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_written_configuration_works_and_sends_nothing(secured):
    for number in range(2):
        secured.dovecot.deliver(REFERENT, mails.school_mail(number))
    secured.dovecot.deliver(REFERENT, mails.application("DUPONT", "Marie"))
    done = init(secured, *options(secured))
    assert "connecté, 3 messages, IDLE oui, UIDPLUS oui" in done.stdout
    assert "connecté, identifiant accepté" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    good = checked(secured.target)
    assert good.returncode == 0, good.stderr
    for name in ("referent13", "smtp"):
        path = secured.target / "secrets" / f"{name}.password"
        assert path.read_text() == SECRET + "\n"
        assert mode(path) == 0o600
    assert mode(secured.target / "secrets") == 0o700
    assert mode(secured.target / "dossierd.conf") & 0o027 == 0
    written = Written(secured.target)
    once = run_once(written)
    assert once.returncode == 0, once.stderr
    (row,) = Ctl(written).rows("list")
    assert row["position"] == "0132733A"
    assert {mail["state"] for mail in Ctl(written).rows("outbox")} == {"held"}
    assert not secured.sink.taken


def test_nothing_is_overwritten(secured):
    init(secured, *options(secured))
    before = {path: path.read_bytes() for path in secured.target.rglob("*")
              if path.is_file()}
    done = init(secured, *options(secured, title="Autre"), check=False)
    assert done.returncode == 73
    assert "not overwritten" in done.stderr
    (secured.target / "dossierd.conf").unlink()
    assert init(secured, *options(secured), check=False).returncode == 73
    for path, content in before.items():
        if path.name != "dossierd.conf":
            assert path.read_bytes() == content


def test_a_file_that_stands_in_the_way_leaves_nothing_behind(secured):
    (secured.target / "campaigns").mkdir(parents=True)
    (secured.target / "campaigns" / "appel.conf").write_text("mine")
    done = init(secured, *options(secured, id="appel"), check=False)
    assert done.returncode == 73
    assert "appel.conf" in done.stderr
    assert [path.name for path in secured.target.rglob("*")
            if path.is_file()] == ["appel.conf"]
    assert (secured.target / "campaigns" / "appel.conf").read_text() == "mine"


FAULTS = {
    "wrong password": (
        lambda world: {"password_file": wrong_secret(world)},
        r"l'identifiant « referent13@.* » ou le mot de passe est refusé"),
    "no such machine": (
        lambda world: {"imap": "imap.academie.invalid"},
        r"aucune machine ne s'appelle « imap\.academie\.invalid »"),
    "closed port": (
        lambda world: {"imap": f"localhost:{free_port()}"},
        r"rien ne répond à localhost:\d+"),
    "certificate of another host": (
        lambda world: {"smtp": other_smtp(world, hosts=("DNS:a.example",))},
        r"certificat présenté par localhost:\d+ est celui d'un autre"),
    "certificate that ended": (
        lambda world: {"smtp": other_smtp(world, days=-1)},
        r"certificat présenté par localhost:\d+ a expiré"),
    "unknown authority": (
        lambda world: {"ca_file": None},
        r"certificat présenté par localhost:\d+ vient d'une autorité inconnue"),
    "no TLS on that port": (
        lambda world: {"imap": f"imaps://localhost:{world.dovecot.port}"},
        r"localhost:\d+ n'accepte pas de connexion chiffrée"),
    "SMTP: wrong password": (
        lambda world: {"smtp_password_file": wrong_secret(world)},
        r"Envoi par smtps://localhost:\d+ : l'identifiant .* est refusé"),
    "SMTP: closed port": (
        lambda world: {"smtp": f"smtps://localhost:{free_port()}"},
        r"Envoi par .* : rien ne répond à localhost:\d+"),
}


def wrong_secret(world):
    path = world.secret.with_name("wrong")
    path.write_text("not the password\n")
    path.chmod(0o600)
    return path


def other_smtp(world, **certificate):
    """A server with a certificate of its own, which ends with the tests."""
    sink = Sink(tls=world.authority.issue("other", **certificate)).start()
    return f"smtps://localhost:{sink.port}"


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_told_to_who_must_mend_it(secured, name):
    changes, words = FAULTS[name]
    done = init(secured, *options(secured, **changes(secured)), check=False)
    assert done.returncode == 75, done.stdout + done.stderr
    assert re.search(words, done.stdout), done.stdout
    assert "not the password" not in done.stdout + done.stderr
    assert not secured.target.exists()


WRONG = {
    "no title": ({"title": None}, "--title is missing"),
    "address": ({"operator": "personne"}, "ce n'est pas une adresse"),
    "date": ({"deadline": "31/02/2026"}, "ce n'est pas une date"),
    "subject": ({"subject": "Candidature NOM"}, "l'objet doit contenir"),
    "server": ({"imap": "http://a.example"}, "ce n'est pas un serveur"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answer_is_refused(secured, name):
    changes, words = WRONG[name]
    done = init(secured, "--untried", *options(secured, **changes),
                check=False)
    assert done.returncode == 64
    assert words in done.stderr
    assert not secured.target.exists()


def test_password_that_others_can_read_is_refused(secured):
    secured.secret.chmod(0o644)
    done = init(secured, *options(secured), check=False)
    assert done.returncode == 64
    assert "chmod 600" in done.stderr


class Terminal:
    """A person before a terminal."""

    def __init__(self, *command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(command[0], list(map(str, command)), environment())
        self.said = ""

    def expect(self, words, seconds=30):
        """What it says up to and with `words`."""
        end = time.monotonic() + seconds
        while words not in self.said:
            ready, _, _ = select.select([self.fd], [], [], 0.2)
            try:
                if ready:
                    self.said += os.read(self.fd, 4096).decode()
            except OSError:
                break
            assert time.monotonic() < end, self.said
        before, found, self.said = self.said.partition(words)
        assert found, before
        return before + found

    def answer(self, question, text):
        self.expect(question)
        self.expect(" : ")
        os.write(self.fd, (text + "\n").encode())

    def end(self):
        text = self.said
        while True:
            try:
                text += os.read(self.fd, 4096).decode()
            except OSError:
                break
        return text, os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_questions_at_a_terminal(secured):
    """One wrong password, mended; two mailboxes; most answers are Enter."""
    terminal = Terminal(build_folder() / "dossierctl", "init", secured.target,
                        "--ca-file", secured.authority.ca_file)
    imap = f"localhost:{secured.dovecot.tls_port}"
    terminal.answer("Adresse de la boîte", "personne")
    terminal.answer("ce n'est pas une adresse", REFERENT)
    terminal.answer("IMAP", imap)
    terminal.answer("Identifiant", "")
    terminal.answer("Mot de passe", "not the password")
    shown = terminal.expect("est refusé")
    assert "not the password" not in shown
    terminal.answer("Reprendre", "")
    terminal.answer(f"[imaps://{imap}]", "")
    terminal.answer("Identifiant", "")
    terminal.answer("Mot de passe", SECRET)
    assert SECRET not in terminal.expect("connecté, ")
    terminal.answer("autre boîte", f"ce.0132733a@{DOMAIN}")
    terminal.answer(f"imaps://{imap}", "")
    terminal.answer("Identifiant", "ce.0132733a")
    terminal.answer("Mot de passe", USERS["ce.0132733a"])
    terminal.answer("autre boîte", "")
    terminal.answer("SMTP", f"localhost:{secured.sink.port}")
    terminal.answer(f"[{REFERENT}]", "")
    terminal.answer("Mot de passe pour l'envoi", "")
    terminal.expect("identifiant accepté")
    for question, text in (
            ("expédition", ""), ("Nom affiché", ""), ("difficulté", ""),
            ("Intitulé de l'appel", "Enseignant en micro-lycée"),
            ("[enseignant-en-micro-lycee]", ""), ("Mots", ""), ("Objet", ""),
            ("publication", "04/05/2026"), ("Dernier jour", "15/06/2026"),
            ("Nom du référent", "Mme Référente"), ("référent", ""),
            ("Intitulé du poste", "Micro-lycée Artaud"),
            ("Code UAI", "0132733a"), ("établissement", ""), ("Mots", "Artaud"),
            ("autre poste", ""), ("Dossier des candidatures", "")):
        terminal.answer(question, text)
    text, code = terminal.end()
    assert code == 0, text
    assert "Ensuite" in text and "--check" in text
    good = checked(secured.target)
    assert good.returncode == 0, good.stderr
    campaign = (secured.target / "campaigns"
                / "enseignant-en-micro-lycee.conf").read_text()
    assert 'published = "2026-05-04"' in campaign
    assert 'mailboxes = [ "referent13", "ce-0132733a" ]' in campaign
