/* Ratios of series: counties' values multiplied, added over counties and years, divided. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "models/delivery/delivery.h"
#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/series_file.h"

/* SO_FAR adds up all years on both sides; IN_YEAR_OF divides the year's value by the sum of all years. */
enum span { IN_YEAR, SO_FAR, IN_YEAR_OF };

static const struct ratio_row {
    const char *programme, *name;
    enum span over;
    const char *top, *under, *unit, *meaning;
} ratio_rows[] = {
#define RATIO(programme, name, over, top, under, unit, meaning)                                                \
    {#programme, #name, over, top, under, unit, meaning},
#include "models/delivery/ratios.def"
#undef RATIO
};
enum { RATIOS = sizeof ratio_rows / sizeof *ratio_rows, MOST_FACTORS = 4, MOST_NAME = 40 };

/* Series of one result, read as they are asked for. */
struct shelf {
    const char *path;
    int years, counties;
    struct kept {
        char name[MOST_NAME];
        double *values; /* NULL: the run has no such series */
    } kept[4 * RATIOS];
    int count;
    bool damaged;
};

static const double *series_of(struct shelf *s, const char *name)
{
    for (int i = 0; i < s->count; i++) {
        if (strcmp(s->kept[i].name, name) == 0) {
            return s->kept[i].values;
        }
    }
    struct kept *k = &s->kept[s->count++];
    int years, counties;
    memcpy(k->name, name, strlen(name) + 1);
    const int error = hq_series_read(s->path, name, &k->values, &years, &counties);
    if (error) {
        k->values = NULL;
        s->damaged = s->damaged || error != ENOMSG;
    } else if (s->years == 0) {
        s->years = years;
        s->counties = counties;
    } else if (years != s->years || counties != s->counties) {
        s->damaged = true;
    }
    return s->damaged ? NULL : k->values;
}

/* Factors of `a * b`, and of what stands behind " + " or " - " with its sign. False where a series is not there. */
struct product {
    const double *factors[2][MOST_FACTORS];
    double sign;
};

static bool product_of(struct shelf *s, const char *text, struct product *out)
{
    *out = (struct product){.sign = 0};
    for (int side = 0, k = 0; *text;) {
        char name[MOST_NAME];
        const size_t size = strcspn(text, " ");
        memcpy(name, text, size);
        name[size] = '\0';
        out->factors[side][k] = series_of(s, name);
        if (!out->factors[side][k]) {
            return false;
        }
        text += size;
        if (strncmp(text, " * ", 3) == 0) {
            k++;
            text += 3;
        } else if (strncmp(text, " - ", 3) == 0 || strncmp(text, " + ", 3) == 0) {
            out->sign = text[1] == '-' ? -1.0 : 1.0;
            side = 1;
            k = 0;
            text += 3;
        }
    }
    return true;
}

static double product_at(const struct product *p, int64_t at)
{
    double both = 0.0;
    for (int side = 0; side < 2; side++) {
        double value = side ? p->sign : 1.0;
        for (int k = 0; k < MOST_FACTORS && p->factors[side][k]; k++) {
            value *= p->factors[side][k][at];
        }
        both += p->factors[side][0] ? value : 0.0;
    }
    return both;
}

/* The ratio of the region in year number `last`. */
static double ratio_of(const struct shelf *s, enum span over, const struct product *top,
                       const struct product *under, int last)
{
    double above = 0.0, below = 0.0;
    for (int y = over == IN_YEAR ? last : 0; y <= last; y++) {
        for (int c = 0; c < s->counties; c++) {
            const int64_t at = (int64_t)y * s->counties + c;
            const double one = product_at(top, at), other = product_at(under, at);
            if (one == one && other == other) {
                above += over == IN_YEAR_OF && y < last ? 0.0 : one;
                below += other;
            }
        }
    }
    return below != 0.0 ? above / below : not_known();
}

const char *delivery_ratios(const struct delivery_of *of, struct deliveries *out)
{
    char *path = hq_text("%s/series.h5", of->folder);
    struct shelf s = {.path = path};
    const int last = of->year - of->first_year;
    for (int i = 0; i < RATIOS && !s.damaged; i++) {
        struct product top, under;
        const struct ratio_row *row = &ratio_rows[i];
        if (product_of(&s, row->top, &top) && product_of(&s, row->under, &under) && last < s.years) {
            delivery_add(out, row->programme, row->name, row->unit, row->meaning,
                         ratio_of(&s, row->over, &top, &under, last));
        }
    }
    for (int i = 0; i < s.count; i++) {
        free(s.kept[i].values);
    }
    const char *wrong = s.damaged ? hq_arena_print(&out->arena, "%s cannot be read", path) : NULL;
    free(path);
    return wrong;
}
