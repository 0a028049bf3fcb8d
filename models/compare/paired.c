#include "models/compare/paired.h"

#include <stdlib.h>

#include "models/compare/student.h"
#include "models/indicators/real.h"
#include "sim/error.h"

static double average_of(const double *values, int count)
{
    double sum = 0.0;
    bool same = true;
    for (int i = 0; i < count; i++) {
        sum += values[i];
        same = same && values[i] == values[0];
    }
    return count > 0 && same ? values[0] : sum / count;
}

double covariance_of(const double *a, const double *b, int count)
{
    if (count < 2) {
        return not_known();
    }
    const double a_mean = average_of(a, count), b_mean = average_of(b, count);
    double sum = 0.0;
    for (int i = 0; i < count; i++) {
        sum += (a[i] - a_mean) * (b[i] - b_mean);
    }
    return sum / (count - 1);
}

struct interval interval_of(const double *values, int count)
{
    struct interval found = {not_known(), not_known()};
    if (count > 0) {
        found.mean = average_of(values, count);
    }
    if (count > 1) {
        found.half = student_quantile(0.975, count - 1) * root_of(covariance_of(values, values, count) / count);
    }
    return found;
}

bool holds_zero(struct interval i)
{
    return size_of(i.mean) <= i.half;
}

double luck_of(const double *without, const double *with, int count)
{
    if (count < 2) {
        return not_known();
    }
    double *differences = hq_alloc((size_t)count * sizeof *differences), largest = 0.0;
    for (int i = 0; i < count; i++) {
        differences[i] = with[i] - without[i];
        largest = greater(largest, greater(size_of(with[i]), size_of(without[i])));
    }
    const double apart = covariance_of(differences, differences, count);
    free(differences);
    const double alone = covariance_of(without, without, count),
                 both = alone + covariance_of(with, with, count);
    const double rounding = 1e-14 * largest;
    return alone > 0 && apart > rounding * rounding ? both / apart : not_known();
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median_of(const double *values, int count)
{
    double *known = hq_alloc((size_t)count * sizeof *known + 1);
    int n = 0;
    for (int i = 0; i < count; i++) {
        if (is_number(values[i])) {
            known[n++] = values[i];
        }
    }
    qsort(known, (size_t)n, sizeof *known, by_size);
    const double found = n == 0 ? not_known() : (known[(n - 1) / 2] + known[n / 2]) / 2.0;
    free(known);
    return found;
}
