/* Places of statements. */
#include "models/replay/places.h"

#include <string.h>

bool territory_read(struct arena *arena, const struct source *table, const char *const *codes, int count,
                    struct diagnostics *d, struct territory *out)
{
    static const char *const needed[] = {"code",    "class", "zone", "key_county", "regional_key_county",
                                         "minority"};
    *out = (struct territory){.codes = codes, .count = count};
    bool right = hq_csv_read(arena, table, d, &out->table);
    for (size_t i = 0; right && i < sizeof needed / sizeof *needed; i++) {
        right = hq_csv_need(&out->table, needed[i], d) >= 0;
    }
    if (!right) {
        return false;
    }
    const int code = hq_csv_column(&out->table, "code");
    out->rows = hq_arena_alloc(arena, sizeof *out->rows * (size_t)(count + 1));
    for (int c = 0; c < count; c++) {
        for (int row = 0; row < out->table.rows; row++) {
            out->rows[c] =
                strcmp(hq_csv_cell(&out->table, row, code)->text, codes[c]) == 0 ? row : out->rows[c];
        }
    }
    return true;
}

const char *territory_cell(const struct territory *t, int county, const char *column)
{
    const int at = hq_csv_column(&t->table, column);
    return at < 0 ? NULL : hq_csv_cell(&t->table, t->rows[county], at)->text;
}

enum { SECOND_MARK_FROM = 2009 }; /* OLD_BASES_GROW of policies/special.h */

static bool is_marked(const struct territory *t, int county, int year, const char *column)
{
    const char *text = territory_cell(t, county, column);
    return text && (strcmp(text, "1") == 0 || (year >= SECOND_MARK_FROM && strcmp(text, "2") == 0));
}

static bool is_of_class(const struct territory *t, int county, int year, const char *class)
{
    if (strcmp(class, "key") == 0) {
        return is_marked(t, county, year, "key_county") || is_marked(t, county, year, "regional_key_county");
    }
    if (strcmp(class, "national_key") == 0) {
        return is_marked(t, county, year, "key_county");
    }
    if (strcmp(class, "regional_key") == 0) {
        return is_marked(t, county, year, "regional_key_county");
    }
    if (strcmp(class, "minority") == 0) {
        return strcmp(territory_cell(t, county, "minority"), "none") != 0;
    }
    return is_marked(t, county, year, class) || strcmp(territory_cell(t, county, "class"), class) == 0 ||
           strcmp(territory_cell(t, county, "zone"), class) == 0;
}

bool place_covers(const struct territory *t, const char *place, int county, int year)
{
    for (const char *at = place; *at; at += *at == ' ') {
        enum { LONGEST = 64 };
        char word[LONGEST] = "";
        const size_t size = strcspn(at, " ");
        memcpy(word, at, size < LONGEST ? size : LONGEST - 1);
        at += size;
        char *class = strchr(word, ':');
        if (class) {
            *class ++ = '\0';
        }
        const bool inside = strcmp(word, "11") == 0 || strncmp(t->codes[county], word, strlen(word)) == 0;
        if (inside && (!class || is_of_class(t, county, year, class))) {
            return true;
        }
    }
    return false;
}

int place_counties(const struct territory *t, const char *place, int year, const bool *holds)
{
    int count = 0;
    for (int c = 0; c < t->count; c++) {
        count += place_covers(t, place, c, year) && (!holds || holds[c]);
    }
    return count;
}

/* Codes ascend, so that a prefecture's counties stand together. */
int place_prefectures(const struct territory *t, const char *place, int year, const bool *holds)
{
    int count = 0;
    const char *last = "";
    for (int c = 0; c < t->count; c++) {
        if (place_covers(t, place, c, year) && (!holds || holds[c]) && strncmp(last, t->codes[c], 4) != 0) {
            count++;
            last = t->codes[c];
        }
    }
    return count;
}
