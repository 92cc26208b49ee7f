/* recognise/glance.h never passes over what the full screen would look at. */
#include "mail/reader_fields.h"
#include "mail/reader_gmime.h"
#include "recognise/glance.h"
#include "recognise/screen.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Config *
sample_config(void)
{
    g_autoptr(GError) error = NULL;
    Config *config = config_load("conf/dossierd.conf", TRUE, &error);
    if (!config)
        g_error("%s", error->message);
    return config;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Config *config;
    static Recogniser *recogniser;
    if (!config) {
        reader_gmime_init();
        config = sample_config();
        recogniser = recogniser_new(config);
    }
    if (!glance_passes(recogniser, (const char *)data, size, NULL))
        return 0;
    Message *header = reader_fields_parse((const char *)data, size);
    g_assert_cmpint(recognise_screen_header(recogniser, NULL, header, NULL), ==,
                    SCREEN_PASS);
    message_free(header);
    return 0;
}
