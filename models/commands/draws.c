/* horqin draws: raw 32-bit draws on standard output, for test batteries.
 *
 * The order says what varies fastest:
 *   households  household by household (of the first year, draw 0), then draw 1 and so on
 *   draws       draw by draw of the first household and year, then the next year, the next household
 *   years       year by year of the first household, draw 0 of each, then draw 1; then the next household
 * --count is the number of draws of one household, year and purpose; 0 goes on for ever. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"

enum { BLOCK = 1 << 16 };

struct ranges {
    struct hq_seed keys;
    uint64_t first_id, last_id;
    long long first_year, last_year, count;
    uint32_t purpose;
    const struct lanes *lanes;
    uint32_t *block;
    struct hq_jump (*windows)[256];
};

/* False where nobody listens any more. */
static bool put(const struct ranges *r, int32_t count)
{
    return fwrite(r->block, sizeof *r->block, (size_t)count, stdout) == (size_t)count;
}

static int32_t piece(uint64_t left)
{
    return left < BLOCK ? (int32_t)left : BLOCK;
}

static bool by_households(const struct ranges *r, long long year, uint64_t draw)
{
    const struct hq_jump jump = hq_jump_to(hq_position(year, r->purpose) + draw);
    for (uint64_t id = r->first_id; id < r->last_id;) {
        const int32_t n = piece(r->last_id - id);
        r->lanes->draw_households(r->keys, id, n, jump, r->block);
        if (!put(r, n)) {
            return false;
        }
        id += (uint64_t)n;
    }
    return true;
}

static bool by_draws(const struct ranges *r, uint64_t id, long long year)
{
    const struct hq_stream s = hq_stream_of(r->keys, id);
    const struct hq_jump jump = hq_jump_to(hq_position(year, r->purpose));
    uint64_t state = jump.power * s.state + jump.sum * s.increment;
    for (long long done = 0; r->count == 0 || done < r->count;) {
        const int32_t n = r->count ? piece((uint64_t)(r->count - done)) : BLOCK;
        for (int32_t i = 0; i < n; i++) {
            r->block[i] = hq_pcg_output(state);
            state = state * HQ_PCG_MULTIPLIER + s.increment;
        }
        if (!put(r, n)) {
            return false;
        }
        done += n;
    }
    return true;
}

static bool by_years(const struct ranges *r, uint64_t id, uint64_t draw)
{
    struct hq_stream s = hq_stream_of(r->keys, id);
    const struct hq_jump ahead = hq_jump_to(draw);
    s.state = ahead.power * s.state + ahead.sum * s.increment;
    for (long long year = r->first_year; year <= r->last_year;) {
        const int32_t n = piece((uint64_t)(r->last_year - year + 1));
        r->lanes->draw_years(s, year, n, r->purpose, (const struct hq_jump(*)[256])r->windows, r->block);
        if (!put(r, n)) {
            return false;
        }
        year += n;
    }
    return true;
}

static void emit(const struct ranges *r, const char *order)
{
    bool heard = true;
    if (strcmp(order, "households") == 0) {
        for (long long y = r->first_year; heard && y <= r->last_year; y++) {
            for (long long k = 0; heard && (k < r->count || r->count == 0); k++) {
                heard = by_households(r, y, (uint64_t)k);
            }
        }
    } else if (strcmp(order, "draws") == 0) {
        for (uint64_t id = r->first_id; heard && id < r->last_id; id++) {
            for (long long y = r->first_year; heard && y <= r->last_year; y++) {
                heard = by_draws(r, id, y);
            }
        }
    } else {
        for (uint64_t id = r->first_id; heard && id < r->last_id; id++) {
            for (long long k = 0; heard && (k < r->count || r->count == 0); k++) {
                heard = by_years(r, id, (uint64_t)k);
            }
        }
    }
}

static bool range(const char *option, const char *text, long long *first, long long *last)
{
    const char *colon = strchr(text, ':');
    char head[32];
    if (!colon || (size_t)(colon - text) >= sizeof head) {
        fprintf(stderr, "horqin draws: error: %s takes FIRST:LAST, not %s\n", option, text);
        return false;
    }
    snprintf(head, sizeof head, "%.*s", (int)(colon - text), text);
    if (!whole_number(option, head, 0, INT64_MAX, first) ||
        !whole_number(option, colon + 1, 0, INT64_MAX, last)) {
        return false;
    }
    if (*first > *last) {
        fprintf(stderr, "horqin draws: error: %s %s runs backwards\n", option, text);
        return false;
    }
    return true;
}

static const struct purpose_row *purpose_of(const char *name)
{
    for (int f = 0; f < model_family_count; f++) {
        const struct model *m = model_families[f].builds[0];
        for (int p = 0; p < m->purpose_count; p++) {
            if (strcmp(m->purposes[p].name, name) == 0) {
                return &m->purposes[p];
            }
        }
    }
    fprintf(stderr, "horqin draws: error: no purpose %s; there are:", name);
    for (int f = 0; f < model_family_count; f++) {
        for (int p = 0; p < model_families[f].builds[0]->purpose_count; p++) {
            fprintf(stderr, " %s", model_families[f].builds[0]->purposes[p].name);
        }
    }
    fprintf(stderr, "\n");
    return NULL;
}

int command_draws(int argc, char **argv)
{
    const char *seed = "1", *households = NULL, *years = NULL, *name = NULL, *count = "1",
               *order = "households";
    const char *none;
    int others;
    const struct option_row rows[] = {
        {.name = "--seed", .value = &seed},
        {.name = "--households", .value = &households},
        {.name = "--years", .value = &years},
        {.name = "--purpose", .value = &name},
        {.name = "--count", .value = &count},
        {.name = "--order", .value = &order},
        {0},
    };
    if (!read_options("draws", argc, argv, rows, &none, 0, &others)) {
        return HQ_EXIT_USAGE;
    }
    if (!households || !years || !name) {
        fprintf(stderr, "horqin draws: error: give --households A:B, --years A:B and --purpose NAME\n");
        return HQ_EXIT_USAGE;
    }
    if (strcmp(order, "households") != 0 && strcmp(order, "draws") != 0 && strcmp(order, "years") != 0) {
        fprintf(stderr, "horqin draws: error: --order is households, draws or years, not %s\n", order);
        return HQ_EXIT_USAGE;
    }
    struct ranges r = {0};
    long long number, first, last;
    const struct purpose_row *purpose = purpose_of(name);
    if (!purpose || !whole_number("--seed", seed, 0, INT64_MAX, &number) ||
        !range("--households", households, &first, &last) ||
        !range("--years", years, &r.first_year, &r.last_year) ||
        !whole_number("--count", count, 0, INT64_MAX, &r.count)) {
        return HQ_EXIT_USAGE;
    }
    r.keys = hq_seed_keys((uint64_t)number);
    r.first_id = (uint64_t)first;
    r.last_id = (uint64_t)last;
    r.purpose = purpose->code;
    r.lanes = hq_lanes[hq_isa_choose(NULL)];
    r.block = hq_alloc(BLOCK * sizeof *r.block);
    r.windows = hq_alloc(8 * sizeof *r.windows);
    for (int b = 0; b < 8; b++) {
        for (int digit = 0; digit < 256; digit++) {
            r.windows[b][digit] = hq_jump_to((uint64_t)digit << (8 * b));
        }
    }
    emit(&r, order);
    free(r.block);
    free(r.windows);
    return HQ_EXIT_DONE;
}
