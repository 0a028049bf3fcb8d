/* horqin schema: a JSON Schema (draft-07, which editors know best) of a model's configurations, from the rows
 * that the loader reads them by. What it cannot say - orders between parameters, codes of counties, contents of
 * tables, and how strictly words become numbers - is in docs/configuration-schema.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/convert.h"
#include "sim/text/json.h"

#define YEAR_PATTERN   "^(19[0-9][0-9]|2[01][0-9][0-9]|2200)$" /* hq_to_year */
#define COUNTY_PATTERN "^[1-9][0-9]{0,8}$"                     /* hq_to_code */

struct schema {
    struct json j;
    const struct model *model;
};

/* ---- one value --------------------------------------------------------------------------------------- */

static void type_of(struct json *j, const char *const *types)
{
    hq_json_array(j, "type");
    for (; *types; types++) {
        hq_json_text(j, NULL, *types);
    }
    hq_json_close(j, ']');
}

/* Words parted by commas in one text, or a list of words without commas. */
static void list_value(struct json *j)
{
    static const char *const scalar[] = {"string", "number", "boolean", NULL};
    hq_json_array(j, "anyOf");
    hq_json_object(j, NULL);
    type_of(j, scalar);
    hq_json_close(j, '}');
    hq_json_object(j, NULL);
    hq_json_text(j, "type", "array");
    hq_json_object(j, "items");
    type_of(j, scalar);
    hq_json_text(j, "pattern", "^[^,]+$");
    hq_json_close(j, '}');
    hq_json_close(j, '}');
    hq_json_close(j, ']');
}

static void bool_value(struct json *j)
{
    static const char *const words[] = {"yes", "no", "on", "off"}; /* texts in YAML 1.2 */
    hq_json_array(j, "enum");
    hq_json_bool(j, NULL, true);
    hq_json_bool(j, NULL, false);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hq_json_text(j, NULL, words[i]);
    }
    hq_json_close(j, ']');
}

static bool is_model_name(const struct param_row *row)
{
    return strcmp(row->group, "run") == 0 && strcmp(row->name, "model") == 0;
}

/* Members that say what one value of the row may be. */
static void value_members(struct schema *s, const struct param_row *row)
{
    static const char *const scalar[] = {"string", "number", "boolean", NULL};
    struct json *j = &s->j;
    if (is_model_name(row)) {
        hq_json_array(j, "enum");
        hq_json_text(j, NULL, s->model->name);
        hq_json_close(j, ']');
    } else if (row->type == HQ_LIST) {
        list_value(j);
    } else if (row->type == HQ_BOOL) {
        bool_value(j);
    } else if (row->type >= HQ_TEXT) {
        char key[128];
        snprintf(key, sizeof key, "%s.%s", row->group, row->name);
        const char *const *words = hq_config_words(key);
        type_of(j, scalar);
        if (words) {
            hq_json_array(j, "enum");
            for (; *words; words++) {
                hq_json_text(j, NULL, *words);
            }
            hq_json_close(j, ']');
        }
    } else {
        hq_json_text(j, "type", row->type == HQ_INT ? "integer" : "number");
        hq_json_real(j, "minimum", row->low);
        hq_json_real(j, "maximum", row->high);
    }
}

static void default_member(struct json *j, const struct param_row *row)
{
    union cell value;
    char why[HQ_WHY];
    if (row->type >= HQ_TEXT) {
        hq_json_text(j, "default", row->initial);
    } else if (!hq_convert(row, row->initial, &value, why)) {
        hq_fail(HQ_EXIT_INTERNAL, "default of a parameter: %s", why);
    } else if (row->type == HQ_BOOL) {
        hq_json_bool(j, "default", value.integer);
    } else if (row->type == HQ_INT) {
        hq_json_int(j, "default", value.integer);
    } else {
        hq_json_real(j, "default", row->type == HQ_REAL ? value.real : (double)value.integer / 100);
    }
}

static void describe(struct schema *s, const struct param_row *row)
{
    const bool unit = row->unit[0] && strcmp(row->unit, "1") != 0;
    char *text = hq_text("%s%s%s%s. Source: %s", row->meaning, unit ? " [" : "", unit ? row->unit : "",
                         unit ? "]" : "", row->source);
    hq_json_text(&s->j, "description", text);
    free(text);
    default_member(&s->j, row);
}

/* ---- values by year, class and county ---------------------------------------------------------------- */

/* To the definition of one value of the row, or, with " in a scope" behind it, of a class's or county's value.
 */
static const char in_scope[] = " in a scope";

static void reference(struct json *j, const char *key, const struct param_row *row, const char *what)
{
    char *to = hq_text("#/definitions/%s.%s%s", row->group, row->name, what);
    hq_json_object(j, key);
    hq_json_text(j, "$ref", to);
    hq_json_close(j, '}');
    free(to);
}

/* An object of nothing but properties whose names match the pattern that comes next. */
static void open_pattern(struct json *j, const char *key)
{
    hq_json_object(j, key);
    hq_json_text(j, "type", "object");
    hq_json_bool(j, "additionalProperties", false);
    hq_json_object(j, "patternProperties");
}

static void close_twice(struct json *j)
{
    hq_json_close(j, '}');
    hq_json_close(j, '}');
}

static void default_and_years(struct json *j, const struct param_row *row)
{
    reference(j, "default", row, "");
    if (row->flags & HQ_BY_YEAR) {
        open_pattern(j, "year");
        reference(j, YEAR_PATTERN, row, "");
        close_twice(j);
    }
}

/* The value of one class or county: one value, or a mapping of default and years. */
static void define_scope(struct json *j, const struct param_row *row)
{
    char *key = hq_text("%s.%s%s", row->group, row->name, in_scope);
    hq_json_object(j, key);
    free(key);
    hq_json_array(j, "anyOf");
    reference(j, NULL, row, "");
    hq_json_object(j, NULL);
    hq_json_text(j, "type", "object");
    hq_json_bool(j, "additionalProperties", false);
    hq_json_object(j, "properties");
    default_and_years(j, row);
    close_twice(j);
    hq_json_close(j, ']');
    hq_json_close(j, '}');
}

static void classes(struct schema *s, const struct param_row *row)
{
    struct json *j = &s->j;
    hq_json_object(j, "class");
    hq_json_text(j, "type", "object");
    hq_json_bool(j, "additionalProperties", false);
    hq_json_object(j, "properties");
    for (const char *const *name = s->model->classes; name && *name; name++) {
        reference(j, *name, row, in_scope);
    }
    close_twice(j);
}

/* The mapping that a row which varies may have instead of one value. */
static void mapping(struct schema *s, const struct param_row *row)
{
    struct json *j = &s->j;
    hq_json_object(j, NULL);
    hq_json_text(j, "type", "object");
    hq_json_bool(j, "additionalProperties", false);
    hq_json_object(j, "properties");
    default_and_years(j, row);
    if (row->flags & HQ_BY_CLASS) {
        classes(s, row);
    }
    if (row->flags & HQ_BY_COUNTY) {
        open_pattern(j, "county");
        reference(j, COUNTY_PATTERN, row, in_scope);
        close_twice(j);
    }
    close_twice(j);
}

/* ---- rows, groups, the whole ------------------------------------------------------------------------- */

static bool varies(const struct param_row *row)
{
    return row->flags & HQ_BY_ALL;
}

static void property(struct schema *s, const struct param_row *row)
{
    hq_json_object(&s->j, row->name);
    describe(s, row);
    if (varies(row)) {
        hq_json_array(&s->j, "anyOf");
        reference(&s->j, NULL, row, "");
        mapping(s, row);
        hq_json_close(&s->j, ']');
    } else {
        value_members(s, row);
    }
    hq_json_close(&s->j, '}');
}

/* Row `i` of the engine's rows and, behind them, the model's. */
static const struct param_row *row_at(const struct schema *s, int i)
{
    const int engine = hq_engine_parameters.count;
    return i < engine ? &hq_engine_parameters.rows[i] : &s->model->parameters.rows[i - engine];
}

static int row_count(const struct schema *s)
{
    return hq_engine_parameters.count + s->model->parameters.count;
}

/* A group may stand in both tables; it is one key. */
static void groups(struct schema *s)
{
    const int rows = row_count(s);
    for (int i = 0; i < rows; i++) {
        const char *group = row_at(s, i)->group;
        bool seen = false;
        for (int k = 0; k < i && !seen; k++) {
            seen = strcmp(row_at(s, k)->group, group) == 0;
        }
        if (seen) {
            continue;
        }
        hq_json_object(&s->j, group);
        hq_json_text(&s->j, "type", "object");
        hq_json_bool(&s->j, "additionalProperties", false);
        hq_json_object(&s->j, "properties");
        for (int k = i; k < rows; k++) {
            if (strcmp(row_at(s, k)->group, group) == 0) {
                property(s, row_at(s, k));
            }
        }
        close_twice(&s->j);
    }
}

static void definitions(struct schema *s)
{
    hq_json_object(&s->j, "definitions");
    for (int i = 0; i < row_count(s); i++) {
        const struct param_row *row = row_at(s, i);
        if (varies(row)) {
            char *key = hq_text("%s.%s", row->group, row->name);
            hq_json_object(&s->j, key);
            value_members(s, row);
            hq_json_close(&s->j, '}');
            free(key);
        }
        if (row->flags & (HQ_BY_CLASS | HQ_BY_COUNTY)) {
            define_scope(&s->j, row);
        }
    }
    hq_json_close(&s->j, '}');
}

static void write_schema(const struct model *model, FILE *out)
{
    struct schema s = {.model = model};
    struct json *j = &s.j;
    char *title = hq_text("Configuration of Horqin, model %s", model->name);
    hq_json_begin(j, out);
    hq_json_text(j, "$schema", "http://json-schema.org/draft-07/schema#");
    hq_json_text(j, "title", title);
    hq_json_text(j, "type", "object");
    hq_json_bool(j, "additionalProperties", false);
    hq_json_object(j, "properties");
    hq_json_object(j, "extends");
    hq_json_text(j, "description", "configuration whose values are taken first, relative to this file");
    hq_json_text(j, "type", "string");
    hq_json_int(j, "minLength", 1);
    hq_json_close(j, '}');
    groups(&s);
    hq_json_close(j, '}');
    definitions(&s);
    hq_json_end(j);
    free(title);
}

int command_schema(int argc, char **argv)
{
    const char *name = "poverty", *none;
    int others;
    const struct option_row rows[] = {{.name = "--model", .value = &name}, {0}};
    if (!read_options("schema", argc, argv, rows, &none, 0, &others)) {
        return HQ_EXIT_USAGE;
    }
    const struct model *m = named_model("schema", name);
    if (!m) {
        return HQ_EXIT_USAGE;
    }
    write_schema(m, stdout);
    return HQ_EXIT_DONE;
}
