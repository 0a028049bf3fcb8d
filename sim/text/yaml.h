/* YAML as a tree in which every node knows its place. Read strictly: UTF-8, one document, no tags, no
 * merge keys, no key twice; aliases share the node that they name, and what they stand for in all is
 * limited, as are depth and size. */
#ifndef SIM_YAML_H
#define SIM_YAML_H

#include "sim/text/arena.h"
#include "sim/text/diagnostic.h"

enum { HQ_YAML_BYTES = 8 << 20, HQ_YAML_DEPTH = 32, HQ_YAML_NODES = 500000, HQ_YAML_ANCHORS = 1000 };

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node;
struct pair {
    const struct node *key; /* NULL in lists */
    const struct node *value;
};

struct node {
    enum node_kind kind;
    const struct source *source;
    struct mark at;
    const char *text; /* scalars */
    bool quoted;      /* in quotes or a block: a text even where it looks like something else */
    struct pair *pairs;
    int count, capacity;
    int64_t weight; /* nodes that it stands for, aliases followed */
};

/* Reads the document in source->text from byte `from` on (which is in line 1). Returns the root, or NULL
 * where nothing could be made of it; errors are reported either way. */
const struct node *hq_yaml_read(struct arena *arena, const struct source *source, size_t from,
                                struct diagnostics *d);

/* A plain scalar that says nothing: empty, ~ or null. */
bool hq_node_empty(const struct node *node);

/* The value of a key in a map (the last one, where it stands twice), or NULL. */
const struct node *hq_node_find(const struct node *map, const char *key, const struct node **key_node);

#endif
