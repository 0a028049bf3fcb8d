/* Relations read from the left to the right, and what they come to. */
#include "models/replay/relation.h"

#include <string.h>

struct reader {
    const char *text, *token; /* the whole; the token at hand: "" at the end */
    int size;
    struct values values;
    const char *wrong;
    int at, depth;
};

static void refuse(struct reader *r, const char *why)
{
    if (!r->wrong) {
        r->wrong = why;
        r->at = (int)(r->token - r->text);
    }
}

static void measure(struct reader *r)
{
    r->size = (int)strcspn(r->token, " ");
    if (r->size == 0 && *r->token) {
        refuse(r, "tokens stand between single spaces");
    }
}

static void advance(struct reader *r)
{
    const bool more = r->token[r->size] == ' ';
    r->token += r->size + more;
    measure(r);
    if (more && !*r->token) {
        refuse(r, "a space ends the relation");
    }
}

static bool is(const struct reader *r, const char *word)
{
    return r->size == (int)strlen(word) && strncmp(r->token, word, (size_t)r->size) == 0;
}

static const char *comparison_at(const struct reader *r)
{
    static const char *const signs[] = {"=", "~", "<=", ">=", "<", ">"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (is(r, signs[i])) {
            return signs[i];
        }
    }
    return NULL;
}

static struct number least(struct number a, struct number b)
{
    return !is_known(a) || !is_known(b) ? unknown_number : number_compare(a, b) <= 0 ? a : b;
}

static struct number greatest(struct number a, struct number b)
{
    return !is_known(a) || !is_known(b) ? unknown_number : number_compare(a, b) >= 0 ? a : b;
}

typedef struct number operation(struct number a, struct number b);

static struct span with_ends(struct span a, struct span b, operation *op)
{
    const struct number ends[4] = {op(a.low, b.low), op(a.low, b.high), op(a.high, b.low), op(a.high, b.high)};
    struct span out = {op(a.value, b.value), ends[0], ends[0]};
    for (int i = 1; i < 4; i++) {
        out.low = least(out.low, ends[i]);
        out.high = greatest(out.high, ends[i]);
    }
    return out;
}

static const struct span unknown_span;

static struct span divide(struct span a, struct span b)
{
    if (!is_known(b.low) || !is_known(b.high) || (b.low.over <= 0 && b.high.over >= 0)) {
        return (struct span){number_divide(a.value, b.value), unknown_number, unknown_number};
    }
    return with_ends(a, b, number_divide);
}

static struct span expression(struct reader *r);

static struct span factor(struct reader *r)
{
    enum { DEEPEST = 32, LONGEST = 40 };
    struct span out = unknown_span;
    if (is(r, "(") && r->depth < DEEPEST) {
        r->depth++;
        advance(r);
        out = expression(r);
        if (!is(r, ")")) {
            refuse(r, "a ( is never closed");
        }
        r->depth--;
    } else if (*r->token >= '0' && *r->token <= '9' && r->size < LONGEST) {
        char word[LONGEST] = "";
        memcpy(word, r->token, (size_t)r->size);
        const char *why = number_read(word, &out.value);
        out = span_of(out.value, number_of(0, 1));
        if (why) {
            refuse(r, why);
        }
    } else if (*r->token >= 'a' && *r->token <= 'z') {
        if (!r->values.of(r->values.with, r->token, r->size, &out)) {
            refuse(r, "there is no statement of this id");
        }
    } else {
        refuse(r, "an id, a number or ( is wanted here");
    }
    if (!r->wrong) {
        advance(r);
    }
    return out;
}

static struct span term(struct reader *r)
{
    struct span left = factor(r);
    while (!r->wrong && (is(r, "*") || is(r, "/"))) {
        const bool multiplies = is(r, "*");
        advance(r);
        const struct span right = factor(r);
        left = multiplies ? with_ends(left, right, number_multiply) : divide(left, right);
    }
    return left;
}

static struct span expression(struct reader *r)
{
    struct span left = term(r);
    while (!r->wrong && (is(r, "+") || is(r, "-"))) {
        const bool adds = is(r, "+");
        advance(r);
        left = with_ends(left, term(r), adds ? number_add : number_subtract);
    }
    return left;
}

struct relation relation_read(const char *text, struct values values)
{
    struct reader r = {.text = text, .token = text, .values = values};
    struct relation out = {.right_text = ""};
    measure(&r);
    out.left = expression(&r);
    const char *sign = comparison_at(&r);
    if (!r.wrong && !sign) {
        refuse(&r, "a relation has one of = ~ <= >= < > here");
    }
    if (!r.wrong) {
        memcpy(out.sign, sign, strlen(sign));
        advance(&r);
        out.right_text = r.token;
        out.right = expression(&r);
    }
    if (!r.wrong && *r.token) {
        refuse(&r, "cannot read on from here");
    }
    out.wrong = r.wrong;
    out.at = r.at;
    return out;
}

static enum truth either(bool truth)
{
    return truth ? HOLDS : FAILS;
}

enum truth relation_truth(const struct relation *r, struct number slack)
{
    const struct span *a = &r->left, *b = &r->right;
    if (r->sign[0] == '~') {
        return is_known(a->low) && is_known(a->high) && is_known(b->low) && is_known(b->high)
                   ? either(number_compare(a->low, b->high) <= 0 && number_compare(b->low, a->high) <= 0)
                   : NOT_KNOWN;
    }
    if (!is_known(a->value) || !is_known(b->value)) {
        return NOT_KNOWN;
    }
    if (r->sign[0] == '=') {
        const struct number low = number_subtract(a->value, slack), high = number_add(a->value, slack);
        return !is_known(low) || !is_known(high)
                   ? NOT_KNOWN
                   : either(number_compare(low, b->value) <= 0 && number_compare(b->value, high) <= 0);
    }
    const int order = number_compare(a->value, b->value);
    const bool equal = r->sign[1] == '=';
    return either(r->sign[0] == '<' ? order < 0 || (equal && order == 0) : order > 0 || (equal && order == 0));
}
