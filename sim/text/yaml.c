#include "sim/text/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "sim/error.h"

struct anchor {
    char *name;
    struct node *node;
    bool open; /* still being read: an alias to it would contain itself */
};

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    const struct source *source;
    struct diagnostics *d;
    int before; /* characters of line 1 that are not the parser's */
    int depth;
    int64_t nodes; /* read so far, aliases followed */
    struct anchor *anchors;
    int anchor_count, anchor_capacity;
};

static struct mark place(const struct reader *r, yaml_mark_t m)
{
    return (struct mark){(int)m.line + 1, (int)m.column + 1 + (m.line ? 0 : r->before)};
}

/* The parser takes the end of a text without a line end for a line of its own: it is the last line's. */
static struct mark place_of_problem(const struct reader *r)
{
    struct mark at = place(r, r->parser.problem_mark);
    const struct source *s = r->source;
    int lines = 1;
    for (size_t i = 0; i < s->size; i++)
        lines += s->text[i] == '\n';
    size_t length;
    const char *last = hq_line(s, lines, &length);
    return at.line > lines ? (struct mark){lines, 1 + hq_characters(last, length)} : at;
}

static bool report_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const char *problem = p->problem ? p->problem : "it cannot be read";
    struct mark at = place_of_problem(r);
    if (p->error == YAML_MEMORY_ERROR)
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory while reading %s", r->source->name);
    if (p->context)
        hq_report(r->d, r->source, at, "not YAML: %s (%s at line %d)", problem, p->context,
                  place(r, p->context_mark).line);
    else
        hq_report(r->d, r->source, at, "not YAML: %s", problem);
    return false;
}

static bool next_event(struct reader *r, yaml_event_t *event)
{
    return yaml_parser_parse(&r->parser, event) || report_syntax(r);
}

/* ---- anchors and aliases ----------------------------------------------------------------------------- */

/* Index of the new anchor, -1 where the event has none, -2 after an error. */
static int add_anchor(struct reader *r, const char *name, struct node *node)
{
    if (!name)
        return -1;
    if (r->anchor_count == HQ_YAML_ANCHORS) {
        hq_report(r->d, r->source, node->at, "more than %d anchors", HQ_YAML_ANCHORS);
        return -2;
    }
    r->anchors = hq_arena_grow(r->arena, r->anchors, r->anchor_count, &r->anchor_capacity, sizeof *r->anchors);
    r->anchors[r->anchor_count] = (struct anchor){hq_arena_text(r->arena, name), node, true};
    return r->anchor_count++;
}

static bool count_nodes(struct reader *r, struct mark at, int64_t more)
{
    r->nodes += more;
    if (r->nodes <= HQ_YAML_NODES)
        return true;
    hq_report(r->d, r->source, at, "too large: more than %d values, aliases followed", HQ_YAML_NODES);
    return false;
}

static struct node *follow_alias(struct reader *r, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct mark at = place(r, event->start_mark);
    for (int i = r->anchor_count - 1; i >= 0; i--) {
        const struct anchor *a = &r->anchors[i];
        if (strcmp(a->name, name) != 0)
            continue;
        if (!a->open)
            return count_nodes(r, at, a->node->weight) ? a->node : NULL;
        hq_report(r->d, r->source, at, "alias '*%s' stands inside what it names", name);
        return NULL;
    }
    hq_report(r->d, r->source, at, "alias '*%s' names nothing above it", name);
    return NULL;
}

/* ---- nodes ------------------------------------------------------------------------------------------- */

static struct node *read_node(struct reader *r, yaml_event_t *event);

static void add_pair(struct reader *r, struct node *parent, const struct node *key, const struct node *value)
{
    parent->pairs =
        hq_arena_grow(r->arena, parent->pairs, parent->count, &parent->capacity, sizeof *parent->pairs);
    parent->pairs[parent->count++] = (struct pair){key, value};
    parent->weight += value->weight + (key ? key->weight : 0);
}

static int by_key(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = strcmp(x->text, y->text);
    if (order)
        return order;
    if (x->at.line != y->at.line)
        return x->at.line < y->at.line ? -1 : 1;
    return x->at.column - y->at.column;
}

static void report_twins(struct reader *r, const struct node *map)
{
    const struct node **keys = hq_arena_alloc(r->arena, sizeof *keys * (size_t)(map->count + 1));
    for (int i = 0; i < map->count; i++)
        keys[i] = map->pairs[i].key;
    qsort(keys, (size_t)map->count, sizeof *keys, by_key);
    for (int i = 1; i < map->count; i++)
        if (strcmp(keys[i]->text, keys[i - 1]->text) == 0)
            hq_report(r->d, r->source, keys[i]->at, "key '%s' stands twice; before in line %d", keys[i]->text,
                      keys[i - 1]->at.line);
}

static bool fit_for_a_key(struct reader *r, const struct node *key, struct mark at)
{
    const char *why = NULL;
    if (key->kind != NODE_SCALAR)
        why = "a key must be one word, not a list or a mapping";
    else if (hq_node_empty(key))
        why = "a key is missing here";
    else if (strcmp(key->text, "<<") == 0)
        why = "merge keys are not read; write 'extends: FILE' at the top level instead";
    if (why)
        hq_report(r->d, r->source, at, "%s", why);
    return !why;
}

/* Reads one item, or key and value. Returns false at the collection's end (*ok stays) or on an error. */
static bool read_pair(struct reader *r, struct node *parent, bool *ok)
{
    yaml_event_t event;
    *ok = next_event(r, &event);
    if (!*ok)
        return false;
    if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) {
        yaml_event_delete(&event);
        return false;
    }
    struct mark at = place(r, event.start_mark);
    const struct node *key = NULL, *value = read_node(r, &event);
    bool keep = true;
    if (value && parent->kind == NODE_MAP) {
        key = value;
        keep = fit_for_a_key(r, key, at);
        value = next_event(r, &event) ? read_node(r, &event) : NULL;
    }
    if (value && keep)
        add_pair(r, parent, key, value);
    return *ok = value != NULL;
}

static bool fill_collection(struct reader *r, struct node *node)
{
    if (++r->depth > HQ_YAML_DEPTH) {
        hq_report(r->d, r->source, node->at, "nested deeper than %d levels", HQ_YAML_DEPTH);
        return false;
    }
    bool ok;
    while (read_pair(r, node, &ok))
        ;
    r->depth--;
    if (ok && node->kind == NODE_MAP)
        report_twins(r, node);
    return ok;
}

static bool fill_scalar(struct reader *r, const yaml_event_t *event, struct node *node)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (memchr(text, 0, length)) {
        hq_report(r->d, r->source, node->at, "a text must not contain a NUL character");
        return false;
    }
    node->text = hq_arena_bytes(r->arena, text, length);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return true;
}

static bool fill_node(struct reader *r, const yaml_event_t *event, struct node *node, const char *tag)
{
    if (tag) {
        hq_report(r->d, r->source, node->at, "tags such as '%s' are not read", tag);
        return false;
    }
    if (!count_nodes(r, node->at, 1))
        return false;
    return node->kind == NODE_SCALAR ? fill_scalar(r, event, node) : fill_collection(r, node);
}

/* Makes the node that begins with this event, and gives the event back. NULL after an error. */
static struct node *read_node(struct reader *r, yaml_event_t *event)
{
    struct node *node = NULL;
    if (event->type == YAML_ALIAS_EVENT) {
        node = follow_alias(r, event);
        yaml_event_delete(event);
        return node;
    }
    node = hq_arena_alloc(r->arena, sizeof *node);
    *node = (struct node){.source = r->source, .at = place(r, event->start_mark), .weight = 1};
    const yaml_char_t *anchor, *tag;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        node->kind = NODE_LIST;
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else {
        node->kind = NODE_MAP;
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    int index = add_anchor(r, (const char *)anchor, node);
    bool ok = index != -2 && fill_node(r, event, node, (const char *)tag);
    if (index >= 0)
        r->anchors[index].open = false;
    yaml_event_delete(event);
    return ok ? node : NULL;
}

/* ---- documents --------------------------------------------------------------------------------------- */

/* Skips an event that is sure to come; returns its type. */
static yaml_event_type_t skip_event(struct reader *r, struct mark *at)
{
    yaml_event_t event;
    if (!next_event(r, &event))
        return YAML_NO_EVENT;
    yaml_event_type_t type = event.type;
    *at = place(r, event.start_mark);
    yaml_event_delete(&event);
    return type;
}

static const struct node *read_document(struct reader *r)
{
    struct mark at = {1, 1};
    yaml_event_t event;
    if (skip_event(r, &at) == YAML_NO_EVENT) /* the stream's start */
        return NULL;
    yaml_event_type_t type = skip_event(r, &at);
    if (type == YAML_STREAM_END_EVENT)
        hq_report(r->d, r->source, (struct mark){1, 1 + r->before}, "nothing is written here");
    if (type != YAML_DOCUMENT_START_EVENT || !next_event(r, &event))
        return NULL;
    const struct node *root = read_node(r, &event);
    if (!root || skip_event(r, &at) == YAML_NO_EVENT) /* the document's end */
        return NULL;
    type = skip_event(r, &at);
    if (type == YAML_DOCUMENT_START_EVENT)
        hq_report(r->d, r->source, at, "a second document; one file holds one");
    return type == YAML_STREAM_END_EVENT ? root : NULL;
}

const struct node *hq_yaml_read(struct arena *arena, const struct source *source, size_t from,
                                struct diagnostics *d)
{
    struct mark at;
    const char *why = hq_not_text(source, &at);
    if (why) {
        hq_report(d, source, at, "%s", why);
        return NULL;
    }
    if (source->size > HQ_YAML_BYTES) {
        hq_report(d, source, (struct mark){1, 1}, "too large: more than %d MiB", HQ_YAML_BYTES >> 20);
        return NULL;
    }
    struct reader r = {.arena = arena, .source = source, .d = d, .before = hq_characters(source->text, from)};
    if (!yaml_parser_initialize(&r.parser))
        hq_fail(HQ_EXIT_WONT_FIT, "out of memory while reading %s", source->name);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)source->text + from, source->size - from);
    const struct node *root = read_document(&r);
    yaml_parser_delete(&r.parser);
    return root;
}

bool hq_node_empty(const struct node *node)
{
    return node->kind == NODE_SCALAR && !node->quoted &&
           (!node->text[0] || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const struct node *hq_node_find(const struct node *map, const char *key, const struct node **key_node)
{
    for (int i = map->count - 1; i >= 0 && map->kind == NODE_MAP; i--)
        if (strcmp(map->pairs[i].key->text, key) == 0) {
            if (key_node)
                *key_node = map->pairs[i].key;
            return map->pairs[i].value;
        }
    return NULL;
}
