#!/usr/bin/python3
"""How well mails are recognised: accuracy by field and by group.

    tests/accuracy/run.py [-v] [--sparse] [START OF A GROUP'S NAME...]

Builds each mail of cases.py, lets `dossierctl explain --json` judge all of
them against the shipped campaigns, and compares. Exit 1 below the goals: 97 %
of all fields, 90 % of the mails wholly right, and never an answer to machine
mail or to other people's mail. `--sparse` takes the shipped campaigns with few
keywords, as somebody writes them who follows the sample of the manual.
"""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
sys.path.insert(0, HERE)
import cases  # noqa: E402

DOMAINS = {"ac-aix-marseille.fr": "aix.example",
           "region-academique-paca.fr": "paca.example",
           "ac-nancy-metz.fr": "nancy.example"}
FIELDS = ("verdict", "campaign", "positions", "family_name", "given_name",
          "email", "conformity", "channel", "kinds", "named", "refused",
          "missing", "reply_to", "says")


# The few keywords of a campaign that --sparse leaves; of a position or piece
# the first.
SPARSE = {"micro-structure-rs2026": '"micro-structure", "micro-lycée", '
          '"micro-collège"', "micro-ecole-carpentras": '"micro-école"',
          "mlds-2024": '"MLDS"', "mlds-2026-madrague": '"MLDS"',
          "mlds-meuse-2023": '"MLDS"'}
SPARSE_POSITIONS = {"coordonnateur-avignon-luberon": '"Avignon", "Lubéron"',
                    "coordonnateur-salon-cote-bleue-crau-camargue":
                    '"Salon", "Côte Bleue", "La Crau", "Camargue"'}


def sparse(text):
    campaign = re.search(r'id = "([^"]*)"', text).group(1)
    text = re.sub(r"(\n  keywords = )\[[^]]*\]",
                  lambda found: f"{found[1]}[ {SPARSE[campaign]} ]", text)

    def few(found):
        words = SPARSE_POSITIONS.get(found[2], found[4])
        return f"{found[1]}{found[3]}[ {words} ]"
    return re.sub(r'(\{ id = "([^"]*)")([^{}]*?keywords = )\[ ("[^"]*")[^]]*\]',
                  few, text)


def rewritten(path):
    with open(path, encoding="utf-8") as source:
        text = source.read()
    for real, test in DOMAINS.items():
        text = text.replace(real, test)
    return sparse(text) if "--sparse" in sys.argv and "campaign = {" in text \
        else text


def write_configuration(folder):
    os.mkdir(os.path.join(folder, "campaigns"))
    shipped = os.path.join(TOP, "conf", "campaigns")
    for name in sorted(os.listdir(shipped)):
        with open(os.path.join(folder, "campaigns", name), "w",
                  encoding="utf-8") as target:
            target.write(rewritten(os.path.join(shipped, name)))
    path = os.path.join(folder, "dossierd.conf")
    with open(path, "w", encoding="utf-8") as target:
        target.write(rewritten(os.path.join(TOP, "conf", "dossierd.conf")))
    return path


def explain(folder, configuration, mails):
    paths = []
    for number, mail in enumerate(mails):
        paths.append(os.path.join(folder, f"{number:04d}.eml"))
        with open(paths[-1], "wb") as target:
            target.write(mail if isinstance(mail, bytes) else mail.as_bytes())
    build = os.environ.get("BUILD", "build")
    result = subprocess.run(
        [os.path.join(TOP, build, "dossierctl"), "-c", configuration,
         "explain", "--json", *paths], stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def seen(answer):
    """The fields of an answer in the form that cases expect."""
    candidate = answer["candidate"] or {}
    found = collections.defaultdict(set)
    for document in answer["documents"]:
        for kind in document["kinds"] if document["accepted"] else ():
            found[kind].add(document["name"])
    return {
        "verdict": answer["verdict"], "campaign": answer["campaign"],
        "positions": sorted(answer["positions"]),
        "family_name": candidate.get("family_name"),
        "given_name": candidate.get("given_name"),
        "email": candidate.get("email"),
        "conformity": answer["subject"]["conformity"],
        "channel": answer["channel"], "kinds": sorted(found),
        "refused": sorted(d["name"] or "" for d in answer["documents"]
                          if not d["accepted"]),
        "named": {d["name"]: sorted(d["kinds"])
                  for d in answer["documents"]},
        "missing": sorted(answer["missing"]), "reply_to": answer["reply_to"],
        "says": "\n".join(answer["reasons"]),
    }


class Score:
    def __init__(self):
        self.fields = collections.Counter()
        self.right = collections.Counter()
        self.mails = self.whole = 0

    def add(self, expected, got):
        wrong = []
        for field, value in expected.items():
            self.fields[field] += 1
            if field == "named":        # only the files that the case names
                got = {**got, field: {name: got[field].get(name)
                                      for name in value}}
            if got[field] == value or (field == "says"
                                       and value in got[field]):
                self.right[field] += 1
            else:
                wrong.append(f"{field}: {got[field]!r} instead of {value!r}")
        self.mails += 1
        self.whole += not wrong
        return wrong

    def share(self):
        return sum(self.right.values()) / max(1, sum(self.fields.values()))


def print_table(groups, total):
    print(f"\n{'group':14} {'mails':>6} {'whole':>7} {'fields':>7}")
    for name, score in list(groups.items()) + [("all", total)]:
        print(f"{name:14} {score.mails:6} {score.whole / score.mails:7.1%}"
              f" {score.share():7.1%}")
    print(f"\n{'field':14} {'cases':>6} {'right':>7}")
    for field in FIELDS:
        if total.fields[field]:
            print(f"{field:14} {total.fields[field]:6} "
                  f"{total.right[field] / total.fields[field]:7.1%}")


def main():
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    verbose = "-v" in sys.argv
    table = [case for case in cases.all_cases()
             if not chosen or case.group.startswith(tuple(chosen))]
    with tempfile.TemporaryDirectory() as folder:
        configuration = write_configuration(folder)
        answers = explain(folder, configuration,
                          [case.mail for case in table])
    groups, total, answered = {}, Score(), 0
    for case, answer in zip(table, answers):
        got = seen(answer)
        wrong = total.add(case.expected, got)
        groups.setdefault(case.group, Score()).add(case.expected, got)
        if case.silent and got["reply_to"]:
            answered += 1
            wrong.append("ANSWERED, must be silent")
        if wrong:
            print(f"{case.group}/{case.name}: " + "; ".join(wrong))
            if verbose:
                print("    " + "\n    ".join(answer["reasons"]))
    print_table(groups, total)
    good = (total.share() >= 0.97 and total.whole >= 0.9 * total.mails
            and not answered)
    print(f"\nanswers where there must be none: {answered}")
    print(f"{total.whole} passed, {total.mails - total.whole} failed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
