"""Whole mails and what a careful secretary would make of them.

Each group is a function that yields cases; only the fields named in
`expected` are compared.
"""

import collections

import cases_blind_candidates
import cases_blind_channel
import cases_blind_fifth
import cases_blind_fourth
import cases_blind_machine
import cases_blind_mlds
import cases_blind_pieces
import cases_blind_sixth
import cases_blind_third
import cases_blind_third_others
import cases_channel
import cases_machine
import cases_other
import cases_rs2026

Case = collections.namedtuple("Case", "group name mail expected silent")


def all_cases():
    for module in (cases_rs2026, cases_channel, cases_machine, cases_other,
                   cases_blind_candidates, cases_blind_pieces,
                   cases_blind_channel, cases_blind_mlds,
                   cases_blind_machine, cases_blind_third,
                   cases_blind_third_others, cases_blind_fourth,
                   cases_blind_fifth, cases_blind_sixth):
        for group, function in module.GROUPS.items():
            for name, mail, expected, *silent in function():
                yield Case(group, name, mail, expected, bool(silent))
