#include "dossier/fixture.h"

#define PERSON(family_name, given_name, address)                               \
    .verdict = VERDICT_APPLICATION, .family = (family_name),                   \
    .given = (given_name), .email = (address), .positions = 1
#define MARIE_AT(address) PERSON("DUPONT", "Marie", address)
#define MARIE MARIE_AT("marie.dupont@perso.test")

static void
test_an_application_is_filed(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) result = fixture_file(
        fixture, &(Mail){MARIE, .id = "1@x", .text = "un", .cv = "cv de Marie",
                         .letter = "lettre", .logo = TRUE});
    assert_int_equal(result->outcome, STORE_NEW);
    assert_true(result->created);
    assert_false(result->late);
    g_autoptr(Dossier) dossier =
        fixture_dossier(fixture, first_dossier(result));
    assert_string_equal(dossier->ref, "MSRS26-0001-G");
    assert_string_equal(dossier->family_name, "DUPONT");
    assert_null(dossier->missing[0]);
    assert_int_equal(g_strv_length(dossier->received), 2);
    g_autofree char *cv = hash_of("cv de Marie");
    g_autofree char *letter = hash_of("lettre");
    g_autofree char *mail = hash_of("un");
    const char *const folder =
        "dossiers/micro-structure-rs2026/0130001A/DUPONT Marie";
    g_autofree char *expected = g_strdup_printf(
        "%s/cv %.12s.pdf\n%s/letter %.12s.pdf\n%s/mail %.12s.eml", folder, cv,
        folder, letter, folder, mail);
    g_autofree char *tree = fixture_tree(fixture, "dossiers");
    assert_string_equal(tree, expected);
    g_autofree char *spool = fixture_tree(fixture, "spool");
    assert_string_equal(spool, "");
}

static void
test_missing_pieces_come_later(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) first = fixture_file(
        fixture, &(Mail){MARIE, .id = "1@x", .text = "un", .cv = "cv"});
    g_autoptr(Dossier) before = fixture_dossier(fixture, first_dossier(first));
    assert_string_equal(before->missing[0], "letter");
    assert_null(before->missing[1]);

    const KnownLookup *known = dossier_store_known(fixture->store);
    const char *const ids[] = {"unknown@x", "1@x", NULL};
    g_autoptr(GPtrArray) found = known->by_message_ids(known->data, ids);
    assert_int_equal(found->len, 1);
    g_autoptr(StoreResult) second =
        fixture_file(fixture, &(Mail){.verdict = VERDICT_SUPPLEMENT,
                                      .id = "2@x",
                                      .text = "voici",
                                      .letter = "lettre",
                                      .cv = "cv",
                                      .known = found});
    assert_false(second->created);
    assert_int_equal(first_dossier(second), before->id);
    g_autoptr(Dossier) after = fixture_dossier(fixture, before->id);
    assert_null(after->missing[0]);
    /* The same CV again is kept once. */
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM document"),
                     2);
}

static void
test_copies_are_one_message(void **state)
{
    Fixture *fixture = *state;
    Mail mail = {MARIE, .id = "1@x", .text = "un", .cv = "cv"};
    g_autoptr(StoreResult) first = fixture_file(fixture, &mail);
    g_autofree char *before = fixture_tree(fixture, "dossiers");
    mail.mailbox = &mailboxes[1];
    g_autoptr(StoreResult) copy = fixture_file(fixture, &mail);
    assert_int_equal(copy->outcome, STORE_COPY);
    assert_false(copy->created);
    assert_int_equal(copy->message, first->message);
    g_autofree char *after = fixture_tree(fixture, "dossiers");
    assert_string_equal(before, after);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM message_copy"), 2);
    /* Its Message-ID used by somebody else is another mail. */
    g_autoptr(StoreResult) forged = fixture_file(
        fixture,
        &(Mail){.verdict = VERDICT_REVIEW, .id = "1@x", .text = "autre"});
    assert_int_equal(forged->outcome, STORE_NEW);
    /* And so are its bytes under another Message-ID. */
    g_autoptr(StoreResult) renamed = fixture_file(
        fixture, &(Mail){.verdict = VERDICT_REVIEW, .id = "2@x", .text = "un"});
    assert_int_equal(renamed->outcome, STORE_NEW);
}

static void
test_a_copy_at_another_position_adds_it(void **state)
{
    Fixture *fixture = *state;
    Mail mail = {MARIE, .id = "1@x", .text = "un", .cv = "cv",
                 .letter_in_body = TRUE};
    g_autoptr(StoreResult) first = fixture_file(fixture, &mail);
    mail.mailbox = &mailboxes[2];
    g_autoptr(StoreResult) copy = fixture_file(fixture, &mail);
    assert_int_equal(copy->outcome, STORE_COPY);
    assert_int_equal(copy->message, first->message);
    assert_true(copy->created);
    g_autoptr(Dossier) added = fixture_dossier(fixture, first_dossier(copy));
    assert_string_equal(added->position, "0130002B");
    assert_null(added->missing[0]);
    /* Hard links, not copies. */
    g_autofree char *cv = hash_of("cv");
    g_autofree char *path = g_strdup_printf(
        "%s/dossiers/micro-structure-rs2026/0130002B/DUPONT Marie/"
        "cv %.12s.pdf",
        fixture->folder, cv);
    GStatBuf info;
    assert_int_equal(g_stat(path, &info), 0);
    assert_int_equal(info.st_nlink, 2);
    /* And once more: nothing new. */
    g_autoptr(StoreResult) again = fixture_file(fixture, &mail);
    assert_false(again->created);
    g_autoptr(GPtrArray) moves =
        dossier_store_list_moves(fixture->store, &mailboxes[2], 1, NULL);
    assert_int_equal(moves->len, 2);
    assert_string_equal(((MailboxMove *)moves->pdata[0])->folder, "F/0130001A");
}

static void
test_two_positions_are_two_dossiers(void **state)
{
    Fixture *fixture = *state;
    Mail mail = {MARIE, .id = "1@x", .text = "un", .cv = "cv"};
    mail.positions = 3;
    g_autoptr(StoreResult) result = fixture_file(fixture, &mail);
    assert_int_equal(result->dossiers->len, 2);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM candidate"),
                     1);
    g_autofree char *tree = fixture_tree(fixture, "dossiers");
    g_auto(GStrv) lines = g_strsplit(tree, "\n", -1);
    assert_int_equal(g_strv_length(lines), 4);
}

static void
test_the_earliest_copy_decides(void **state)
{
    Fixture *fixture = *state;
    Mail mail = {MARIE, .id = "1@x", .text = "un", .at = MAY_6 + 30 * 86400};
    g_autoptr(StoreResult) late = fixture_file(fixture, &mail);
    assert_true(late->late);
    mail.mailbox = &mailboxes[1];
    mail.at = MAY_6;
    g_autoptr(StoreResult) copy = fixture_file(fixture, &mail);
    g_autoptr(Dossier) dossier = fixture_dossier(fixture, first_dossier(late));
    assert_int_equal(copy->outcome, STORE_COPY);
    assert_false(dossier->late);
    assert_int_equal(dossier->received_at, MAY_6);
}

static void
test_a_changed_deadline_judges_again(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) result = fixture_file(
        fixture, &(Mail){MARIE, .id = "1@x", .text = "un", .cv = "cv"});
    fixture_close(fixture);
    g_date_set_dmy(&fixture->campaign.deadline.date, 5, 5, 2026);
    fixture->campaign.n_documents = 0;
    fixture_open(fixture);
    g_autoptr(Dossier) dossier =
        fixture_dossier(fixture, first_dossier(result));
    assert_true(dossier->late);
    assert_null(dossier->missing[0]);
}

static void
test_review_and_quarantine_keep_the_raw_mail(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) review =
        fixture_file(fixture, &(Mail){.verdict = VERDICT_REVIEW,
                                      .id = "1@x",
                                      .text = "peut-être",
                                      .cv = "cv"});
    g_autoptr(StoreResult) bad = fixture_file(
        fixture, &(Mail){.verdict = VERDICT_QUARANTINED, .text = "illisible"});
    g_autoptr(StoreResult) machine = fixture_file(
        fixture,
        &(Mail){.verdict = VERDICT_AUTOMATIC, .id = "2@x", .text = "absent"});
    assert_int_equal(
        review->dossiers->len + bad->dossiers->len + machine->dossiers->len, 0);
    g_autofree char *one = hash_of("peut-être");
    g_autofree char *two = hash_of("illisible");
    g_autofree char *expected = g_strdup_printf(
        "review/micro-structure-rs2026/%.12s.eml\nquarantine/%.12s.eml", one,
        two);
    g_autofree char *lane = fixture_tree(fixture, "review");
    g_autofree char *quarantine = fixture_tree(fixture, "quarantine");
    g_autofree char *both = g_strjoin("\n", lane, quarantine, NULL);
    assert_string_equal(both, expected);
    g_autofree char *spool = fixture_tree(fixture, "spool");
    assert_string_equal(spool, "");
}

/* The referent's copy came first and named no position; the school's does. */
static void
test_a_second_copy_settles_a_review(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) review = fixture_file(
        fixture, &(Mail){.verdict = VERDICT_REVIEW, .id = "1@x", .text = "un"});
    g_autoptr(StoreResult) filed =
        fixture_file(fixture, &(Mail){MARIE, .mailbox = &mailboxes[1],
                                      .id = "1@x", .text = "un", .cv = "cv"});
    assert_int_equal(filed->outcome, STORE_NEW);
    assert_int_equal(filed->message, review->message);
    assert_int_equal(filed->dossiers->len, 1);
    g_autofree char *lane = fixture_tree(fixture, "review");
    assert_string_equal(lane, "");
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM message_copy"), 2);
}

static void
test_who_is_the_same_person(void **state)
{
    static const struct {
        const char *name;
        Mail first, second;
        gboolean same;
    } cases[] = {
        {"same address", {MARIE, .text = "1"}, {MARIE, .text = "2"}, TRUE},
        {"same address, a typing error",
         {MARIE, .text = "1"},
         {PERSON("DUPOND", "Marie", "marie.dupont@perso.test"), .text = "2"},
         TRUE},
        {"same address, names turned round",
         {MARIE, .text = "1"},
         {PERSON("MARIE", "Dupont", "marie.dupont@perso.test"), .text = "2"},
         TRUE},
        {"same address, another person",
         {MARIE, .text = "1"},
         {PERSON("DUPONT", "Paul", "marie.dupont@perso.test"), .text = "2"},
         FALSE},
        {"other address, nothing in common",
         {MARIE, .text = "1"},
         {MARIE_AT("md@ac.test"), .text = "2"},
         FALSE},
        {"other address, the known one in the signature",
         {MARIE, .text = "1"},
         {MARIE_AT("md@ac.test"), .text = "2 Marie.Dupont@perso.test."},
         TRUE},
        {"other address, a longer one in the signature",
         {MARIE, .text = "1"},
         {MARIE_AT("md@ac.test"), .text = "2 x.marie.dupont@perso.test"},
         FALSE},
        {"other address, the same CV",
         {MARIE, .text = "1", .cv = "mon cv"},
         {MARIE_AT("md@ac.test"), .text = "2", .cv = "mon cv"},
         TRUE},
        {"sent on by a superior who gave no address",
         {MARIE, .text = "1"},
         {MARIE_AT(NULL), .text = "2"},
         TRUE},
        {"accents and case",
         {PERSON("DUPONT", "Zoé", "marie.dupont@perso.test"), .text = "1"},
         {PERSON("DUPONT", "ZOE", "marie.dupont@perso.test"), .text = "2"},
         TRUE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        void *fresh = NULL;
        fixture_setup(&fresh);
        Fixture *fixture = fresh;
        g_autoptr(StoreResult) one = fixture_file(fixture, &cases[i].first);
        g_autoptr(StoreResult) two = fixture_file(fixture, &cases[i].second);
        if ((first_dossier(one) == first_dossier(two)) != cases[i].same)
            print_error("%s\n", cases[i].name);
        assert_int_equal(first_dossier(one) == first_dossier(two),
                         cases[i].same);
        fixture_teardown(&fresh);
    }
}

static void
test_namesakes_have_folders_of_their_own(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) one =
        fixture_file(fixture, &(Mail){MARIE, .text = "1"});
    g_autoptr(StoreResult) two =
        fixture_file(fixture, &(Mail){MARIE_AT("autre@ac.test"), .text = "2"});
    assert_true(one->created && two->created);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM candidate WHERE namesake"),
        2);
    g_autofree char *tree = fixture_tree(fixture, "dossiers");
    assert_non_null(strstr(tree, "/DUPONT Marie/"));
    assert_non_null(strstr(tree, "/DUPONT Marie (2)/"));
}

static void
test_an_erased_mail_does_not_come_back(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *sha256 = hash_of("un");
    assert_true(DATABASE_RUN(fixture->database, SQL_ADD_TOMBSTONE, NULL,
                             SQL_T(sha256), SQL_T("referent"), SQL_I(1),
                             SQL_I(7)));
    g_autoptr(StoreResult) result =
        fixture_file(fixture, &(Mail){MARIE, .id = "1@x", .text = "un"});
    assert_int_equal(result->outcome, STORE_TOMBSTONE);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM message"), 0);
}

static void
test_look_ups(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) result =
        fixture_file(fixture, &(Mail){MARIE, .id = "1@x", .text = "un"});
    g_autoptr(Dossier) dossier =
        fixture_dossier(fixture, first_dossier(result));
    const KnownLookup *known = dossier_store_known(fixture->store);
    const char *campaign = fixture->campaign.id;
    g_autofree char *subject = g_strdup_printf("RE: %s", dossier->ref);
    g_autoptr(GPtrArray) by_ref = known->by_reference(known->data, subject);
    assert_int_equal(by_ref->len, 1);
    const KnownDossier *found = by_ref->pdata[0];
    assert_string_equal(found->email, "marie.dupont@perso.test");
    g_autoptr(GPtrArray) by_address =
        known->by_address(known->data, campaign, "Marie.DUPONT@perso.test");
    assert_int_equal(by_address->len, 1);
    g_autoptr(GPtrArray) by_names =
        known->by_name(known->data, campaign, "dupont", "marie");
    assert_int_equal(by_names->len, 1);
    g_autoptr(GPtrArray) by_family =
        known->by_name(known->data, campaign, "dupont", NULL);
    assert_int_equal(by_family->len, 1);
    g_autoptr(GPtrArray) elsewhere =
        known->by_name(known->data, "other", "dupont", NULL);
    assert_int_equal(elsewhere->len, 0);
}

static void
test_cursor_and_contact(void **state)
{
    Fixture *fixture = *state;
    MailboxCursor cursor = {9, 9};
    assert_true(dossier_store_load_cursor(fixture->store, "a", &cursor, NULL));
    assert_int_equal(cursor.uidvalidity, 0);
    assert_true(dossier_store_begin(fixture->store, NULL));
    assert_true(dossier_store_set_cursor(fixture->store, "a", 7, 41, NULL));
    dossier_store_rollback(fixture->store);
    assert_true(dossier_store_load_cursor(fixture->store, "a", &cursor, NULL));
    assert_int_equal(cursor.last_uid, 0);
    assert_true(dossier_store_begin(fixture->store, NULL));
    assert_true(dossier_store_set_cursor(fixture->store, "a", 7, 42, NULL));
    assert_true(dossier_store_commit(fixture->store, NULL));
    assert_true(dossier_store_load_cursor(fixture->store, "a", &cursor, NULL));
    assert_int_equal(cursor.last_uid, 42);
    assert_true(
        dossier_store_note_contact(fixture->store, "a", "refused", NULL));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM mailbox"
                                            " WHERE trouble = 'refused'"),
                     1);
    assert_true(dossier_store_note_contact(fixture->store, "a", NULL, NULL));
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM mailbox WHERE trouble"
                                   " IS NULL AND last_uid = 42"),
                     1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_an_application_is_filed),
        FIXTURE_CASE(test_missing_pieces_come_later),
        FIXTURE_CASE(test_copies_are_one_message),
        FIXTURE_CASE(test_a_copy_at_another_position_adds_it),
        FIXTURE_CASE(test_two_positions_are_two_dossiers),
        FIXTURE_CASE(test_the_earliest_copy_decides),
        FIXTURE_CASE(test_a_changed_deadline_judges_again),
        FIXTURE_CASE(test_review_and_quarantine_keep_the_raw_mail),
        FIXTURE_CASE(test_a_second_copy_settles_a_review),
        cmocka_unit_test(test_who_is_the_same_person),
        FIXTURE_CASE(test_namesakes_have_folders_of_their_own),
        FIXTURE_CASE(test_an_erased_mail_does_not_come_back),
        FIXTURE_CASE(test_look_ups),
        FIXTURE_CASE(test_cursor_and_contact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
