#include "recognise/lexicon.h"

#include "recognise/words.h"

#include <string.h>

/* Longer keywords are never found. */
#define KEYWORD_BYTES 127
/* How many letters two words may differ in length by (words_similar). */
#define LENGTH_DIFFERENCE 3
/* A plural is the same word, but not of an abbreviation. */
#define PLURAL_BYTES 4

/* A letter of a keyword without spaces; the children of a node are a list. */
typedef struct {
    guint child, next; /* 0: none */
    guint keyword;     /* that ends here, or LEXICON_NONE */
    guint length;      /* up to here */
    char letter;
} Node;

/* What tells at once that two words cannot be near. */
typedef struct {
    guint64 letters; /* letters_of() */
    guint number;
} NearKey;

struct Lexicon {
    GArray *nodes;     /* Node; the first is the root */
    GPtrArray *texts;  /* char*, of each number, without spaces */
    GByteArray *near;  /* of each number */
    GArray *near_keys; /* NearKey, shorter ones first */
    guint first[KEYWORD_BYTES + LENGTH_DIFFERENCE + 2]; /* of that length */
    gsize longest;                                      /* of near_keys */
    guint64 all_letters;                                /* of near_keys */
    /* The most letters that may differ in words of that length. */
    guint allowed[KEYWORD_BYTES + LENGTH_DIFFERENCE + 1];
};

static Node *
node_at(const Lexicon *lexicon, guint index)
{
    return &g_array_index(lexicon->nodes, Node, index);
}

static guint
add_node(Lexicon *lexicon, guint parent, char letter)
{
    Node node = {.keyword = LEXICON_NONE, .letter = letter};
    guint index = lexicon->nodes->len;
    if (index > 0) {
        node.next = node_at(lexicon, parent)->child;
        node.length = node_at(lexicon, parent)->length + 1;
        node_at(lexicon, parent)->child = index;
    }
    g_array_append_val(lexicon->nodes, node);
    return index;
}

static void
set_allowed(Lexicon *lexicon)
{
    for (guint length = 1; length < G_N_ELEMENTS(lexicon->allowed); length++) {
        guint most = 0;
        while (1.0 - (double)(most + 1) / (double)length >= WORDS_SIMILARITY)
            most++;
        lexicon->allowed[length] = most;
    }
}

Lexicon *
lexicon_new(void)
{
    Lexicon *lexicon = g_new0(Lexicon, 1);
    lexicon->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    lexicon->texts = g_ptr_array_new_with_free_func(g_free);
    lexicon->near = g_byte_array_new();
    lexicon->near_keys = g_array_new(FALSE, FALSE, sizeof(NearKey));
    add_node(lexicon, 0, '\0');
    set_allowed(lexicon);
    return lexicon;
}

void
lexicon_free(Lexicon *lexicon)
{
    if (!lexicon)
        return;
    g_array_unref(lexicon->nodes);
    g_ptr_array_unref(lexicon->texts);
    g_byte_array_unref(lexicon->near);
    g_array_unref(lexicon->near_keys);
    g_free(lexicon);
}

guint
lexicon_size(const Lexicon *lexicon)
{
    return lexicon->texts->len;
}

/* The node behind `letter`, 0 if there is none. */
static guint
find_child(const Lexicon *lexicon, guint parent, char letter)
{
    guint child = node_at(lexicon, parent)->child;
    while (child && node_at(lexicon, child)->letter != letter)
        child = node_at(lexicon, child)->next;
    return child;
}

static guint
new_number(Lexicon *lexicon, char *text)
{
    const guint8 no = FALSE;
    g_ptr_array_add(lexicon->texts, text);
    g_byte_array_append(lexicon->near, &no, 1);
    return lexicon->texts->len - 1;
}

guint
lexicon_add(Lexicon *lexicon, const char *text, gboolean near)
{
    g_autofree char *joined = words_squeeze(text);
    if (!*joined || strlen(joined) > KEYWORD_BYTES)
        return LEXICON_NONE;
    guint at = 0;
    for (const char *p = joined; *p; p++) {
        guint child = find_child(lexicon, at, *p);
        at = child ? child : add_node(lexicon, at, *p);
    }
    if (node_at(lexicon, at)->keyword == LEXICON_NONE)
        node_at(lexicon, at)->keyword =
            new_number(lexicon, g_steal_pointer(&joined));
    guint number = node_at(lexicon, at)->keyword;
    lexicon->near->data[number] |= near ? TRUE : FALSE;
    return number;
}

/* ---- a first look at whether words are near ---- */

#define SECOND_LETTERS 36
#define NOT_ASCII (G_GUINT64_CONSTANT(1) << 62)

/* The letters, digits and second occurrences of letters: an edit changes two
 * of these bits at most. `letters` are those before this one. */
static guint64
add_letter(guint64 letters, char c)
{
    if (!g_ascii_isalnum(c))
        return letters | NOT_ASCII;
    if (g_ascii_isdigit(c))
        return letters | G_GUINT64_CONSTANT(1) << (26 + (c - '0'));
    guint64 bit = G_GUINT64_CONSTANT(1) << (c - 'a');
    return letters | bit | (letters & bit) << SECOND_LETTERS;
}

static guint64
letters_of(const char *text)
{
    guint64 letters = 0;
    for (; *text; text++)
        letters = add_letter(letters, *text);
    return letters;
}

static gint
compare_keys(gconstpointer a, gconstpointer b, gpointer texts)
{
    const NearKey *left = a, *right = b;
    gsize n = strlen(g_ptr_array_index((GPtrArray *)texts, left->number));
    gsize m = strlen(g_ptr_array_index((GPtrArray *)texts, right->number));
    return n != m ? (n > m) - (n < m)
                  : (left->number > right->number) -
                        (left->number < right->number);
}

void
lexicon_seal(Lexicon *lexicon)
{
    for (guint number = 0; number < lexicon->texts->len; number++) {
        const char *text = lexicon->texts->pdata[number];
        NearKey key = {letters_of(text), number};
        if (!lexicon->near->data[number] || strlen(text) < WORDS_SIMILAR_CHARS)
            continue;
        g_array_append_val(lexicon->near_keys, key);
        lexicon->longest = MAX(lexicon->longest, strlen(text));
        lexicon->all_letters |= key.letters;
    }
    g_array_sort_with_data(lexicon->near_keys, compare_keys, lexicon->texts);
    guint at = 0;
    for (guint length = 0; length < G_N_ELEMENTS(lexicon->first); length++) {
        for (; at < lexicon->near_keys->len; at++) {
            guint number =
                g_array_index(lexicon->near_keys, NearKey, at).number;
            if (strlen(lexicon->texts->pdata[number]) >= length)
                break;
        }
        lexicon->first[length] = at;
    }
}

/* Some letters of a line, joined. */
typedef struct {
    char text[KEYWORD_BYTES + LENGTH_DIFFERENCE + 1];
    gsize length;
    guint64 letters;
    guint not_ascii; /* characters */
} Window;

static void
window_add(Window *window, char c)
{
    window->text[window->length++] = c;
    window->letters = add_letter(window->letters, c);
    /* The first byte of a character. */
    window->not_ascii += ((guchar)c & 0xC0) == 0xC0 ? 1 : 0;
}

/* Most processors have an instruction for this that not all have. */
static guint
count_bits(guint64 bits)
{
    bits -= bits >> 1 & G_GUINT64_CONSTANT(0x5555555555555555);
    bits = (bits & G_GUINT64_CONSTANT(0x3333333333333333)) +
           (bits >> 2 & G_GUINT64_CONSTANT(0x3333333333333333));
    bits = (bits + (bits >> 4)) & G_GUINT64_CONSTANT(0x0f0f0f0f0f0f0f0f);
    return (guint)(bits * G_GUINT64_CONSTANT(0x0101010101010101) >> 56);
}

/* Whether the window may be near the keyword; `apart` is the most of their
 * bits that may differ. */
static gboolean
may_be_near(const Window *window, const NearKey *key, guint apart)
{
    if (!((key->letters | window->letters) & NOT_ASCII))
        return count_bits(key->letters ^ window->letters) <= apart;
    /* Each foreign character is an edit, where the keyword has none. */
    return (key->letters & NOT_ASCII) || 2 * window->not_ascii <= apart;
}

/* Adds the keywords of `length` letters that the window is near to; without
 * `hits` the first ends the search. */
static gboolean
look_near_length(guint64 *hits, const Lexicon *lexicon, const Window *window,
                 gsize length)
{
    const NearKey *keys = (const NearKey *)(gpointer)lexicon->near_keys->data;
    const NearKey *end = keys + lexicon->first[length + 1];
    guint apart = 2 * lexicon->allowed[MAX(window->length, length)];
    gsize unequal = MAX(window->length, length) - MIN(window->length, length);
    gboolean any = FALSE;
    /* Of plain letters each that is too many is an edit. */
    if (2 * unequal > apart &&
        !((lexicon->all_letters | window->letters) & NOT_ASCII))
        return FALSE;
    for (const NearKey *key = keys + lexicon->first[length]; key < end; key++) {
        if (!may_be_near(window, key, apart) ||
            !words_similar(window->text, lexicon->texts->pdata[key->number]))
            continue;
        any = TRUE;
        if (!hits)
            break;
        lexicon_set_add(hits, key->number);
    }
    return any;
}

static gboolean
look_near_window(guint64 *hits, const Lexicon *lexicon, Window *window)
{
    if (window->length < WORDS_SIMILAR_CHARS)
        return FALSE;
    window->text[window->length] = '\0';
    gsize shortest =
        MAX(window->length - LENGTH_DIFFERENCE, WORDS_SIMILAR_CHARS);
    gsize longest = MIN(window->length + LENGTH_DIFFERENCE, lexicon->longest);
    gboolean any = FALSE;
    for (gsize m = shortest; m <= longest && (hits || !any); m++)
        any |= look_near_length(hits, lexicon, window, m);
    return any;
}

/* ---- lines ---- */

static void
look_near(guint64 *hits, const Lexicon *lexicon, const char *line)
{
    for (const char *word = strchr(line, ' '); word && word[1];
         word = strchr(word + 1, ' ')) {
        Window window = {.length = 0};
        for (const char *p = word + 1;
             *p && window.length <= lexicon->longest + LENGTH_DIFFERENCE; p++) {
            if (*p == ' ')
                look_near_window(hits, lexicon, &window);
            else if (window.length == lexicon->longest + LENGTH_DIFFERENCE)
                break;
            else
                window_add(&window, *p);
        }
    }
}

/* All keywords that begin at `word`. */
static void
look_at_word(guint64 *hits, const Lexicon *lexicon, const char *word)
{
    guint at = 0;
    for (const char *p = word; *p; p++) {
        if (*p == ' ') {
            lexicon_set_add(hits, node_at(lexicon, at)->keyword);
            continue;
        }
        const Node *node = node_at(lexicon, at);
        if (*p == 's' && p[1] == ' ' && node->length >= PLURAL_BYTES)
            lexicon_set_add(hits, node->keyword);
        at = find_child(lexicon, at, *p);
        if (!at)
            return;
    }
}

void
lexicon_look(LexiconHits *hits, const Lexicon *lexicon, const char *line,
             gboolean near)
{
    lexicon_hits_clear(hits);
    hits->exact = lexicon_set_new(lexicon);
    for (const char *p = strchr(line, ' '); p && p[1]; p = strchr(p + 1, ' '))
        look_at_word(hits->exact, lexicon, p + 1);
    if (near)
        lexicon_look_near(hits, lexicon, line);
}

void
lexicon_look_near(LexiconHits *hits, const Lexicon *lexicon, const char *line)
{
    hits->near =
        g_memdup2(hits->exact, lexicon_set_words(lexicon) * sizeof(guint64));
    if (lexicon->longest > 0)
        look_near(hits->near, lexicon, line);
}

void
lexicon_hits_clear(LexiconHits *hits)
{
    g_clear_pointer(&hits->exact, g_free);
    g_clear_pointer(&hits->near, g_free);
}

gboolean
lexicon_resembles(const Lexicon *lexicon, const char *word)
{
    Window window = {.length = 0};
    guint at = 0;
    const char *p = word;
    for (; *p && window.length < lexicon->longest + LENGTH_DIFFERENCE; p++)
        window_add(&window, *p);
    for (const char *q = word; *q && (q == word || at); q++)
        at = find_child(lexicon, at, *q);
    if (at && node_at(lexicon, at)->keyword != LEXICON_NONE)
        return TRUE;
    return !*p && look_near_window(NULL, lexicon, &window);
}
