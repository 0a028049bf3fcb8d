/* Files and --set texts become layers: trees of the same shape, group: {name: value}. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config/config_internal.h"
#include "sim/error.h"
#include "sim/store/files.h"

struct source *hq_new_source(struct load *l, const char *name, const char *text, size_t size)
{
    struct source *source = hq_arena_alloc(&l->scratch, sizeof *source);
    *source = hq_source_of(hq_arena_text(&l->scratch, name), text, size, l->source_count++);
    return source;
}

static void add_layer(struct load *l, const struct source *source, const struct node *root)
{
    l->layers = hq_arena_grow(&l->scratch, l->layers, l->layer_count, &l->layer_capacity, sizeof *l->layers);
    l->layers[l->layer_count++] = (struct layer){source, root};
    l->incomplete |= !root;
}

/* ---- files ------------------------------------------------------------------------------------------- */

/* A file of the chain of `extends`, and who asked for it. */
struct link {
    const struct link *from;
    const char *path;
    char *identity; /* absolute, without links: the same for two names of one file */
    const struct node *wanted;
};

static char *identity_of(struct arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    char *copy = hq_arena_text(arena, resolved ? resolved : path);
    free(resolved);
    return copy;
}

static bool closes_a_cycle(struct load *l, const struct link *link)
{
    const char *names = link->path;
    for (const struct link *other = link->from; other; other = other->from) {
        names = hq_arena_print(&l->scratch, "%s -> %s", other->path, names);
        if (strcmp(other->identity, link->identity) != 0)
            continue;
        hq_report(&l->diagnostics, link->wanted->source, link->wanted->at, "extends in a cycle: %s", names);
        return true;
    }
    return false;
}

static const struct node *read_file(struct load *l, const struct link *link, const struct source **source)
{
    char *bytes;
    size_t size;
    int error = hq_read_file(link->path, &bytes, &size);
    if (error && link->wanted) {
        hq_report(&l->diagnostics, link->wanted->source, link->wanted->at, "cannot read '%s': %s", link->path,
                  strerror(error));
        return NULL;
    }
    char *text = error ? "" : hq_arena_bytes(&l->scratch, bytes, size);
    *source = hq_new_source(l, link->path, text, error ? 0 : size);
    if (!link->wanted)
        l->main = *source;
    if (error)
        hq_report(&l->diagnostics, *source, (struct mark){0, 0}, "cannot be read: %s", strerror(error));
    else
        free(bytes);
    return error ? NULL : hq_yaml_read(&l->scratch, *source, 0, &l->diagnostics);
}

static char *beside(struct arena *arena, const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    if (path[0] == '/' || !slash)
        return hq_arena_text(arena, path);
    return hq_arena_print(arena, "%.*s/%s", (int)(slash - file), file, path);
}

/* Adds the layers of a file: those it extends, then its own. */
static void load_file(struct load *l, const struct link *from, const char *path, const struct node *wanted)
{
    struct link link = {from, path, identity_of(&l->scratch, path), wanted};
    const struct source *source = NULL;
    if (closes_a_cycle(l, &link)) {
        l->incomplete = true;
        return;
    }
    const struct node *root = read_file(l, &link, &source);
    if (root && root->kind != NODE_MAP) {
        hq_report(&l->diagnostics, source, root->at, "a configuration is a mapping: group: {name: value}");
        root = NULL;
    }
    const struct node *extends = root ? hq_node_find(root, "extends", NULL) : NULL;
    if (extends && (extends->kind != NODE_SCALAR || hq_node_empty(extends) || !extends->text[0]))
        hq_report(&l->diagnostics, source, extends->at, "extends takes the name of one file");
    else if (extends)
        load_file(l, &link, beside(&l->scratch, path, extends->text), extends);
    add_layer(l, source, root);
}

/* ---- --set group.name=value -------------------------------------------------------------------------- */

static struct node *new_scalar(struct load *l, const struct source *source, const char *from, const char *to)
{
    struct node *node = hq_arena_alloc(&l->scratch, sizeof *node);
    *node = (struct node){.kind = NODE_SCALAR, .source = source, .weight = 1};
    node->at = (struct mark){1, 1 + hq_characters(source->text, (size_t)(from - source->text))};
    node->text = hq_arena_bytes(&l->scratch, from, (size_t)(to - from));
    return node;
}

static struct node *new_map(struct load *l, const struct node *key, const struct node *value)
{
    struct node *node = hq_arena_alloc(&l->scratch, sizeof *node);
    *node = (struct node){.kind = NODE_MAP, .source = key->source, .at = key->at, .weight = 3};
    node->pairs = hq_arena_alloc(&l->scratch, sizeof *node->pairs);
    node->pairs[0] = (struct pair){key, value};
    node->count = node->capacity = 1;
    return node;
}

static void load_set(struct load *l, const char *text)
{
    struct source *source = hq_new_source(l, "--set", text, strlen(text));
    const char *equals = strchr(source->text, '='), *dot = strchr(source->text, '.');
    int characters = hq_characters(source->text, source->size);
    if (!equals || !dot || dot > equals) {
        hq_report(&l->diagnostics, source, (struct mark){1, 1 + (equals ? 0 : characters)},
                  "--set takes group.name=value");
        l->incomplete = true;
        return;
    }
    const struct node *value =
        hq_yaml_read(&l->scratch, source, (size_t)(equals + 1 - source->text), &l->diagnostics);
    const struct node *root = NULL;
    if (value)
        root = new_map(l, new_scalar(l, source, source->text, dot),
                       new_map(l, new_scalar(l, source, dot + 1, equals), value));
    add_layer(l, source, root);
}

void hq_load_layers(struct load *l, const char *path, const char *const *sets, int set_count)
{
    load_file(l, NULL, path, NULL);
    for (int i = 0; i < set_count; i++)
        load_set(l, sets[i]);
}

/* ---- tables ------------------------------------------------------------------------------------------ */

const struct source *hq_load_input(struct load *l, const char *role, const char *path, const struct origin *o)
{
    struct config *config = l->config;
    char *bytes;
    size_t size;
    int error = hq_read_file(path, &bytes, &size);
    if (error) {
        hq_report(&l->diagnostics, o->rank ? o->source : l->main, o->at, "cannot read '%s': %s", path,
                  strerror(error));
        return NULL;
    }
    config->inputs = hq_arena_grow(&config->arena, config->inputs, config->input_count, &config->input_capacity,
                                   sizeof *config->inputs);
    config->inputs[config->input_count++] = (struct input_file){
        hq_arena_text(&config->arena, role), hq_arena_text(&config->arena, path), bytes, size};
    struct source *source = hq_new_source(l, path, bytes, size);
    source->data = true;
    return source;
}
