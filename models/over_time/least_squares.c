#include "models/over_time/least_squares.h"

#include "models/indicators/real.h"

void least_squares_add(struct least_squares *s, const double *x, double y, double weight)
{
    for (int i = 0; i < s->columns; i++) {
        for (int j = 0; j <= i; j++) {
            s->products[i][j] += weight * x[i] * x[j];
        }
        s->with[i] += weight * x[i] * y;
    }
}

bool least_squares_solve(const struct least_squares *s, double *b)
{
    double root[MOST_COLUMNS][MOST_COLUMNS] = {{0}};
    for (int i = 0; i < s->columns; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = s->products[i][j];
            for (int k = 0; k < j; k++) {
                sum -= root[i][k] * root[j][k];
            }
            if (i != j) {
                root[i][j] = sum / root[j][j];
            } else if (sum > 1e-10 * s->products[i][i]) {
                root[i][i] = root_of(sum);
            } else {
                return false;
            }
        }
    }
    for (int i = 0; i < s->columns; i++) {
        double sum = s->with[i];
        for (int k = 0; k < i; k++) {
            sum -= root[i][k] * b[k];
        }
        b[i] = sum / root[i][i];
    }
    for (int i = s->columns - 1; i >= 0; i--) {
        for (int k = i + 1; k < s->columns; k++) {
            b[i] -= root[k][i] * b[k];
        }
        b[i] /= root[i][i];
    }
    return true;
}

double normal_below(double x)
{
    if (!(size_of(x) < 8.0)) { /* beyond it the rest is under 1e-15 */
        return x == x ? (x > 0 ? 1.0 : 0.0) : x;
    }
    double sum = x, last = 0, term = x;
    for (int odd = 3; sum != last; odd += 2) {
        term *= x * x / odd;
        last = sum;
        sum += term;
    }
    return 0.5 + sum * real_exp(-0.5 * x * x) * 0.3989422804014327;
}
