/* Who stays out of poverty when help has ended, and who owes more than he earns: households followed from year to year in
 * trajectories.h5. */
#include <stdlib.h>

#include "models/delivery/delivery.h"
#include "models/poverty.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/panel_file.h"

/* A household in a year: programmes by their bits, the register's two beside them, and whether it is poor. */
struct followed {
    uint64_t id;
    uint32_t in;
    int32_t weight;
};
enum { ON_REGISTER = 1 << 16, LEFT_REGISTER = 1 << 17, POOR = 1 << 18 };
struct census {
    struct followed *rows; /* by id */
    int64_t count;
};

static const struct helper {
    const char *programme;
    uint32_t bit;
} helpers[] = {
#define MEMBER(name, bit, meaning) {#name, bit},
#define OTHER(name, meaning)
#include "models/rows/groups.def"
#undef OTHER
#undef MEMBER
    {"register", ON_REGISTER},
};
/* Households that a row stands for, as in over_time/followed.c: a damaged file says more. */
enum { MOST_WEIGHT = INT32_MAX };
enum { HELPERS = sizeof helpers / sizeof *helpers, LATER = 3 };
static const struct {
    int years;
    const char *name, *meaning;
} later[LATER] = {
    {1, "out_1",
     "of households that it no longer helps and that were not poor then, those not poor a year later"},
    {3, "out_3", "the same three years later"},
    {5, "out_5", "the same five years later"},
};

/* Households, weighted: help of a programme ended, without poverty; of them followed and not poor years later. */
struct tally {
    int64_t ended, found[LATER], out[LATER];
};

static int by_id(const void *a, const void *b)
{
    const uint64_t x = ((const struct followed *)a)->id, y = ((const struct followed *)b)->id;
    return (x > y) - (x < y);
}

/* The households of year number y; false where a column cannot be read. */
static bool take_census(const struct panel_file *p, int y, struct census *out)
{
    static const char *const columns[] = {"id", "weight", "memberships", "registered", "spell"};
    enum { READ = sizeof columns / sizeof *columns, BLOCK = 1 << 16 };
    int64_t *values = hq_alloc(sizeof *values * READ * BLOCK);
    bool right = true;
    out->count = p->rows[y];
    out->rows = hq_alloc(sizeof *out->rows * (size_t)(out->count + 1));
    for (int64_t at = 0; right && at < out->count; at += BLOCK) {
        const int64_t rows = out->count - at < BLOCK ? out->count - at : BLOCK;
        for (int c = 0; right && c < READ; c++) {
            right = hq_panel_file_integers(p, columns[c], y, at, rows, values + (ptrdiff_t)c * BLOCK);
        }
        for (int64_t i = 0; right && i < rows; i++) {
            const int64_t *v = values + i;
            const int64_t registered = v[3 * BLOCK], weight = v[BLOCK];
            right = weight >= 1 && weight <= MOST_WEIGHT;
            out->rows[at + i] = (struct followed){
                (uint64_t)v[0],
                (uint32_t)(v[2 * BLOCK] & 0xffff) | (registered == 1 ? ON_REGISTER : 0) |
                    (registered == 2 ? LEFT_REGISTER : 0) | (v[4 * BLOCK] > 0 ? POOR : 0),
                (int32_t)weight,
            };
        }
    }
    free(values);
    if (right) {
        qsort(out->rows, (size_t)out->count, sizeof *out->rows, by_id);
    }
    return right;
}

/* The household of an id, from *at on, which moves on; NULL where it is not there. */
static const struct followed *find(const struct census *c, int64_t *at, uint64_t id)
{
    while (*at < c->count && c->rows[*at].id < id) {
        (*at)++;
    }
    return *at < c->count && c->rows[*at].id == id ? &c->rows[*at] : NULL;
}

/* Help that ended from one year to the next, and what became of the households in the years that there are. */
static void follow(const struct census *years, int y, int count, struct tally *tallies)
{
    int64_t at_now = 0, at_later[LATER] = {0};
    for (int64_t i = 0; i < years[y - 1].count; i++) {
        const struct followed *before = &years[y - 1].rows[i], *now = find(&years[y], &at_now, before->id);
        const uint32_t ended = now && !(now->in & POOR) ? before->in & ~now->in : 0;
        if (!(ended & (ON_REGISTER | 0xffff))) {
            continue;
        }
        const struct followed *then[LATER];
        for (int k = 0; k < LATER; k++) {
            then[k] =
                y + later[k].years < count ? find(&years[y + later[k].years], &at_later[k], before->id) : NULL;
        }
        for (int h = 0; h < HELPERS; h++) {
            if (!(ended & helpers[h].bit)) {
                continue;
            }
            tallies[h].ended += now->weight;
            for (int k = 0; k < LATER; k++) {
                tallies[h].found[k] += then[k] ? now->weight : 0;
                tallies[h].out[k] += then[k] && !(then[k]->in & POOR) ? now->weight : 0;
            }
        }
    }
}

static void tell(const struct tally *tallies, double share, struct deliveries *out)
{
    for (int h = 0; h < HELPERS; h++) {
        if (tallies[h].ended == 0) {
            continue;
        }
        delivery_add(out, helpers[h].programme, "help_ended", "households",
                     "households that it no longer helps and that were not poor then, in all years",
                     (double)tallies[h].ended / share);
        for (int k = 0; k < LATER; k++) {
            delivery_add(out, helpers[h].programme, later[k].name, "1", later[k].meaning,
                         (double)tallies[h].out[k] / (double)tallies[h].found[k]);
        }
    }
}

/* Of the households of the last year, those with debts beyond a year's income; false where a column cannot be read. */
static bool add_indebted(const struct panel_file *p, int y, struct deliveries *out)
{
    enum { BLOCK = 1 << 16, SLOTS = 8 };
    int64_t *values = hq_alloc(sizeof *values * (3 + SLOTS) * BLOCK);
    int64_t *weight = values, *debt = values + BLOCK, *income = values + 2 * BLOCK,
            *person = values + 3 * BLOCK;
    int64_t all = 0, over = 0;
    bool right = hq_panel_file_slots(p, "person") == SLOTS;
    for (int64_t at = 0; right && at < p->rows[y]; at += BLOCK) {
        const int64_t rows = p->rows[y] - at < BLOCK ? p->rows[y] - at : BLOCK;
        right = hq_panel_file_integers(p, "weight", y, at, rows, weight) &&
                hq_panel_file_integers(p, "debt", y, at, rows, debt) &&
                hq_panel_file_integers(p, "income", y, at, rows, income) &&
                hq_panel_file_integers(p, "person", y, at, rows, person);
        for (int64_t i = 0; right && i < rows; i++) {
            int64_t members = 0;
            for (int s = 0; s < SLOTS; s++) {
                members += person[i * SLOTS + s] != 0;
            }
            right = weight[i] >= 1 && weight[i] <= MOST_WEIGHT && income[i] <= INT32_MAX; /* of a head, fen */
            const int64_t year = right && income[i] > 0 ? income[i] * members : 0;
            all += weight[i];
            over += debt[i] > year ? weight[i] : 0;
        }
    }
    free(values);
    if (right) {
        delivery_add(out, "debt", "over_indebted", "1", "households whose debt is more than a year's income",
                     (double)over / (double)all);
    }
    return right;
}

const char *delivery_after(const struct delivery_of *of, struct deliveries *out, const char **why)
{
    char *path = hq_text("%s/trajectories.h5", of->folder), *text = NULL;
    struct panel_file p;
    const char *wrong = NULL;
    const int code = hq_panel_file_open(path, &p, &text);
    const int last = code == HQ_EXIT_DONE ? hq_panel_file_year(&p, of->year) : -1;
    *why = NULL;
    if (code == HQ_EXIT_IO) {
        *why = hq_arena_print(&out->arena, "the run has no panel: output.panel_share");
    } else if (code != HQ_EXIT_DONE) {
        wrong = hq_arena_text(&out->arena, text);
    } else if (last < 0) {
        *why = hq_arena_print(&out->arena, "%s has no year %d", path, of->year);
    } else {
        struct tally tallies[HELPERS] = {{0}};
        struct census *years = hq_zalloc((size_t)last + 1, sizeof *years);
        bool right = true;
        for (int y = 0; right && y <= last; y++) {
            right = take_census(&p, y, &years[y]);
        }
        for (int y = 1; right && y <= last; y++) {
            follow(years, y, last + 1, tallies);
        }
        for (int y = 0; y <= last; y++) {
            free(years[y].rows);
        }
        free(years);
        if (right) {
            tell(tallies, p.share, out);
        } else {
            *why = hq_arena_print(
                &out->arena,
                "the panel lacks memberships, registered or spell (output.panel_columns), or is damaged");
        }
        if (!add_indebted(&p, last, out) && !*why) {
            *why = hq_arena_print(
                &out->arena, "the panel lacks person, income or debt (output.panel_columns), or is damaged");
        }
    }
    hq_panel_file_close(&p);
    free(text);
    free(path);
    return wrong;
}
