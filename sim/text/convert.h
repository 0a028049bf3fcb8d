/* From words to values and back, strictly: a word is converted whole or refused.
 *
 * A number is decimal: [+-] digits [. digits] [e [+-] digits]. Digits before the point may be parted by
 * '_' into threes (1_000_000). A zero before other digits (010), hexadecimal (0x10), suffixes (10k), a
 * point without a digit on both sides, NaN and infinities are refused. Where a whole number is wanted any
 * form may be used that means one exactly: 1e6, 2.5e3, 1_000_000 - but not 10.7.
 * True: true, yes, on. False: false, no, off. In small letters, nothing else.
 *
 * The hq_to_* functions return NULL, or why not, to be said after the word: "is not a number". Nothing
 * here depends on the locale. */
#ifndef SIM_CONVERT_H
#define SIM_CONVERT_H

#include <stdbool.h>

#include "sim/rows.h"

const char *hq_to_integer(const char *word, int64_t *value);
const char *hq_to_real(const char *word, double *value); /* never -0 */
const char *hq_to_bool(const char *word, int64_t *value);
const char *hq_to_fen(const char *word, int64_t *fen);   /* of Yuan: exact from the digits, half to even */
const char *hq_to_year(const char *word, int *year);     /* four digits, from 1900 to 2200 */
const char *hq_to_code(const char *word, int32_t *code); /* of a county: digits, the first not 0 */

/* A number or truth value of a parameter row, range checked. Returns false and a sentence. */
enum { HQ_WHY = 320 };
bool hq_convert(const struct param_row *row, const char *word, union cell *out, char why[HQ_WHY]);

/* A number of a column's type, stored at `out`; returns NULL or why not. */
const char *hq_convert_column(enum hq_type type, const char *word, void *out);
/* Stores a number that the type can hold (a default of a row). */
void hq_store_column(enum hq_type type, double number, void *out);

/* The shortest decimal text that reads back as the same value. */
enum { HQ_NUMBER = 40 };
const char *hq_real_text(double value, char space[HQ_NUMBER]);
const char *hq_fen_text(int64_t fen, char space[HQ_NUMBER]); /* in Yuan: 12.05, -3 */
const char *hq_cell_text(enum hq_param_type type, union cell value, char space[HQ_NUMBER]);

#endif
