/* A value as it is written - a scalar, a list, or a mapping of default, year, class, county - checked,
 * converted and put into a parameter's setting.
 *
 * A scalar, or a mapping that has `default`, replaces all that was said of the parameter before; a mapping
 * without one changes only the years, classes and counties that it names. The same holds within a class
 * or county. */
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"
#include "sim/text/convert.h"

/* ---- scalars and lists ------------------------------------------------------------------------------- */

static bool refuse(struct load *l, const struct param_row *row, const struct node *node, const char *why)
{
    hq_report(&l->diagnostics, node->source, node->at, "%s.%s %s", row->group, row->name, why);
    return false;
}

/* Paths are relative to the file that sets them; those of --set to the working folder. */
static const char *path_from(struct load *l, const struct node *node)
{
    const char *slash = strrchr(node->source->name, '/');
    if (!node->text[0] || node->text[0] == '/' || !slash)
        return hq_arena_text(&l->config->arena, node->text);
    return hq_arena_print(&l->config->arena, "%.*s/%s", (int)(slash - node->source->name), node->source->name,
                          node->text);
}

bool hq_list_item(struct arena *arena, const struct node *list, int index, const char **text, struct mark *at)
{
    if (list->kind == NODE_LIST) {
        if (index >= list->count)
            return false;
        *text = list->pairs[index].value->text;
        *at = list->pairs[index].value->at;
        return true;
    }
    const char *p = list->text;
    for (; index > 0 && p; index--)
        p = (p = strchr(p, ',')) ? p + 1 : NULL;
    if (!p || (p == list->text && !*p))
        return false;
    p += strspn(p, " ");
    size_t length = strcspn(p, ",");
    while (length && p[length - 1] == ' ')
        length--;
    *text = hq_arena_bytes(arena, p, length);
    *at = list->at;
    at->column += list->quoted + hq_characters(list->text, (size_t)(p - list->text));
    return true;
}

/* A list in its one form: items joined by commas, without blanks. */
static bool convert_list(struct load *l, const struct param_row *row, const struct node *node, union cell *out)
{
    for (int i = 0; node->kind == NODE_LIST && i < node->count; i++)
        if (node->pairs[i].value->kind != NODE_SCALAR || strchr(node->pairs[i].value->text, ','))
            return refuse(l, row, node->pairs[i].value, "is a list of words without commas");
    const char *text;
    struct mark at;
    size_t length = 0;
    for (int i = 0; hq_list_item(&l->scratch, node, i, &text, &at); i++) {
        if (!*text) {
            hq_report(&l->diagnostics, node->source, at, "%s.%s has an empty item", row->group, row->name);
            return false;
        }
        length += strlen(text) + 1;
    }
    char *joined = hq_arena_alloc(&l->config->arena, length + 1), *end = joined;
    for (int i = 0; hq_list_item(&l->scratch, node, i, &text, &at); i++) {
        if (i)
            *end++ = ',';
        memcpy(end, text, strlen(text));
        end += strlen(text);
    }
    *end = '\0';
    out->text = joined;
    return true;
}

static bool convert_node(struct load *l, const struct param_row *row, const struct node *node, union cell *out)
{
    if (row->type == HQ_LIST && node->kind != NODE_MAP && !hq_node_empty(node))
        return convert_list(l, row, node, out);
    if (node->kind != NODE_SCALAR)
        return refuse(l, row, node,
                      node->kind == NODE_MAP ? "takes one value here, not a mapping"
                                             : "takes one value, not a list");
    if (hq_node_empty(node))
        return refuse(l, row, node,
                      row->type >= HQ_TEXT ? "has no value; an empty text is written \"\"" : "has no value");
    if (row->type == HQ_FILE)
        out->text = path_from(l, node);
    if (row->type == HQ_TEXT)
        out->text = hq_arena_text(&l->config->arena, node->text);
    char why[HQ_WHY];
    if (row->type >= HQ_TEXT || hq_convert(row, node->text, out, why))
        return true;
    hq_report(&l->diagnostics, node->source, node->at, "%s", why);
    return false;
}

/* ---- scopes ------------------------------------------------------------------------------------------ */

void hq_set_year(struct arena *arena, struct scope *scope, int year, union cell value)
{
    int at = 0;
    while (at < scope->count && scope->years[at].year < year)
        at++;
    if (at == scope->count || scope->years[at].year != year) {
        scope->years = hq_arena_grow(arena, scope->years, scope->count, &scope->capacity, sizeof *scope->years);
        memmove(scope->years + at + 1, scope->years + at, (size_t)(scope->count++ - at) * sizeof *scope->years);
    }
    scope->years[at] = (struct year_value){year, value};
}

bool hq_has_year(const struct scope *scope, int year)
{
    for (int i = 0; i < scope->count; i++)
        if (scope->years[i].year == year)
            return true;
    return false;
}

struct scope *hq_need_scope(struct arena *arena, struct scope_list *list, int32_t key)
{
    int at = 0;
    while (at < list->count && list->items[at].key < key)
        at++;
    if (at == list->count || list->items[at].key != key) {
        list->items = hq_arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
        memmove(list->items + at + 1, list->items + at, (size_t)(list->count++ - at) * sizeof *list->items);
        list->items[at] = (struct keyed_scope){.key = key};
    }
    return &list->items[at].scope;
}

static void set_default(struct load *l, const struct param_row *row, struct scope *scope,
                        const struct node *node)
{
    union cell value;
    if (!convert_node(l, row, node, &value))
        return;
    scope->value = value;
    scope->has_default = true;
}

static bool need_map(struct load *l, const struct node *key, const struct node *node, const char *shape)
{
    if (node->kind == NODE_MAP)
        return true;
    hq_report(&l->diagnostics, node->source, node->at, "'%s' takes a mapping: %s", key->text, shape);
    return false;
}

static void set_years(struct load *l, const struct param_row *row, struct scope *scope, const struct node *key,
                      const struct node *node)
{
    for (int i = 0; need_map(l, key, node, "{2002: value, 2009: value}") && i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        union cell value;
        int year;
        const char *why = hq_to_year(pair->key->text, &year);
        if (why)
            hq_report(&l->diagnostics, pair->key->source, pair->key->at, "'%s' %s", pair->key->text, why);
        if (convert_node(l, row, pair->value, &value) && !why)
            hq_set_year(&l->config->arena, scope, year, value);
    }
}

/* ---- mappings ---------------------------------------------------------------------------------------- */

static void set_entries(struct load *l, const struct param_row *row, struct scope *scope,
                        struct setting *setting, const struct node *node);

/* Value of one class or county: a scalar, or a mapping of default and year. */
static void set_scope(struct load *l, const struct param_row *row, struct scope *scope, const struct node *node)
{
    if (node->kind == NODE_MAP) {
        set_entries(l, row, scope, NULL, node);
        return;
    }
    scope->count = 0;
    set_default(l, row, scope, node);
}

static int find_class(struct load *l, const struct node *key)
{
    const char *const *classes = l->config->model->classes;
    struct suggestion s = hq_suggest(key->text);
    char hint[HQ_HINT];
    for (int i = 0; classes && classes[i]; i++) {
        if (strcmp(classes[i], key->text) == 0)
            return i;
        hq_offer(&s, classes[i]);
    }
    hq_report(&l->diagnostics, key->source, key->at, "unknown class '%s'%s", key->text, hq_hint(&s, hint));
    return -1;
}

static void set_classes(struct load *l, const struct param_row *row, struct setting *setting,
                        const struct node *key, const struct node *node)
{
    for (int i = 0; need_map(l, key, node, "{name: value}") && i < node->count; i++) {
        struct scope spare = {0}; /* an unknown class's values are still checked */
        int class = find_class(l, node->pairs[i].key);
        set_scope(l, row, class < 0 ? &spare : hq_need_scope(&l->config->arena, &setting->classes, class),
                  node->pairs[i].value);
    }
}

static void set_counties(struct load *l, const struct param_row *row, struct setting *setting,
                         const struct node *key, const struct node *node)
{
    for (int i = 0; need_map(l, key, node, "{150522: value}") && i < node->count; i++) {
        const struct node *name = node->pairs[i].key;
        struct scope spare = {0};
        int32_t code = 0;
        bool known = !hq_to_code(name->text, &code) && hq_find_county(&l->region, code);
        if (!known && l->region.read)
            hq_report_county(l, name->source, name->at, name->text);
        set_scope(l, row, known ? hq_need_scope(&l->config->arena, &setting->counties, code) : &spare,
                  node->pairs[i].value);
    }
}

static void report_entry(struct load *l, const struct param_row *row, const struct node *key, bool nested)
{
    char hint[HQ_HINT];
    struct suggestion s = hq_suggest(key->text);
    int year;
    hq_offer(&s, "default");
    hq_offer(&s, "year");
    if (!nested) {
        hq_offer(&s, "class");
        hq_offer(&s, "county");
    }
    if (!hq_to_year(key->text, &year))
        snprintf(hint, sizeof hint, "; years stand under 'year': {year: {%s: value}}", key->text);
    else
        hq_hint(&s, hint);
    hq_report(&l->diagnostics, key->source, key->at, "%s.%s: unknown key '%s' in its value%s", row->group,
              row->name, key->text, hint);
}

/* `setting` is NULL within a class or county, where neither may stand again. */
static void set_entry(struct load *l, const struct param_row *row, struct scope *scope, struct setting *setting,
                      const struct pair *pair)
{
    static const struct {
        const char *word;
        unsigned flag;
    } entries[] = {{"default", 0}, {"year", HQ_BY_YEAR}, {"class", HQ_BY_CLASS}, {"county", HQ_BY_COUNTY}};
    int count = setting ? 4 : 2, entry = 0;
    const struct node *key = pair->key;
    while (entry < count && strcmp(entries[entry].word, key->text) != 0)
        entry++;
    if (entry == count) {
        report_entry(l, row, key, !setting);
        return;
    }
    if (entries[entry].flag && !(row->flags & entries[entry].flag)) {
        hq_report(&l->diagnostics, key->source, key->at, "%s.%s does not vary by %s", row->group, row->name,
                  key->text);
        return;
    }
    if (entry == 0)
        set_default(l, row, scope, pair->value);
    else if (entry == 1)
        set_years(l, row, scope, key, pair->value);
    else if (entry == 2)
        set_classes(l, row, setting, key, pair->value);
    else
        set_counties(l, row, setting, key, pair->value);
}

static void forget(struct scope *scope, struct setting *setting)
{
    scope->count = 0;
    if (setting)
        setting->classes.count = setting->counties.count = 0;
}

static void set_entries(struct load *l, const struct param_row *row, struct scope *scope,
                        struct setting *setting, const struct node *node)
{
    if (hq_node_find(node, "default", NULL))
        forget(scope, setting);
    for (int i = 0; i < node->count; i++)
        set_entry(l, row, scope, setting, &node->pairs[i]);
}

void hq_apply_value(struct load *l, const struct param_row *row, struct setting *setting,
                    const struct node *value)
{
    int errors = l->diagnostics.count;
    setting->origin = (struct origin){value->source, value->at, value, ++l->rank};
    if (value->kind == NODE_MAP && row->flags & HQ_BY_ALL) {
        set_entries(l, row, &setting->plain, setting, value);
    } else {
        forget(&setting->plain, setting);
        set_default(l, row, &setting->plain, value);
    }
    setting->wrong |= l->diagnostics.count > errors;
}
