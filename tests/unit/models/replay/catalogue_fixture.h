/* Small catalogues from texts, for tests of what reads and judges them. Include the sources of models/replay that are
 * needed first. */
#ifndef TESTS_UNIT_MODELS_REPLAY_CATALOGUE_FIXTURE_H
#define TESTS_UNIT_MODELS_REPLAY_CATALOGUE_FIXTURE_H

#include "unit/sim/test.h"

#include "models/replay/catalogue.h"

#define HEAD                                                                                                   \
    "id,sentence,years,place,programme,quantity,written,value,unit,value_model,unit_model,bound,kind,"         \
    "tolerance,"                                                                                               \
    "relation,holds,check,meaning,reason\n"
#define SOURCES                                                                                                \
    "source,prefix,document,title,publisher\none,aa,000,The first,somebody\ntwo,bb,001,The second,somebody\n"

/* Files by name; those not named cannot be opened. */
struct texts {
    const char *names[4], *texts[4];
    struct source sources[4];
    int opened;
};

static inline const struct source *open_text(void *with, const char *name)
{
    struct texts *t = with;
    for (int i = 0; i < 4 && t->names[i]; i++) {
        if (strcmp(t->names[i], name) == 0) {
            t->sources[i] = (struct source){t->names[i], t->texts[i], strlen(t->texts[i]), t->opened++, true};
            return &t->sources[i];
        }
    }
    return NULL;
}

/* A catalogue of two documents, `one` (prefix aa) with these rows and `two` (prefix bb). */
static inline bool read_texts(struct arena *arena, struct texts *t, const char *one, const char *two,
                              struct diagnostics *d, struct catalogue *out)
{
    *t = (struct texts){.names = {"sources.csv", "one.csv", "two.csv"}};
    t->texts[0] = SOURCES;
    t->texts[1] = hq_arena_print(arena, "%s%s", HEAD, one);
    t->texts[2] = hq_arena_print(arena, "%s%s", HEAD, two);
    return catalogue_read(arena, (struct shelf){open_text, t}, d, out);
}

#endif
