#include "base/config_convert.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

#define ID_BYTES 64
#define FAMILY_NAME "{family_name}"
#define GIVEN_NAME "{given_name}"

static char *
refuse(const char **wrong, const char *what)
{
    *wrong = what;
    return NULL;
}

/* A line break in a title or a name would end a header field. */
char *
config_convert_line(const char *text, const char *folder, const char **wrong)
{
    (void)folder;
    for (const char *p = text; *p; p++) {
        if (g_ascii_iscntrl(*p))
            return refuse(wrong, "holds a line break or control character");
    }
    return g_strstrip(g_strdup(text));
}

char *
config_convert_address(const char *text, const char *folder, const char **wrong)
{
    (void)folder;
    if (!text_is_address(text))
        return refuse(wrong, "is not a plain mail address");
    return g_ascii_strdown(text, -1);
}

char *
config_convert_reverse_path(const char *text, const char *folder,
                            const char **wrong)
{
    if (text[0] == '\0')
        return g_strdup("");
    return config_convert_address(text, folder, wrong);
}

char *
config_convert_path(const char *text, const char *folder, const char **wrong)
{
    g_autofree char *line = config_convert_line(text, folder, wrong);
    return line ? g_canonicalize_filename(line, folder) : NULL;
}

char *
config_convert_secret(const char *text, const char *folder, const char **wrong)
{
    if (g_str_has_prefix(text, "credential:"))
        return config_convert_line(text, folder, wrong);
    return config_convert_path(text, folder, wrong);
}

/* Ids become names of folders and files. */
static gboolean
is_id(const char *text, const char *allowed)
{
    if (text[strspn(text, allowed)] != '\0')
        return FALSE;
    g_autofree char *safe = text_file_name(text, ID_BYTES);
    return g_str_equal(safe, text);
}

char *
config_convert_name(const char *text, const char *folder, const char **wrong)
{
    (void)folder;
    if (!is_id(text, G_CSET_a_2_z G_CSET_DIGITS "_-"))
        return refuse(wrong, "must be made of a-z, 0-9, - and _, "
                             "64 characters at most");
    return g_strdup(text);
}

char *
config_convert_id(const char *text, const char *folder, const char **wrong)
{
    (void)folder;
    if (!is_id(text, G_CSET_a_2_z G_CSET_DIGITS "._-"))
        return refuse(wrong, "must be made of a-z, 0-9, - . and _, begin "
                             "and end with none of . and be no reserved "
                             "name of Windows, 64 characters at most");
    return g_strdup(text);
}

char *
config_convert_position_id(const char *text, const char *folder,
                           const char **wrong)
{
    (void)folder;
    if (!is_id(text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-"))
        return refuse(wrong, "must be made of A-Z, a-z, 0-9, - . and _, "
                             "begin and end with none of . and be no "
                             "reserved name of Windows, 64 characters at "
                             "most");
    return text_is_uai(text) ? g_ascii_strup(text, -1) : g_strdup(text);
}

/* Words are compared without accents, case and signs: some must be left. */
char *
config_convert_keyword(const char *text, const char *folder, const char **wrong)
{
    g_auto(GStrv) words = text_words(text);
    if (!words[0])
        return refuse(wrong, "holds neither letter nor digit");
    return config_convert_line(text, folder, wrong);
}

char *
config_convert_zone(const char *text, const char *folder, const char **wrong)
{
    (void)folder;
    /* GLib takes offsets and POSIX rules too: those know no summer time, or
     * only today's. */
    const char *allowed = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "/_+-";
    g_autoptr(GTimeZone) zone = NULL;
    if (g_ascii_isalpha(text[0]) && text[strspn(text, allowed)] == '\0')
        zone = g_time_zone_new_identifier(text);
    if (!zone)
        return refuse(wrong, "is not a time zone of the tzdata package");
    return g_strdup(text);
}

static guint
count(const char *text, const char *what)
{
    guint n = 0;
    for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
        n++;
    return n;
}

char *
config_convert_subject(const char *text, const char *folder, const char **wrong)
{
    if (count(text, FAMILY_NAME) != 1 || count(text, GIVEN_NAME) != 1)
        return refuse(wrong, "must hold {family_name} and {given_name} once "
                             "each");
    if (count(text, "{") != 2 || count(text, "}") != 2)
        return refuse(wrong, "holds a field other than {family_name} and "
                             "{given_name}");
    g_autoptr(GString) fixed = g_string_new(text);
    g_string_replace(fixed, FAMILY_NAME, "", 0);
    g_string_replace(fixed, GIVEN_NAME, "", 0);
    g_auto(GStrv) words = text_words(fixed->str);
    if (!words[0])
        return refuse(wrong, "holds no words beside the names");
    return config_convert_line(text, folder, wrong);
}

char *
config_convert_mail_folder(const char *text, const char *folder,
                           const char **wrong)
{
    g_autoptr(GString) rest = g_string_new(text);
    g_string_replace(rest, "{campaign}", "", 0);
    g_string_replace(rest, "{position}", "", 0);
    if (strpbrk(rest->str, "{}*%"))
        return refuse(wrong, "holds * or %, or a field other than {campaign} "
                             "and {position}");
    return config_convert_line(text, folder, wrong);
}

static gboolean
is_host(const char *host)
{
    return host && (g_hostname_is_ip_address(host) || text_is_host_name(host));
}

/* libcurl would take much more of a URL: a login, a path, options. */
static char *
convert_url(const char *text, const char *plain, const char *secure,
            const char **wrong)
{
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    if (!uri)
        return refuse(wrong, "is not a URL with a port of 1 to 65535");
    const char *scheme = g_uri_get_scheme(uri);
    if (!g_str_equal(scheme, plain) && !g_str_equal(scheme, secure))
        return refuse(wrong, "has the wrong scheme");
    const char *path = g_uri_get_path(uri);
    if (g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        g_uri_get_fragment(uri) || (path[0] != '\0' && !g_str_equal(path, "/")))
        return refuse(wrong, "holds more than scheme, host and port");
    if (!is_host(g_uri_get_host(uri)) || g_uri_get_port(uri) == 0)
        return refuse(wrong, "has no valid host or port");
    return g_uri_join(G_URI_FLAGS_NONE, scheme, NULL, g_uri_get_host(uri),
                      g_uri_get_port(uri), "", NULL, NULL);
}

char *
config_convert_imap_url(const char *text, const char *folder,
                        const char **wrong)
{
    (void)folder;
    return convert_url(text, "imap", "imaps", wrong);
}

char *
config_convert_smtp_url(const char *text, const char *folder,
                        const char **wrong)
{
    (void)folder;
    return convert_url(text, "smtp", "smtps", wrong);
}

gboolean
config_url_is_loopback(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *host = uri ? g_uri_get_host(uri) : "";
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, host, &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six);
    return g_ascii_strcasecmp(host, "localhost") == 0;
}
