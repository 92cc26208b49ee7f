/* Machine mail, and mail that must not be answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/machine.h"
#include "recognise/mail_fixture.c.h"

typedef struct {
    FixtureMail mail;
    MachineKind kind;
} Row;

#define P "paul.roux@"

static const Row rows[] = {
    {{NULL, P, P, "Candidature"}, MACHINE_NONE},
    {{NULL, P, P, "Candidature", .header = "as=no"}, MACHINE_NONE},
    {{NULL, P, P, "x", .header = "as=auto-replied"}, MACHINE_ABSENCE},
    {{NULL, P, P, "x", .header = "as=auto-generated"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "as=auto-notified"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "list=1"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "prec=bulk"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "prec=list"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "prec=junk"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "prec=auto_reply"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "prec=first-class"}, MACHINE_NONE},
    {{NULL, P, P, "x", .header = "sup=All"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "sup=DR, OOF, AutoReply"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "sup=DR, RN"}, MACHINE_NONE},
    {{NULL, P, P, "x", .header = "autoreply=yes"}, MACHINE_ABSENCE},
    {{NULL, P, P, "x", .header = "report=delivery-status"}, MACHINE_BOUNCE},
    {{NULL, P, P, "x", .header = "report=disposition-notification"},
     MACHINE_RECEIPT},
    {{NULL, P, P, "x", .header = "xfailed=1"}, MACHINE_BOUNCE},
    {{NULL, P, P, "x", .header = "own=acknowledgement"}, MACHINE_OWN},
    {{NULL, P, P, "x", .header = "id=1234.dossierd@example.org"}, MACHINE_OWN},
    {{NULL, P, P, "x", .header = "id=1234.dossierd@example.net"},
     MACHINE_NONE},
    {{NULL, P, P, "x", .header = "rp=<>"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "rp=paul.roux@example.org"}, MACHINE_NONE},
    {{NULL, P, P, "x", .header = "rp=owner-liste@example.org"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "rp=liste-request@example.org"},
     MACHINE_BULK},
    {{NULL, "MAILER-DAEMON@", P, "x"}, MACHINE_BOUNCE},
    {{NULL, "postmaster@", P, "x"}, MACHINE_BOUNCE},
    {{NULL, "noreply@", P, "x"}, MACHINE_BULK},
    {{NULL, "no-reply@", P, "x"}, MACHINE_BULK},
    {{NULL, "No_Reply@", P, "x"}, MACHINE_BULK},
    {{NULL, "ne-pas-repondre@", P, "x"}, MACHINE_BULK},
    {{NULL, "nepasrepondre@", P, "x"}, MACHINE_BULK},
    {{NULL, "owner-liste@", P, "x"}, MACHINE_BULK},
    {{NULL, "liste-request@", P, "x"}, MACHINE_BULK},
    {{NULL, "listserv@", P, "x"}, MACHINE_BULK},
    {{NULL, "majordomo@", P, "x"}, MACHINE_BULK},
    {{NULL, "no.reply.pronote@", P, "x"}, MACHINE_BULK},
    {{NULL, "noreply-pronote@", P, "x"}, MACHINE_BULK},
    {{NULL, P, P, "x", .header = "sender=owner-liste@example.org"},
     MACHINE_BULK},
    /* subjects without any header */
    {{NULL, P, P, "Réponse automatique : Votre dossier"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Réponse automatique: Votre dossier"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Automatic reply: Votre dossier"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Absence du bureau : Votre dossier"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Out of Office: Votre dossier"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Message d'absence"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Absence : congés"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Lu : Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Lu: Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Read: Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Non lu : Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Accusé de lecture : Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Undelivered Mail Returned to Sender"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Échec de remise : Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Undeliverable: Candidature"}, MACHINE_ABSENCE},
    {{NULL, P, P, "Absence de M. Martin lundi"}, MACHINE_NONE},
    {{NULL, P, P, "Lundi : réunion"}, MACHINE_NONE},
    {{NULL, P, P, "Reading list"}, MACHINE_NONE},
    {{NULL, "marie.noreplay@", P, "x"}, MACHINE_NONE},
};

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Phrases) phrases = fixture_phrases();
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Message *message = fixture_message(&rows[i].mail);
        Machine found = machine_look(config, message);
        gboolean said = found.kind == MACHINE_NONE ||
                        phrases_has(phrases, "reason", found.sign);
        if (found.kind != rows[i].kind || !said) {
            failed++;
            print_message("%s / %s / %s: expected %d, found %d (%s)\n",
                          rows[i].mail.from, rows[i].mail.subject,
                          rows[i].mail.header ? rows[i].mail.header : "",
                          rows[i].kind, found.kind,
                          found.sign ? found.sign : "");
        }
        fixture_message_free(message);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
