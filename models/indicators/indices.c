/* The table of indices. */
#include "models/indicators/indices.h"

#include <string.h>

const struct index_row indices[] = {
#define OVERALL(name, function, p, unit, meaning) {#name, unit, meaning, function, p, false},
#define AT_LINE(name, function, p, unit, meaning) {#name, unit, meaning, function, p, true},
#include "models/indicators/indices.def"
#undef AT_LINE
#undef OVERALL
};
const int index_count = sizeof indices / sizeof *indices;

const struct index_row *index_named(const char *name)
{
    for (int i = 0; i < index_count; i++) {
        if (strcmp(indices[i].name, name) == 0) {
            return &indices[i];
        }
    }
    return NULL;
}
