"""The configuration of the call RS2026, with addresses in .example."""

import datetime
import pathlib

DOMAIN = "ac-test.example"

# name of the mailbox → user, position, title, keywords
SCHOOLS = {
    "artaud": ("ce.0132733a", "0132733A",
               "Micro-lycée Antonin Artaud, Marseille", ["Artaud"]),
    "daumier": ("ce.0130175v", "0130175V",
                "Micro-lycée Honoré Daumier, Marseille", ["Daumier"]),
    "duby": ("ce.0133525l", "0133525L",
             "Micro-lycée Georges Duby, Aix-en-Provence", ["Duby"]),
    "puget": ("ce.0131943s", "0131943S",
              "Micro-collège Pierre Puget, Marseille", ["Puget"]),
}
MAILBOXES = {"referent": "referent13",
             **{name: school[0] for name, school in SCHOOLS.items()}}
USERS = {user: f"secret-of-{user}" for user in MAILBOXES.values()}


def quoted(value):
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def libconfig(value, indent=0):
    """Python values in libconfig's syntax."""
    pad = "  " * (indent + 1)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        inner = "".join(f"{pad}{key} = {libconfig(item, indent + 1)};\n"
                        for key, item in value.items())
        return "{\n" + inner + "  " * indent + "}"
    if isinstance(value, (list, tuple)):
        items = [libconfig(item, indent + 1) for item in value]
        if value and isinstance(value[0], dict):
            return "(" + ", ".join(items) + ")"
        return "[" + ", ".join(items) + "]"
    return quoted(value)


def settings(values):
    return "".join(f"{key} = {libconfig(value)};\n"
                   for key, value in values.items())


def campaign_rs2026(published=None, mailboxes=tuple(MAILBOXES), **changes):
    """`published`: two days ago unless told, so that nothing closes."""
    if published is None:
        published = datetime.date.today() - datetime.timedelta(days=2)
    campaign = {
        "id": "micro-structure-rs2026",
        "title": "Coordonnateur micro-structure RS2026",
        "subject": "Candidature micro-structure RS2026 – "
                   "{family_name} {given_name}",
        "subject_required": True,
        "keywords": ["micro-structure", "micro-lycée", "micro-collège"],
        "published": str(published),
        "deadline": {"days_after_publication": 15},
        "strict_deadline": False,
        "mailboxes": list(mailboxes),
        "referent": {"name": "Mme Référente",
                     "address": f"referent13@{DOMAIN}"},
        "positions": [
            {"id": position, "title": title,
             "addresses": [f"{user}@{DOMAIN}"], "keywords": keywords}
            for user, position, title, keywords in SCHOOLS.values()],
        "documents": [
            {"id": "letter", "title": "Lettre de motivation",
             "required": True, "keywords": ["lettre", "motivation", "lm"]},
            {"id": "cv", "title": "Curriculum vitae", "required": True,
             "keywords": ["cv", "curriculum"]},
            {"id": "opinion", "title": "Avis du supérieur hiérarchique",
             "required": True, "keywords": ["avis"]},
            {"id": "inspection", "title": "Rapport d'inspection",
             "required": False, "keywords": ["inspection", "rapport"]}],
        "reminders": {"days_before": [7, 2]},
        "alerts": {"days_before": [7, 1]},
        "digest": {"day": "monday", "time": "08:00"},
        "retention_days": 730,
    }
    return {key: value for key, value in (campaign | changes).items()
            if value is not None}


class Configuration:
    """Writes dossierd.conf, its campaigns and secrets below `folder`."""

    def __init__(self, folder, dovecot, sink, ca_file=None, tls=False,
                 names=tuple(MAILBOXES)):
        self.folder = pathlib.Path(folder)
        self.file = self.folder / "dossierd.conf"
        self.state_dir = self.folder / "state"
        self.campaigns = {"rs2026": campaign_rs2026(mailboxes=names)}
        self.mailboxes = [self.mailbox(name, dovecot, tls, ca_file)
                          for name in names]
        self.smtp = {"url": f"smtp://127.0.0.1:{sink.port}",
                     "from": f"candidatures@{DOMAIN}",
                     "from_name": "Candidatures RS2026",
                     "bounce_address": ""}
        self.values = {"state_dir": str(self.state_dir),
                       "campaigns": "campaigns",
                       "timezone": "Europe/Paris",
                       "send": "live",
                       "poll_seconds": 60,
                       "operator": f"operateur@{DOMAIN}"}

    @staticmethod
    def mailbox(name, dovecot, tls, ca_file):
        user = MAILBOXES.get(name, name)
        scheme, port = (("imaps", dovecot.tls_port) if tls
                        else ("imap", dovecot.port))
        return {"name": name, "address": f"{user}@{DOMAIN}",
                "url": f"{scheme}://127.0.0.1:{port}", "folder": "INBOX",
                "user": user, "password_file": f"{name}.password",
                "auth": "password", "ca_file": str(ca_file or ""),
                "filed_folder": "", "sent_folder": ""}

    def secret(self, name, text):
        path = self.folder / name
        path.write_text(text + "\n")
        path.chmod(0o600)

    def write(self):
        (self.folder / "campaigns").mkdir(parents=True, exist_ok=True)
        for mailbox in self.mailboxes:
            user = mailbox["user"]
            self.secret(mailbox["password_file"],
                        USERS.get(user, f"secret-of-{user}"))
        values = self.values | {"smtp": self.smtp,
                                "mailboxes": self.mailboxes}
        self.file.write_text(settings(values))
        for name, campaign in self.campaigns.items():
            path = self.folder / "campaigns" / f"{name}.conf"
            path.write_text(settings({"campaign": campaign}))
        return self.file
