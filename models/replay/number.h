/* Exact rational numbers for comparing what a source states with what a run gave: no floating point.
 *
 * A number is over/under, reduced, under > 0; under 0 says that it is not known. What would pass 128 bits, a
 * division by zero, and anything with an unknown operand is unknown: nothing is ever rounded silently. */
#ifndef MODELS_REPLAY_NUMBER_H
#define MODELS_REPLAY_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct number {
    __int128 over, under;
};

static const struct number unknown_number = {0, 0};

static inline bool is_known(struct number a)
{
    return a.under != 0;
}

/* over/under, reduced; unknown where under is zero. */
struct number number_of(int64_t over, int64_t under);

/* A decimal: [-] digits [. digits], at most 27 digits in all. Returns NULL, or why not, to be said after the
 * word. */
const char *number_read(const char *text, struct number *out);

/* A double as its decimal of nine places; unknown for NaN and infinities, and from 1e15 on. */
struct number number_of_real(double value);

struct number number_add(struct number a, struct number b);
struct number number_subtract(struct number a, struct number b);
struct number number_multiply(struct number a, struct number b);
struct number number_divide(struct number a, struct number b);

/* -1, 0, 1 as a is under, at or over b, both of which are known; exact for all that a number can hold. */
int number_compare(struct number a, struct number b);

/* As a decimal: exact where it has at most six places, else rounded to the sixth, half away from zero; "" where
 * unknown. */
enum { NUMBER_TEXT = 64 };
const char *number_text(struct number a, char space[NUMBER_TEXT]);

#endif
