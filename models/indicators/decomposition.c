#include "models/indicators/decomposition.h"
#include <string.h>

#include "models/indicators/real.h"

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

struct parts entropy_parts(const struct index_row *row, const struct distribution *groups, int count,
                           const struct conventions *c)
{
    struct parts out = {0, 0};
    const int a = entropy_of(row);
    double weight = 0, sum = 0;
    for (int g = 0; g < count; g++) {
        weight += groups[g].weight;
        sum += groups[g].sum;
    }
    for (int g = 0; g < count; g++) {
        if (groups[g].weight <= 0) {
            continue;
        }
        const double share = groups[g].weight / weight,
                     ratio = groups[g].sum / groups[g].weight / (sum / weight);
        const double own = index_of(row, &groups[g], c, 0).value;
        out.within += share * real_power(ratio, a) * own;
        out.between += share * entropy_at(a, ratio);
    }
    if (a < 0) {
        out.within = out.between = not_known();
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
