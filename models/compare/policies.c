#include "models/compare/policies.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/text/diagnostic.h"

/* The number of a parameter, or -1. */
static int parameter_of(const struct model *m, const char *group, const char *name)
{
    for (int i = 0; i < m->parameters.count; i++) {
        const struct param_row *row = &m->parameters.rows[i];
        if (strcmp(row->group, group) == 0 && strcmp(row->name, name) == 0) {
            return i;
        }
    }
    return -1;
}

void policies_of(struct policies *p, const struct model *model, const struct config *config)
{
    p->count = 0;
    for (int i = 0; i < model->books.programme_count && p->count < MOST_POLICIES; i++) {
        const char *name = model->books.programmes[i].name;
        const int enabled = parameter_of(model, name, "enabled");
        if (enabled >= 0 && parameter_of(model, name, "budget") >= 0) {
            p->names[p->count] = name;
            p->enabled[p->count++] = hq_config_ever(config, enabled);
        }
    }
}

static uint64_t all_enabled(const struct policies *p, char **why)
{
    uint64_t on = 0;
    for (int i = 0; i < p->count; i++) {
        on |= (uint64_t)p->enabled[i] << i;
    }
    if (on == 0) {
        *why = hq_text(
            "the configuration enables no policy: name some, and give them money with --set NAME.budget=YUAN");
    }
    return on;
}

/* The bit of the policy with this name, or 0. */
static uint64_t bit_of(const struct policies *p, const char *name, size_t length)
{
    for (int i = 0; i < p->count; i++) {
        if (strlen(p->names[i]) == length && strncmp(p->names[i], name, length) == 0) {
            return UINT64_C(1) << i;
        }
    }
    return 0;
}

static char *no_such_policy(const struct policies *p, const char *text, size_t length)
{
    char *name = hq_text("%.*s", (int)length, text), hint[HQ_HINT];
    struct suggestion s = hq_suggest(name);
    for (int i = 0; i < p->count; i++) {
        hq_offer(&s, p->names[i]);
    }
    char *why =
        hq_text("there is no policy '%s'%s; `horqin list policies` lists them", name, hq_hint(&s, hint));
    free(name);
    return why;
}

uint64_t policies_named(const struct policies *p, const char *text, size_t length, char **why)
{
    if (length == 3 && strncmp(text, "all", 3) == 0) {
        return all_enabled(p, why);
    }
    uint64_t on = 0;
    for (const char *at = text, *end = text + length;; at++) {
        const char *plus = memchr(at, '+', (size_t)(end - at));
        const size_t word = (size_t)((plus ? plus : end) - at);
        const uint64_t bit = bit_of(p, at, word);
        if (bit == 0) {
            *why = no_such_policy(p, at, word);
            return 0;
        }
        on |= bit;
        at += word;
        if (at == end) {
            return on;
        }
    }
}

int policies_settings(const struct policies *p, uint64_t on, struct arena *arena, const char **sets)
{
    int count = 0;
    for (int i = 0; i < p->count; i++) {
        const bool wanted = on >> i & 1;
        if (wanted != p->enabled[i]) {
            sets[count++] = hq_arena_print(arena, "%s.enabled=%s", p->names[i], wanted ? "true" : "false");
        }
    }
    return count;
}
