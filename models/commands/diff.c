/* horqin diff: where two results first differ. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "models/commands/commands.h"
#include "sim/error.h"
#include "sim/store/difference.h"
#include "sim/store/files.h"

enum { DIFFERENT = 1 }; /* as diff(1) has it */

/* Files of a result, by the ends of their names; settings that differ do not make results different. */
static const struct kind {
    const char *name;
    struct difference (*compare)(const char *a, const char *b);
    const char *hash; /* of the file, in run.json */
} file_kinds[] = {
    {"resolved.yml", hq_compare_settings, NULL},
    {"series.h5", hq_compare_series, "series_file_hash"},
    {"ledger.csv", hq_compare_tables, "ledger_file_hash"},
    {"yearly.csv", hq_compare_tables, NULL},
    {"indicators.h5", hq_compare_indicators, "indicators_file_hash"},
    {"trajectories.h5", hq_compare_trajectories, NULL},
};
enum { KINDS = sizeof file_kinds / sizeof *file_kinds };

static bool is_folder(const char *path)
{
    struct stat what;
    return stat(path, &what) == 0 && S_ISDIR(what.st_mode);
}

/* Prints a line; the verdict. */
static enum hq_verdict tell(const struct kind *kind, const struct difference *d)
{
    printf("%s: %s\n", kind->name, d->text);
    return kind->compare == hq_compare_settings && d->verdict == HQ_DIFFERENT ? HQ_EQUAL : d->verdict;
}

/* One file of both folders; HQ_EQUAL where neither has it. */
static enum hq_verdict compare_in(const char *a, const char *b, const struct kind *kind, int *seen)
{
    const char *const folders[] = {a, b};
    char *const paths[] = {hq_text("%s/%s", a, kind->name), hq_text("%s/%s", b, kind->name)};
    const bool there[] = {hq_file_exists(paths[0]), hq_file_exists(paths[1])};
    struct difference d = {.verdict = HQ_EQUAL};
    for (int i = 0; i < 2 && there[0] && there[1] && d.verdict == HQ_EQUAL; i++) {
        if (kind->hash && hq_file_has_changed(folders[i], kind->name, kind->hash)) {
            d = hq_difference(HQ_DAMAGED, "%s is damaged: it is not what run.json says", paths[i]);
        }
    }
    if (there[0] != there[1]) {
        d = hq_difference(HQ_DIFFERENT, "only in %s", there[0] ? a : b);
    } else if (there[0] && d.verdict == HQ_EQUAL) {
        d = kind->compare(paths[0], paths[1]);
    }
    *seen += there[0] || there[1];
    free(paths[0]);
    free(paths[1]);
    return d.text[0] ? tell(kind, &d) : HQ_EQUAL;
}

static bool ends_with(const char *path, const char *end)
{
    const size_t length = strlen(path), wanted = strlen(end);
    return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

/* The kind of a file that is named alone: by its name, or else by its ending. */
static const struct kind *kind_of(const char *path)
{
    for (int k = 0; k < KINDS; k++) {
        if (ends_with(path, file_kinds[k].name)) {
            return &file_kinds[k];
        }
    }
    const bool panel = strstr(path, "trajectories") != NULL;
    return ends_with(path, ".yml")   ? &file_kinds[0]
           : ends_with(path, ".csv") ? &file_kinds[2]
           : ends_with(path, ".h5")  ? &file_kinds[panel ? KINDS - 1 : 1]
                                     : NULL;
}

static int exit_code(enum hq_verdict verdict)
{
    static const int codes[] = {HQ_EXIT_DONE, DIFFERENT, HQ_EXIT_BAD_DATA, HQ_EXIT_IO};
    return codes[verdict];
}

static int complain(const char *format, const char *what)
{
    fprintf(stderr, "horqin diff: error: ");
    fprintf(stderr, format, what);
    fprintf(stderr, "\n");
    return HQ_EXIT_USAGE;
}

static int compare_files(const char *a, const char *b)
{
    const struct kind *kind = kind_of(a), *other = kind_of(b);
    if (!kind || !other || kind->compare != other->compare) {
        return complain("%s and the other are not two files of a result of the same kind", a);
    }
    const struct difference d = kind->compare(a, b);
    return exit_code(tell(kind, &d));
}

static int compare_folders(const char *a, const char *b)
{
    enum hq_verdict worst = HQ_EQUAL;
    int seen = 0;
    for (int k = 0; k < KINDS; k++) {
        const enum hq_verdict one = compare_in(a, b, &file_kinds[k], &seen);
        worst = one > worst ? one : worst;
    }
    return seen ? exit_code(worst) : complain("%s and the other folder hold no result", a);
}

int command_diff(int argc, char **argv)
{
    const struct option_row rows[] = {{0}};
    const char *paths[2] = {NULL, NULL};
    int count = 0;
    if (!read_options("diff", argc, argv, rows, paths, 2, &count)) {
        return HQ_EXIT_USAGE;
    }
    if (count != 2) {
        return complain("%s", "name two result folders, or two files of results");
    }
    for (int i = 0; i < 2; i++) {
        struct stat what;
        if (stat(paths[i], &what) != 0) {
            fprintf(stderr, "horqin diff: error: %s cannot be read: %s\n", paths[i], strerror(errno));
            return HQ_EXIT_IO;
        }
    }
    if (is_folder(paths[0]) != is_folder(paths[1])) {
        return complain("%s and the other are a folder and a file", paths[0]);
    }
    return is_folder(paths[0]) ? compare_folders(paths[0], paths[1]) : compare_files(paths[0], paths[1]);
}
