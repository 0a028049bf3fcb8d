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

/* Between and within groups that are ready for the index. */
static struct parts parts_of(const struct index_row *row, int a, const struct distribution *groups, int count,
                             const struct conventions *c)
{
    struct parts out = {0, 0};
    double weight = 0, sum = 0;
    for (int g = 0; g < count; g++) {
        weight += groups[g].weight;
        sum += groups[g].sum;
    }
    for (int g = 0; g < count; g++) {
        if (groups[g].weight > 0) {
            const double share = groups[g].weight / weight,
                         ratio = groups[g].sum / groups[g].weight / (sum / weight);
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
    if (a == 2) {
        return parts_of(row, a, groups, count, c);
    }
    if (a >= 0 && !has_stand_ins(groups, count, c)) {
        struct distribution *positive = hq_zalloc((size_t)count + 1, sizeof *positive);
        for (int g = 0; g < count; g++) {
            positive[g] = distribution_for_logs(&groups[g], c);
        }
        out = parts_of(row, a, positive, count, c);
        for (int g = 0; g < count; g++) {
            distribution_free(&positive[g]);
        }
        free(positive);
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
