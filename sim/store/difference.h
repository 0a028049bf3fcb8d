/* Where two results first differ: in which year, household or county, and with which values. */
#ifndef SIM_DIFFERENCE_H
#define SIM_DIFFERENCE_H

#include <stdbool.h>

enum hq_verdict { HQ_EQUAL, HQ_DIFFERENT, HQ_DAMAGED, HQ_UNREADABLE }; /* the worst one is the largest */

struct difference {
    enum hq_verdict verdict;
    char text[1000]; /* "equal", the first difference, or what is wrong with which file */
};

/* The kinds of files of a result folder. On one process. */
struct difference hq_compare_series(const char *a, const char *b);
struct difference hq_compare_trajectories(const char *a, const char *b);
struct difference hq_compare_indicators(const char *a, const char *b);
struct difference hq_compare_tables(const char *a, const char *b);   /* CSV with a header */
struct difference hq_compare_settings(const char *a, const char *b); /* resolved.yml: the first keys */

/* For those above: the verdict on files that need not be looked into: one cannot be read (then true), or both
 * have the same bytes (then true). */
int hq_difference_of_bytes(const char *a, const char *b, struct difference *d);
/* Whether a file of a result folder is not what run.json there says under `key`, the hash of its bytes. False where there is no
 * such file, run.json or key. */
bool hq_file_has_changed(const char *folder, const char *name, const char *key);

/* Sets verdict and text; returns it. */
struct difference hq_difference(enum hq_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
