/* Relations between statements (configs/sources/README.md): `im-d-eva = im-eva-money / im-eva-villages`. Tokens
 * stand between single spaces: ids, decimals, + - * / ( ) with the usual precedence, and one comparison. */
#ifndef MODELS_REPLAY_RELATION_H
#define MODELS_REPLAY_RELATION_H

#include "models/replay/number.h"

/* A number with the least and the most that it may stand for. */
struct span {
    struct number value, low, high;
};

static inline struct span span_of(struct number value, struct number slack)
{
    return (struct span){value, number_subtract(value, slack), number_add(value, slack)};
}

/* What stands behind an id, `size` bytes of the relation; false where there is no such id. */
struct values {
    bool (*of)(void *with, const char *id, int size, struct span *out);
    void *with;
};

enum truth { FAILS, HOLDS, NOT_KNOWN };

struct relation {
    char sign[3]; /* = ~ <= >= < > */
    struct span left, right;
    const char *right_text; /* what stands behind the comparison */
    const char *wrong;      /* NULL, or what is wrong with it as written: "a relation has one of ..." */
    int at;                 /* byte at which that is */
};

/* Evaluates both sides. Ids that `values` does not know are wrong; those without a known number make a side
 * unknown. */
struct relation relation_read(const char *text, struct values values);

/* `=`: equal to within `slack`; `~`: equal with every number moved within its span; the others at the values. */
enum truth relation_truth(const struct relation *r, struct number slack);

#endif
