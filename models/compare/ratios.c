#include "models/compare/ratios.h"

#include <stddef.h>

#include "models/compare/paired.h"
#include "models/compare/student.h"
#include "models/indicators/real.h"

static const char *why_withheld(struct interval cost, struct interval effect)
{
    if (!is_number(cost.mean) || !is_number(effect.mean)) {
        return "cost or effect is not known";
    }
    if (effect.mean == 0) {
        return "there is no effect";
    }
    if (holds_zero(effect)) {
        return "the interval of the effect holds zero";
    }
    return effect.mean < 0 ? "the effect is against the purpose" : NULL;
}

struct ratio ratio_of(const double *cost, const double *effect, int count)
{
    const struct interval c = interval_of(cost, count), e = interval_of(effect, count);
    struct ratio r = {not_known(), not_known(), not_known(), why_withheld(c, e)};
    if (r.withheld) {
        return r;
    }
    r.value = c.mean / e.mean;
    if (count > 1) {
        /* (c - R e)^2 <= t^2 (var c - 2 R cov + R^2 var e) / n, a quadratic in R that opens upwards here. */
        const double t = student_quantile(0.975, count - 1), scale = t * t / count;
        const double squared = e.mean * e.mean - scale * covariance_of(effect, effect, count);
        const double linear = c.mean * e.mean - scale * covariance_of(cost, effect, count);
        const double constant = c.mean * c.mean - scale * covariance_of(cost, cost, count);
        const double root = root_of(greater(0.0, linear * linear - squared * constant));
        r.low = (linear - root) / squared;
        r.high = (linear + root) / squared;
    }
    return r;
}
