/* Whom programmes serve, out of indicators.h5. */
#include <stdlib.h>

#include "models/delivery/delivery.h"
#include "models/indicators/real.h"
#include "models/indicators/stored.h"
#include "sim/error.h"
#include "sim/store/files.h"

/* Groups that are programmes; the register is one. */
static const struct {
    const char *group, *programme;
} served_groups[] = {
#define MEMBER(name, bit, meaning) {#name, #name},
#define OTHER(name, meaning)
#include "models/rows/groups.def"
#undef MEMBER
#undef OTHER
    {"registered", "register"},
};
enum { SERVED = sizeof served_groups / sizeof *served_groups };

struct served {
    struct stored report;
    double *at_line;           /* years x areas x measures x lines x indices at a line */
    double *persons, *unaided; /* years x groups */
};

/* NULL, or what is wrong; malloc'd. */
static char *read_served(const char *path, struct served *s)
{
    const struct stored *r = &s->report;
    char *why;
    if (stored_open(path, &s->report, &why) != HQ_EXIT_DONE) {
        return why;
    }
    const int64_t groups[] = {r->years, r->groups.count};
    const int64_t lines[] = {r->years, r->area_codes.count, r->measures.count, r->lines.count,
                             r->line_indices.count};
    s->at_line = stored_values(r, "at_line", lines, 5);
    s->persons = stored_values(r, "group_persons", groups, 2);
    s->unaided = stored_values(r, "group_unaided", groups, 2);
    return s->at_line && s->persons && s->unaided ? NULL
                                                  : hq_text("%s does not tell whom programmes serve: it is "
                                                            "damaged, or of another version of the program",
                                                            path);
}

/* Persons of the region under their own line by income without aid that goes by need. */
static double poor_without_aid(const struct served *s, int year)
{
    const struct stored *r = &s->report;
    const int64_t region = stored_label(&r->area_codes, "all"), unaided = stored_label(&r->measures, "unaided"),
                  own = stored_label(&r->lines, "own"), head = stored_label(&r->line_indices, "headcount");
    if (region < 0 || unaided < 0 || own < 0 || head < 0) {
        return not_known();
    }
    const int64_t area = (int64_t)year * r->area_codes.count + region,
                  line = (area * r->measures.count + unaided) * r->lines.count + own;
    return r->persons[area] * s->at_line[line * r->line_indices.count + head];
}

static void tell(const struct served *s, int year, struct deliveries *out)
{
    const struct stored *r = &s->report;
    const double poor = poor_without_aid(s, year);
    for (int i = 0; i < SERVED; i++) {
        const int g = stored_label(&r->groups, served_groups[i].group);
        const int64_t at = (int64_t)year * r->groups.count + g;
        if (g >= 0 && s->persons[at] > 0.0) {
            const char *const name = served_groups[i].programme;
            delivery_add(out, name, "served", "persons", "persons in households that it serves",
                         s->persons[at]);
            delivery_add(out, name, "inclusion_error", "1",
                         "of them, those not under the region's line by income without aid that goes by need",
                         1.0 - s->unaided[at]);
            delivery_add(out, name, "exclusion_error", "1", "of those under it, those not served",
                         1.0 - s->unaided[at] * s->persons[at] / poor);
        }
    }
}

const char *delivery_served(const struct delivery_of *of, struct deliveries *out)
{
    char *path = hq_text("%s/indicators.h5", of->folder);
    struct served s = {.at_line = NULL};
    char *why = read_served(path, &s);
    const int year = why ? -1 : stored_year(&s.report, of->year);
    if (year >= 0) {
        tell(&s, year, out);
    }
    stored_close(&s.report);
    free(s.at_line);
    free(s.persons);
    free(s.unaided);
    const char *wrong = why ? hq_arena_text(&out->arena, why) : NULL;
    free(why);
    free(path);
    return wrong;
}
