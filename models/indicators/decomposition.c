#include "models/indicators/decomposition.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"

/* The exponent of an index of general entropy, or -1. */
static int entropy_of(const struct index_row *row)
{
    static const char *const names[] = {"mld", "theil", "ge2"};
    for (int a = 0; a < 3; a++) {
        if (strcmp(row->name, names[a]) == 0) {
            return a;
        }
    }
    return -1;
}

/* GE(a) of a person whose income is r times the mean, less what is linear in r. */
static double entropy_at(int a, double r)
{
    return a == 0 ? -real_log(r) : a == 1 ? r * real_log(r) : 0.5 * (r * r - 1.0);
}

/* Persons of a group with an income that the index can take, and Yuan. */
struct total {
    double weight, sum;
};

static struct total total_of(const struct distribution *group, bool logs, const struct conventions *c)
{
    if (!logs) {
        return (struct total){group->weight, group->sum};
    }
    if (group->kept && group->kept->by.logs == c->logs && group->kept->by.floor == c->floor) {
        return (struct total){group->kept->positive.weight, group->kept->positive.sum};
    }
    struct distribution positive = distribution_for_logs(group, c);
    const struct total total = {positive.weight, positive.sum};
    distribution_free(&positive);
    return total;
}

/* Between and within groups. */
static struct parts parts_of(const struct index_row *row, int a, const struct distribution *groups,
                             const struct total *totals, int count, const struct conventions *c)
{
    struct parts out = {0, 0};
    double weight = 0, sum = 0;
    for (int g = 0; g < count; g++) {
        weight += totals[g].weight;
        sum += totals[g].sum;
    }
    for (int g = 0; g < count; g++) {
        if (totals[g].weight > 0) {
            const double share = totals[g].weight / weight,
                         ratio = totals[g].sum / totals[g].weight / (sum / weight);
            out.within += share * real_power(ratio, a) * index_of(row, &groups[g], c, 0).value;
            out.between += share * entropy_at(a, ratio);
        }
    }
    return out;
}

/* Whether groups' incomes of which no logarithm can be taken would stand at another mean than the whole's. */
static bool has_stand_ins(const struct distribution *groups, int count, const struct conventions *c)
{
    bool found = false;
    for (int g = 0; g < count; g++) {
        found = found || (groups[g].count > 0 && groups[g].pieces[0].low <= 0);
    }
    return found && c->logs == LOGS_MEAN;
}

struct parts entropy_parts(const struct index_row *row, const struct distribution *groups, int count,
                           const struct conventions *c)
{
    const int a = entropy_of(row);
    struct parts out = {not_known(), not_known()};
    if (a == 2 || (a >= 0 && !has_stand_ins(groups, count, c))) {
        struct total *totals = hq_zalloc((size_t)count + 1, sizeof *totals);
        for (int g = 0; g < count; g++) {
            totals[g] = total_of(&groups[g], a < 2, c);
        }
        out = parts_of(row, a, groups, totals, count, c);
        free(totals);
    }
    return out;
}

bool is_additive(const struct index_row *row)
{
    static const char *const names[] = {"headcount", "gap", "squared_gap", "watts"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        found = found || strcmp(row->name, names[i]) == 0;
    }
    return found;
}

double contribution(const struct distribution *group, double own, const struct distribution *whole, double all)
{
    return group->weight / whole->weight * own / all;
}
