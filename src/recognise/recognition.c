#include "recognise/recognition.h"

#include "recognise/document.h"

const char *
verdict_name(Verdict verdict)
{
    static const char *const names[] = {"application", "supplement",
                                        "review",      "automatic",
                                        "quarantined", "unrelated"};
    return names[verdict];
}

static void
free_document(gpointer document)
{
    recognise_document_free(document);
}

Recognition *
recognition_new(void)
{
    Recognition *recognition = g_new0(Recognition, 1);
    recognition->verdict = VERDICT_UNRELATED;
    recognition->positions = g_ptr_array_new();
    recognition->documents = g_ptr_array_new_with_free_func(free_document);
    recognition->missing = g_ptr_array_new();
    recognition->dossiers = g_ptr_array_new();
    recognition->reasons = g_ptr_array_new_with_free_func(g_free);
    recognition->links = g_new0(char *, 1);
    return recognition;
}

void
recognition_free(Recognition *recognition)
{
    if (!recognition)
        return;
    g_ptr_array_unref(recognition->positions);
    g_ptr_array_unref(recognition->documents);
    g_ptr_array_unref(recognition->missing);
    g_ptr_array_unref(recognition->dossiers);
    g_ptr_array_unref(recognition->reasons);
    g_free(recognition->family_name);
    g_free(recognition->given_name);
    g_free(recognition->email);
    g_free(recognition->subject);
    g_free(recognition->forwarder);
    g_free(recognition->reply_to);
    g_free(recognition->reported_id);
    g_strfreev(recognition->links);
    g_strfreev(recognition->failed);
    g_free(recognition);
}

void
recognition_say(Recognition *recognition, const Phrases *phrases,
                const char *key, const char *value)
{
    g_ptr_array_add(recognition->reasons,
                    phrases_get(phrases, "reason", key, value));
}
