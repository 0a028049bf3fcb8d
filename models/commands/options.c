/* Reading a command line by a table. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"
#include "sim/text/diagnostic.h"

static void append(const char ***list, const char *value)
{
    size_t count = 0;
    while (*list && (*list)[count]) {
        count++;
    }
    const char **longer = hq_zalloc(count + 2, sizeof *longer);
    if (*list) {
        memcpy(longer, *list, count * sizeof *longer);
        free(*list);
    }
    longer[count] = value;
    *list = longer;
}

static void unknown(const char *command, const char *word, const struct option_row *rows)
{
    fprintf(stderr, "horqin %s: error: unknown option %s; this command has:", command, word);
    for (; rows->name; rows++) {
        fprintf(stderr, " %s", rows->name);
    }
    fprintf(stderr, "\n");
}

static const struct option_row *find(const struct option_row *rows, const char *word, size_t length)
{
    for (; rows->name; rows++) {
        if (strlen(rows->name) == length && strncmp(rows->name, word, length) == 0) {
            return rows;
        }
    }
    return NULL;
}

bool read_options(const char *command, int argc, char **argv, const struct option_row *rows,
                  const char **others, int most_others, int *other_count)
{
    *other_count = 0;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (strncmp(word, "--", 2) != 0) {
            if (*other_count == most_others) {
                fprintf(stderr, "horqin %s: error: unexpected argument %s\n", command, word);
                return false;
            }
            others[(*other_count)++] = word;
            continue;
        }
        const size_t length = strcspn(word, "=");
        const struct option_row *row = find(rows, word, length);
        if (!row || (row->flag && word[length])) {
            unknown(command, word, rows);
            return false;
        }
        if (row->flag) {
            *row->flag = true;
            continue;
        }
        const char *value = word[length] ? word + length + 1 : i + 1 < argc ? argv[++i] : NULL;
        if (!value) {
            fprintf(stderr, "horqin %s: error: %s needs a value\n", command, word);
            return false;
        }
        if (row->list) {
            append(row->list, value);
        } else {
            *row->value = value;
        }
    }
    return true;
}

bool whole_number(const char *option, const char *text, long long low, long long high, long long *out)
{
    char *end;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (errno || end == text || *end || *out < low || *out > high) {
        fprintf(stderr, "horqin: error: %s takes a whole number from %lld to %lld, not %s\n", option, low, high,
                text);
        return false;
    }
    return true;
}

const struct model *named_model(const char *command, const char *name)
{
    struct suggestion s = hq_suggest(name);
    char hint[HQ_HINT];
    for (int i = 0; i < model_family_count; i++) {
        if (strcmp(model_families[i].name, name) == 0) {
            return model_families[i].builds[0];
        }
        hq_offer(&s, model_families[i].name);
    }
    fprintf(stderr, "horqin %s: error: there is no model '%s'%s; there are:", command, name, hq_hint(&s, hint));
    for (int i = 0; i < model_family_count; i++) {
        fprintf(stderr, " %s", model_families[i].name);
    }
    fprintf(stderr, "\n");
    return NULL;
}
