#include "sim/survey/codebook.h"

#include <string.h>

#include "sim/text/convert.h"

struct reader {
    struct arena *arena;
    struct diagnostics *d;
    struct codebook *book;
};

static void report(struct reader *r, const struct node *node, const char *what)
{
    hq_report(r->d, node->source, node->at, "%s", what);
}

/* ---- scalars ----------------------------------------------------------------------------------------- */

/* The text of a scalar, or an error and NULL. */
static const char *text_of(struct reader *r, const struct node *node, const char *key)
{
    if (node->kind != NODE_SCALAR || (hq_node_empty(node) && !node->quoted) || !node->text[0]) {
        hq_report(r->d, node->source, node->at, "%s takes one word", key);
        return NULL;
    }
    return node->text;
}

static bool number_of(struct reader *r, const struct node *node, double *out)
{
    const char *text = text_of(r, node, "a number's key");
    const char *why = text ? hq_to_real(text, out) : NULL;
    if (why) {
        hq_report(r->d, node->source, node->at, "'%s' %s", text, why);
    }
    return text && !why;
}

/* A number that the field can have, in its unit. */
static bool value_of(struct reader *r, const struct field_row *field, const struct node *node, double *out)
{
    if (!number_of(r, node, out)) {
        return false;
    }
    const bool whole = field->type == HQ_INT || field->type == HQ_BOOL;
    /* lint: allow float-cast: only where the value is within the field's range */
    if (*out < field->low || *out > field->high || (whole && (double)(int64_t)*out != *out)) {
        char low[HQ_NUMBER], high[HQ_NUMBER];
        hq_report(r->d, node->source, node->at, "%s is %s from %s to %s [%s], not %s", field->name,
                  whole ? "a whole number" : "a number", hq_real_text(field->low, low),
                  hq_real_text(field->high, high), field->unit, node->text);
        return false;
    }
    return true;
}

static void read_column(struct reader *r, const struct node *node, const char *key, struct survey_column *to)
{
    const char *name = text_of(r, node, key);
    if (name) {
        *to = (struct survey_column){name, node->source, node->at, 1};
    }
}

/* ---- keys -------------------------------------------------------------------------------------------- */

/* Reports keys of a map that are none of the words (ended by NULL). */
static void check_keys(struct reader *r, const struct node *map, const char *const *words)
{
    for (int i = 0; i < map->count; i++) {
        const struct node *key = map->pairs[i].key;
        struct suggestion s = hq_suggest(key->text);
        char hint[HQ_HINT];
        bool known = false;
        for (int k = 0; words[k]; k++) {
            known |= strcmp(words[k], key->text) == 0;
            hq_offer(&s, words[k]);
        }
        if (!known) {
            hq_report(r->d, key->source, key->at, "unknown key '%s'%s", key->text, hq_hint(&s, hint));
        }
    }
}

/* A map under a key; NULL where it is not there, or an error. */
static const struct node *map_of(struct reader *r, const struct node *parent, const char *key)
{
    const struct node *map = hq_node_find(parent, key, NULL);
    if (map && map->kind != NODE_MAP) {
        hq_report(r->d, map->source, map->at, "%s takes a mapping", key);
        return NULL;
    }
    return map;
}

/* ---- a field ----------------------------------------------------------------------------------------- */

static void read_parts(struct reader *r, const struct node *map, struct mapping *m)
{
    const struct node *column = hq_node_find(map, "column", NULL), *sum = map_of(r, map, "sum");
    if (!column == !sum) {
        report(r, map, "a field takes either column: NAME or sum: {NAME: FACTOR, ...}");
        return;
    }
    const int count = sum ? sum->count : 1;
    m->parts = hq_arena_alloc(r->arena, ((size_t)count + 1) * sizeof *m->parts);
    if (column) {
        read_column(r, column, "column", &m->parts[0]);
        m->part_count = m->parts[0].name != NULL;
        return;
    }
    for (int i = 0; i < count; i++) {
        struct survey_column *part = &m->parts[m->part_count];
        read_column(r, sum->pairs[i].key, "sum", part);
        if (part->name && number_of(r, sum->pairs[i].value, &part->factor)) {
            m->part_count++;
        }
    }
    if (!count) {
        report(r, sum, "sum names no column");
    }
}

static void read_unit(struct reader *r, const struct field_row *field, const struct node *map,
                      struct mapping *m)
{
    const struct node *node = hq_node_find(map, "unit", NULL);
    const struct field_table *t = r->book->fields;
    const char *name = node ? text_of(r, node, "unit") : NULL;
    m->unit = 1;
    if (!name || strcmp(name, field->unit) == 0) {
        return;
    }
    const char *others = "";
    for (int i = 0; i < t->unit_count; i++) {
        if (strcmp(t->units[i].of, field->unit) != 0) {
            continue;
        }
        if (strcmp(t->units[i].name, name) == 0) {
            m->unit = t->units[i].factor;
            return;
        }
        others = hq_arena_print(r->arena, "%s, %s", others, t->units[i].name);
    }
    hq_report(r->d, node->source, node->at, "%s cannot be given in '%s'; its units are: %s%s", field->name,
              name, field->unit, others);
}

static void read_codes(struct reader *r, const struct field_row *field, const struct node *map,
                       struct mapping *m)
{
    const struct node *codes = map_of(r, map, "codes");
    if (!codes) {
        return;
    }
    m->codes = hq_arena_alloc(r->arena, ((size_t)codes->count + 1) * sizeof *m->codes);
    for (int i = 0; i < codes->count; i++) {
        struct survey_code *code = &m->codes[m->code_count];
        code->text = codes->pairs[i].key->text;
        m->code_count += value_of(r, field, codes->pairs[i].value, &code->value);
    }
    if (m->part_count > 1) {
        report(r, codes, "codes do not go with a sum of several columns");
    }
    if (!codes->count) {
        report(r, codes, "codes names none");
    }
}

static void read_missing(struct reader *r, const struct field_row *field, const struct node *map,
                         struct mapping *m)
{
    const struct node *node = hq_node_find(map, "missing", NULL);
    const char *word = node ? text_of(r, node, "missing") : NULL;
    double number;
    if (!word || strcmp(word, "error") == 0) {
        return;
    }
    if (strcmp(word, "median") == 0) {
        m->missing = MISSING_MEDIAN;
    } else if (strcmp(word, "model") == 0) {
        m->missing = MISSING_MODEL;
        if (field->needed) {
            hq_report(r->d, node->source, node->at,
                      "%s cannot be left to the model one person at a time; error, median or a value",
                      field->name);
        }
    } else if (hq_to_real(word, &number) != NULL) {
        hq_report(r->d, node->source, node->at, "missing is error, median, model or a value, not '%s'", word);
    } else if (value_of(r, field, node, &m->missing_value)) {
        m->missing = MISSING_VALUE;
    }
}

static void read_negative(struct reader *r, const struct field_row *field, const struct node *map,
                          struct mapping *m)
{
    const struct node *node = hq_node_find(map, "negative", NULL);
    const char *word = node ? text_of(r, node, "negative") : NULL;
    if (!word || strcmp(word, "error") == 0) {
        return;
    }
    if (strcmp(word, "zero") == 0) {
        m->negative = NEGATIVE_ZERO;
    } else if (strcmp(word, "keep") == 0 && field->low < 0) {
        m->negative = NEGATIVE_KEEP;
    } else if (strcmp(word, "keep") == 0) {
        hq_report(r->d, node->source, node->at, "%s cannot be negative: negative is error or zero",
                  field->name);
    } else {
        hq_report(r->d, node->source, node->at, "negative is error, zero or keep, not '%s'", word);
    }
}

static void read_field(struct reader *r, const struct node *key, const struct node *map)
{
    static const char *const words[] = {"column", "sum", "unit", "codes", "missing", "negative", NULL};
    const struct field_table *t = r->book->fields;
    struct suggestion s = hq_suggest(key->text);
    char hint[HQ_HINT];
    int f = 0;
    for (; f < t->count && strcmp(t->rows[f].name, key->text) != 0; f++) {
        hq_offer(&s, t->rows[f].name);
    }
    if (f == t->count) {
        hq_report(r->d, key->source, key->at, "unknown field '%s'%s", key->text, hq_hint(&s, hint));
        return;
    }
    if (map->kind != NODE_MAP) {
        hq_report(r->d, map->source, map->at, "a field takes a mapping: %s: {column: NAME}", key->text);
        return;
    }
    struct mapping *m = &r->book->mappings[f];
    check_keys(r, map, words);
    read_parts(r, map, m);
    read_unit(r, &t->rows[f], map, m);
    read_codes(r, &t->rows[f], map, m);
    read_missing(r, &t->rows[f], map, m);
    read_negative(r, &t->rows[f], map, m);
}

static void read_fields(struct reader *r, const struct node *root)
{
    const struct field_table *t = r->book->fields;
    const struct node *fields = map_of(r, root, "fields");
    for (int i = 0; fields && i < fields->count; i++) {
        read_field(r, fields->pairs[i].key, fields->pairs[i].value);
    }
    if (!fields || !fields->count) {
        report(r, fields ? fields : root, "fields maps nothing: name a field and its column");
        return;
    }
    for (int f = 0; f < t->count; f++) {
        if (t->rows[f].needed && !hq_node_find(fields, t->rows[f].name, NULL) &&
            hq_codebook_has(r->book, t->rows[f].level)) {
            hq_report(r->d, fields->source, fields->at, "persons cannot be taken without %s: map it",
                      t->rows[f].name);
        }
    }
}

/* ---- the survey's own columns ------------------------------------------------------------------------ */

static void need_column(struct reader *r, const struct node *survey, const char *key, struct survey_column *to)
{
    const struct node *node = hq_node_find(survey, key, NULL);
    if (node) {
        read_column(r, node, key, to);
    } else {
        hq_report(r->d, survey->source, survey->at, "survey.%s is missing: it names a column", key);
    }
}

static void read_counties(struct reader *r, const struct node *survey)
{
    const struct node *map = map_of(r, survey, "counties");
    struct codebook *b = r->book;
    b->counties = hq_arena_alloc(r->arena, ((map ? (size_t)map->count : 0) + 1) * sizeof *b->counties);
    for (int i = 0; map && i < map->count; i++) {
        const struct node *value = map->pairs[i].value;
        const char *text = text_of(r, value, "counties");
        int32_t code;
        const char *why = text ? hq_to_code(text, &code) : NULL;
        if (why) {
            hq_report(r->d, value->source, value->at, "'%s' %s", text, why);
        } else if (text) {
            b->counties[b->county_count++] = (struct survey_code){map->pairs[i].key->text, code};
        }
    }
}

static void read_survey(struct reader *r, const struct node *root)
{
    static const char *const words[] = {"household", "person",   "county",  "weight",
                                        "region",    "counties", "persons", NULL};
    const struct node *survey = map_of(r, root, "survey"), *node;
    struct codebook *b = r->book;
    if (!survey) {
        report(r, root,
               "survey is missing: it names the columns of household and county, and the region table");
        return;
    }
    check_keys(r, survey, words);
    need_column(r, survey, "household", &b->household);
    need_column(r, survey, "county", &b->county);
    if ((node = hq_node_find(survey, "person", NULL))) {
        read_column(r, node, "person", &b->person);
    }
    if ((node = hq_node_find(survey, "weight", NULL))) {
        read_column(r, node, "weight", &b->weight);
    }
    if ((node = hq_node_find(survey, "region", NULL))) {
        b->region = text_of(r, node, "region");
        b->region_at = node->at;
    } else {
        report(r, survey,
               "survey.region is missing: it names the CSV of counties of the runs that are to come");
    }
    if ((node = hq_node_find(survey, "persons", NULL))) {
        const char *word = text_of(r, node, "persons");
        b->keep_eight = word && strcmp(word, "first eight") == 0;
        if (word && !b->keep_eight && strcmp(word, "error") != 0) {
            hq_report(
                r->d, node->source, node->at,
                "persons says what is done where a household has more than eight: error or first eight, not "
                "'%s'",
                word);
        }
    }
    read_counties(r, survey);
}

static void read_missing_texts(struct reader *r, const struct node *root)
{
    const struct node *list = hq_node_find(root, "missing", NULL);
    struct codebook *b = r->book;
    if (list && list->kind != NODE_LIST) {
        report(r, list, "missing takes a list of texts: [\"-8\", \"NA\"]");
        return;
    }
    b->missing = hq_arena_alloc(r->arena, ((list ? (size_t)list->count : 0) + 1) * sizeof *b->missing);
    for (int i = 0; list && i < list->count; i++) {
        const char *text = text_of(r, list->pairs[i].value, "missing");
        if (text) {
            b->missing[b->missing_count++] = text;
        }
    }
}

bool hq_codebook_has(const struct codebook *c, enum hq_level level)
{
    for (int f = 0; f < c->fields->count; f++) {
        if (c->fields->rows[f].level == level && c->mappings[f].part_count) {
            return true;
        }
    }
    return false;
}

bool hq_codebook_read(struct arena *arena, const struct source *source, const struct field_table *fields,
                      struct diagnostics *d, struct codebook *out)
{
    static const char *const words[] = {"survey", "missing", "most_errors", "fields", NULL};
    struct reader r = {arena, d, out};
    const int before = d->count;
    *out = (struct codebook){.fields = fields, .source = source, .most_errors = HQ_SURVEY_ERRORS};
    out->mappings = hq_arena_alloc(arena, ((size_t)fields->count + 1) * sizeof *out->mappings);
    const struct node *root = hq_yaml_read(arena, source, 0, d);
    if (!root || root->kind != NODE_MAP) {
        if (root) {
            report(&r, root, "a codebook is a mapping of survey, missing and fields");
        }
        return false;
    }
    check_keys(&r, root, words);
    read_survey(&r, root);
    read_missing_texts(&r, root);
    const struct node *most = hq_node_find(root, "most_errors", NULL);
    const char *text = most ? text_of(&r, most, "most_errors") : NULL;
    if (text && (hq_to_integer(text, &out->most_errors) || out->most_errors < 1)) {
        report(&r, most, "most_errors takes a whole number of at least 1");
    }
    read_fields(&r, root);
    return d->count == before;
}
