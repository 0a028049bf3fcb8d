/* Missing values of a survey, filled with weighted medians. */
#include "sim/survey/fill.h"

#include <stdlib.h>
#include <string.h>

#include "sim/error.h"

struct weighted {
    double value, weight;
};

static int by_value(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* The least value up to which half of the weight lies, of what is given in a county, in a class, or at all. */
static double median(const struct survey *s, int f, const struct survey_household *of, int where,
                     struct weighted *room)
{
    int n = 0;
    double all = 0, sum = 0;
    for (int i = 0; i < s->count; i++) {
        const struct survey_household *h = &s->households[i];
        if ((where == 0 && h->county != of->county) || (where == 1 && strcmp(h->class, of->class) != 0)) {
            continue;
        }
        const int slots = s->book->fields->rows[f].level == HQ_OF_PERSON ? h->persons : 1;
        for (int p = 0; p < slots; p++) {
            const double value = h->values[(size_t)f * HQ_PERSONS + (size_t)p];
            if (value > HQ_NOT_SAID) {
                room[n++] = (struct weighted){value, h->weight};
                all += h->weight;
            }
        }
    }
    qsort(room, (size_t)n, sizeof *room, by_value);
    for (int i = 0; i < n; i++) {
        sum += room[i].weight;
        if (2 * sum >= all) {
            return room[i].value;
        }
    }
    return HQ_NOT_SAID;
}

void hq_survey_fill(struct survey *s, int f, int county_count)
{
    const int slots = s->book->fields->rows[f].level == HQ_OF_PERSON ? HQ_PERSONS : 1;
    struct weighted *room = hq_alloc(((size_t)s->count * HQ_PERSONS + 1) * sizeof *room);
    double *found = hq_alloc(((size_t)county_count + 1) * sizeof *found);
    for (int c = 0; c < county_count; c++) {
        found[c] = HQ_NOT_SAID;
    }
    for (int pass = 0; pass < 2;
         pass++) { /* all medians before any is filled in: what is filled does not count */
        for (int i = 0; i < s->count; i++) {
            const struct survey_household *h = &s->households[i];
            for (int p = 0; p < slots; p++) {
                double *value = &h->values[(size_t)f * HQ_PERSONS + (size_t)p], *own = &found[h->place];
                if (*value != HQ_TO_FILL) {
                    continue;
                }
                for (int where = 0; where < 3 && pass == 0 && *own == HQ_NOT_SAID; where++) {
                    *own = median(s, f, h, where, room);
                }
                if (pass == 1) {
                    *value = *own;
                    s->counts[f].filled += *own != HQ_NOT_SAID;
                }
            }
        }
    }
    free(room);
    free(found);
}
