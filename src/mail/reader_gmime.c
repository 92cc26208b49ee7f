#include "mail/reader_gmime.h"

void
reader_gmime_init(void)
{
    static const char *const charsets[] = {"utf-8", "windows-1252", NULL};
    g_mime_init();
    GMimeParserOptions *options = g_mime_parser_options_get_default();
    g_mime_parser_options_set_fallback_charsets(options,
                                                (const char **)charsets);
    g_mime_parser_options_set_address_compliance_mode(
        options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_parameter_compliance_mode(
        options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_rfc2047_compliance_mode(
        options, GMIME_RFC_COMPLIANCE_LOOSE);
    g_mime_parser_options_set_allow_addresses_without_domain(options, TRUE);
}

GMimeFilter *
reader_gmime_decoder(GMimeContentEncoding encoding)
{
    return g_mime_filter_basic_new(encoding, FALSE);
}
