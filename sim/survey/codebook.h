/* What the columns of a survey mean: a codebook in YAML (docs/survey.md), read against a model's fields. */
#ifndef SIM_CODEBOOK_H
#define SIM_CODEBOOK_H

#include "sim/rows.h"
#include "sim/text/yaml.h"

/* A column of the survey, as the codebook names it. `name` NULL: not named. */
struct survey_column {
    const char *name;
    const struct source *source;
    struct mark at;
    double factor; /* times the cell's number */
};

struct survey_code {
    const char *text;
    double value;
};

/* What becomes of a missing value, and of a negative one. */
enum missing_rule { MISSING_ERROR, MISSING_VALUE, MISSING_MODEL, MISSING_MEDIAN };
enum negative_rule { NEGATIVE_ERROR, NEGATIVE_KEEP, NEGATIVE_ZERO };

/* How one field is got. Not mapped where `part_count` is 0. */
struct mapping {
    struct survey_column *parts; /* their sum is the value */
    int part_count;
    double unit;               /* times the sum: the field's own unit */
    struct survey_code *codes; /* texts that stand for values; then no other text will do */
    int code_count;
    enum missing_rule missing;
    double missing_value;
    enum negative_rule negative;
};

enum { HQ_SURVEY_ERRORS = 100 };

struct codebook {
    const struct field_table *fields;
    struct survey_column household, person, county, weight; /* person, weight: may be unnamed */
    const char *region;                                     /* path of the region table */
    const struct source *source;
    struct mark region_at;
    struct survey_code *counties; /* the survey's codes; none: they are the region table's */
    int county_count;
    const char **missing; /* texts that say nothing, beside the empty one */
    int missing_count;
    bool keep_eight; /* of more persons than there are slots the first are kept; else an error */
    int64_t most_errors;
    struct mapping *mappings; /* one a field */
};

/* Reads and checks a codebook; errors are reported at their place, all in one pass. Returns whether it is
 * right. All memory is the arena's. */
bool hq_codebook_read(struct arena *arena, const struct source *source, const struct field_table *fields,
                      struct diagnostics *d, struct codebook *out);

/* Whether any field of a level is mapped. */
bool hq_codebook_has(const struct codebook *c, enum hq_level level);

#endif
