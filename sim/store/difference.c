/* Comparing the texts of two results: tables and settings. */
#include "sim/store/difference.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/error.h"
#include "sim/provenance.h"
#include "sim/store/files.h"

struct difference hq_difference(enum hq_verdict verdict, const char *format, ...)
{
    struct difference d = {.verdict = verdict};
    va_list list;

    va_start(list, format);
    vsnprintf(d.text, sizeof d.text, format, list);
    va_end(list);
    return d;
}

int hq_difference_of_bytes(const char *a, const char *b, struct difference *d)
{
    const char *const paths[] = {a, b};
    char hashes[2][33];

    for (int i = 0; i < 2; i++) {
        const int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
        char byte;
        if (fd < 0 || read(fd, &byte, 1) < 0) {
            *d = hq_difference(HQ_UNREADABLE, "%s cannot be read: %s", paths[i], strerror(errno));
            if (fd >= 0)
                close(fd);
            return true;
        }
        close(fd);
        hq_file_hash(paths[i], hashes[i]);
    }
    *d = hq_difference(HQ_EQUAL, "equal");
    return strcmp(hashes[0], hashes[1]) == 0;
}

bool hq_file_has_changed(const char *folder, const char *name, const char *key)
{
    char *json = hq_text("%s/run.json", folder), *path = hq_text("%s/%s", folder, name), *text = NULL;
    char hash[33];
    size_t size;
    bool changed = false;

    if (hq_read_file(json, &text, &size) == 0) {
        char *said = hq_text("\"%s\": \"", key);
        const char *at = strstr(text, said);
        hq_file_hash(path, hash);
        changed = hash[0] && at && strncmp(at + strlen(said), hash, strlen(hash)) != 0;
        free(said);
    }
    free(text);
    free(json);
    free(path);
    return changed;
}

/* A text file line by line. */
struct lines {
    char *bytes;
    const char *next;
    char *line; /* NULL past the last */
    int number;
};

static bool open_lines(struct lines *l, const char *path)
{
    size_t size;

    *l = (struct lines){0};
    if (hq_read_file(path, &l->bytes, &size) != 0)
        return false;
    l->next = l->bytes;
    return true;
}

static bool next_line(struct lines *l)
{
    free(l->line);
    l->line = NULL;
    if (!*l->next)
        return false;
    const size_t length = strcspn(l->next, "\n");
    l->line = hq_text("%.*s", (int)length, l->next);
    l->next += length + (l->next[length] == '\n');
    l->number++;
    return true;
}

static void close_lines(struct lines *l)
{
    free(l->line);
    free(l->bytes);
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* Cell `index` of a line; "" past the last. Cells of our own tables hold no commas. */
static int cell(const char *line, int index, const char **at)
{
    for (; index > 0 && *line; index--) {
        line += strcspn(line, ",");
        line += *line == ',';
    }
    *at = line;
    return (int)strcspn(line, ",");
}

/* The first cells up to the one that differs say where it is: year, county and so on. */
static struct difference in_row(const char *header, const char *a, const char *b, int number)
{
    char where[400] = "";
    for (int column = 0;; column++) {
        const char *name, *x, *y;
        const int named = cell(header, column, &name), p = cell(a, column, &x), q = cell(b, column, &y);
        if (p != q || strncmp(x, y, (size_t)p) != 0)
            return hq_difference(HQ_DIFFERENT, "first in line %d (%s): %.*s is %.*s and %.*s", number, where,
                                 named, name, p, x, q, y);
        if (!*x && !*y)
            return hq_difference(HQ_EQUAL, "equal");
        const size_t used = strlen(where);
        snprintf(where + used, sizeof where - used, "%s%.*s %.*s", used ? ", " : "", named, name, p, x);
    }
}

struct difference hq_compare_tables(const char *a, const char *b)
{
    struct difference d;
    struct lines x = {0}, y = {0};
    char *header = NULL;

    if (hq_difference_of_bytes(a, b, &d))
        return d;
    if (open_lines(&x, a) && open_lines(&y, b)) {
        bool more = true;
        while (more && d.verdict == HQ_EQUAL) {
            const bool in_a = next_line(&x), in_b = next_line(&y);
            more = in_a && in_b;
            if (in_a != in_b)
                d = hq_difference(HQ_DIFFERENT, "%s ends before line %d: %s", in_a ? b : a,
                                  in_a ? x.number : y.number, in_a ? x.line : y.line);
            else if (more && !header)
                header = hq_copy_text(x.line);
            if (more && d.verdict == HQ_EQUAL && strcmp(x.line, y.line) != 0)
                d = in_row(header, x.line, y.line, x.number);
        }
    }
    close_lines(&x);
    close_lines(&y);
    free(header);
    return d;
}

/* ---- settings -------------------------------------------------------------------------------- */

enum { MOST_KEYS = 5 }; /* named */

/* The next setting with its group and all lines of its value; malloc'd text "group.name: value", or NULL. */
static char *next_setting(struct lines *l, char group[64])
{
    char *all = NULL;
    for (;;) {
        const char *from = l->next; /* to step back to */
        if (!next_line(l))
            return all;
        const char *text = l->line + strspn(l->line, " ");
        const size_t indent = (size_t)(text - l->line);
        if (*text == '#' || !*text)
            continue;
        if (all && indent <= 2) {
            l->next = from;
            return all;
        }
        if (indent == 0) {
            snprintf(group, 64, "%.*s", (int)strcspn(text, ":"), text);
        } else {
            char *longer = all ? hq_text("%s %s", all, text) : hq_text("%s.%s", group, text);
            free(all);
            all = longer;
        }
    }
}

static size_t key_length(const char *setting)
{
    return strcspn(setting, ":");
}

/* The same key's setting in the other file, or NULL; malloc'd. */
static char *find_setting(const char *path, const char *like)
{
    struct lines l;
    char group[64] = "", *found = NULL;
    bool there = false;

    if (!open_lines(&l, path))
        return NULL;
    while (!there && (found = next_setting(&l, group))) {
        there = key_length(found) == key_length(like) && strncmp(found, like, key_length(like)) == 0;
        if (!there)
            free(found);
    }
    close_lines(&l);
    return there ? found : NULL;
}

static const char *value_of(const char *setting)
{
    if (!setting)
        return "(not there)";
    const char *value = setting + key_length(setting);
    return *value ? value + 1 + strspn(value + 1, " ") : value;
}

/* Settings of `a` that `b` has otherwise, or, with `only_missing`, not at all. */
static void list_settings(const char *a, const char *b, bool only_missing, struct difference *d, int *named)
{
    struct lines l;
    char group[64] = "", *one;

    if (!open_lines(&l, a))
        return;
    while ((one = next_setting(&l, group))) {
        char *other = find_setting(b, one);
        if (only_missing ? !other : !other || strcmp(one, other) != 0) {
            const size_t used = strlen(d->text);
            const char *x = only_missing ? value_of(NULL) : value_of(one),
                       *y = only_missing ? value_of(one) : value_of(other);
            if ((*named)++ < MOST_KEYS)
                snprintf(d->text + used, sizeof d->text - used, "%s%.*s is %.60s and %.60s", used ? "; " : "",
                         (int)key_length(one), one, x, y);
        }
        free(other);
        free(one);
    }
    close_lines(&l);
}

struct difference hq_compare_settings(const char *a, const char *b)
{
    struct difference d;
    int named = 0;

    if (hq_difference_of_bytes(a, b, &d))
        return d;
    d.text[0] = '\0';
    list_settings(a, b, false, &d, &named);
    list_settings(b, a, true, &d, &named);
    if (!named)
        return hq_difference(HQ_EQUAL, "equal");
    if (named > MOST_KEYS) {
        const size_t used = strlen(d.text);
        snprintf(d.text + used, sizeof d.text - used, "; and %d more", named - MOST_KEYS);
    }
    d.verdict = HQ_DIFFERENT;
    return d;
}
