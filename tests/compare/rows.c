/* Prints the list of changes of two results as a table with tabs: compare_rows BASE OTHER [YEAR]. For tests that work it out anew. */
#include <stdio.h>
#include <stdlib.h>

#include "models/compare/changes.h"

int main(int argc, char **argv)
{
    const struct compare_options all = {.classes = true,
                                        .zones = true,
                                        .prefectures = true,
                                        .counties = true,
                                        .year = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0};
    struct changes c = {0};
    char *why = NULL;
    const int code = argc < 3 ? 2 : hq_compare_pair(argv[1], argv[2], &all, &c, &why);
    if (code != 0) {
        fprintf(stderr, "%s\n", why ? why : "compare_rows BASE OTHER [YEAR]");
    }
    for (int i = 0; i < c.count; i++) {
        const struct change *r = &c.rows[i];
        printf("%s\t%s\t%s\t%s\t%s\t%d\t%.17g\t%.17g\n", r->table, r->measure, r->area, r->name, r->line,
               r->year, r->base, r->other);
    }
    hq_changes_free(&c);
    free(why);
    return code;
}
