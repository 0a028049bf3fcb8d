#include "models/indicators/multidimensional.h"

#include <stdbool.h>
#include <stddef.h>

#include "models/indicators/real.h"

/* The weight of the dimensions that a row is deprived in. */
static double count_of(const struct dimensions *d, uint32_t deprived)
{
    double count = 0;
    for (int j = 0; j < d->count; j++) {
        count += deprived >> j & 1 ? d->weight[j] : 0;
    }
    return count;
}

/* Sums over rows, not yet over persons. */
static void add_row(struct multidimensional *m, const struct dimensions *d, uint32_t deprived,
                    const double *gaps, double weight, bool poor)
{
    for (int j = 0; j < d->count; j++) {
        if (!(deprived >> j & 1)) {
            continue;
        }
        m->raw[j] += weight;
        if (poor) {
            m->censored[j] += weight;
            const double gap = gaps ? gaps[j] : not_known();
            m->m1 += weight * d->weight[j] * gap;
            m->m2 += weight * d->weight[j] * gap * gap;
        }
    }
}

struct multidimensional multidimensional_of(const struct dimensions *d, int64_t rows, const uint32_t *deprived,
                                            const double *gaps, const double *weights)
{
    struct multidimensional m = {0};
    double persons = 0, poor = 0, counts = 0, all = 0;
    for (int j = 0; j < d->count; j++) {
        all += d->weight[j];
    }
    const double k = d->k - K_SLACK * all;
    for (int64_t i = 0; i < rows; i++) {
        const double count = count_of(d, deprived[i]);
        const bool is_poor = count >= k;
        persons += weights[i];
        poor += is_poor ? weights[i] : 0;
        counts += is_poor ? weights[i] * count / all : 0;
        add_row(&m, d, deprived[i], gaps ? gaps + i * d->count : NULL, weights[i], is_poor);
    }
    m.h = poor / persons;
    m.a = counts / poor;
    m.m0 = counts / persons;
    m.m1 = gaps ? m.m1 / all / persons : not_known();
    m.m2 = gaps ? m.m2 / all / persons : not_known();
    for (int j = 0; j < d->count; j++) {
        m.raw[j] /= persons;
        m.censored[j] /= persons;
        m.contribution[j] = d->weight[j] * m.censored[j] / all / m.m0;
    }
    return m;
}
