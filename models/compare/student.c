#include "models/compare/student.h"

#include "models/indicators/real.h"

#define PI 3.14159265358979323846

/* arctan x of x >= 0: arctan x = 2 arctan(x / (1 + sqrt(1 + x^2))) until x is at most 1/8, then its series to x^21. */
static double arc_tangent(double x)
{
    double times = 1.0;
    while (x > 0.125) {
        x = x / (1.0 + root_of(1.0 + x * x));
        times *= 2.0;
    }
    double sum = 0.0;
    for (int n = 21; n >= 1; n -= 2) {
        sum = 1.0 / n - x * x * sum;
    }
    return times * x * sum;
}

/* The probability that |t| is at most t. With theta = arctan(t / sqrt(freedom)), s and c its sine and cosine:
 *   freedom odd    2 / pi (theta + s (c + 2/3 c^3 + 2 4 / (3 5) c^5 + ... to c^(freedom - 2)))
 *   freedom even   s (1 + 1/2 c^2 + 1 3 / (2 4) c^4 + ... to c^(freedom - 2)) */
static double within_t(double t, int freedom)
{
    const double length = root_of((double)freedom + t * t), s = t / length,
                 c = root_of((double)freedom) / length;
    const int odd = freedom % 2;
    double term = odd ? c : 1.0, sum = 0.0;
    for (int power = odd; power <= freedom - 2; power += 2) {
        sum += term;
        term *= c * c * (power + 1.0) / (power + 2.0);
    }
    return odd ? (2.0 * arc_tangent(s / (1.0 + c)) + s * sum) * 2.0 / PI : s * sum;
}

double student_quantile(double probability, int freedom)
{
    if (!(probability > 0.0 && probability < 1.0) || freedom < 1) {
        return not_known();
    }
    const double inside = size_of(2.0 * probability - 1.0);
    double low = 0.0, high = 1.0;
    while (within_t(high, freedom) < inside && high < 1e9) {
        high *= 2.0;
    }
    for (;;) {
        const double middle = low + (high - low) / 2.0;
        if (!(middle > low && middle < high)) {
            break;
        }
        if (within_t(middle, freedom) < inside) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return probability < 0.5 ? -high : probability > 0.5 ? high : 0.0;
}
