/* What each of several policies adds to what all of them do together: Shapley values.
 *
 * The value of policy i is the mean, over all orders in which policies can be added one by one, of what i adds when its turn
 * comes (L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953) 307-317):
 *     sum over S without i of |S|! (k - |S| - 1)! / k! (v(S and i) - v(S))
 * Values add up to v(all) - v(none). Up to SHAPLEY_EXACT policies all subsets are run; beyond, some orders are drawn
 * (Castro, Gomez and Tejada, Computers and Operations Research 36 (2009) 1726-1730), whose values add up just the same. */
#ifndef MODELS_COMPARE_SHAPLEY_H
#define MODELS_COMPARE_SHAPLEY_H

#include <stdint.h>

enum { SHAPLEY_EXACT = 6, SHAPLEY_MOST = 20 };

struct game {
    int players;
    int orders;        /* drawn; 0: exact */
    int *drawn;        /* orders x players */
    int count;         /* subsets that are needed */
    uint32_t *subsets; /* ascending: bit i set where player i is in it; the first is none, the last all */
};

/* The subsets that a game of 1 to SHAPLEY_MOST players needs: all where there are no more than SHAPLEY_EXACT of them, else
 * those of `orders` orders (1 or more), drawn by PCG under the seed. Free with game_free. */
void game_make(struct game *g, int players, int orders, uint64_t seed);
void game_free(struct game *g);

/* Where a subset stands in `subsets`; -1: it is not needed. */
int game_find(const struct game *g, uint32_t subset);

/* The values of all players out of those of the subsets, in their order. `error`, where not NULL: standard errors of the
 * drawn orders' means, 0 of an exact game, not-a-number of one order. Returns by how much the values' sum misses v(all) -
 * v(none): exact games of whole numbers are added up in multiples of 1 / k!, and give 0 unless they are beyond 2^53 / k!. */
double game_values(const struct game *g, const double *values, double *shapley, double *error);

#endif
