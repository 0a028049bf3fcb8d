/* What a result folder holds of the configuration: resolved.yml, inputs/, and of a branch from/. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/error.h"
#include "sim/store/files.h"
#include "sim/store/result.h"

static void need(int failed, const char *what)
{
    if (failed) {
        hq_fail(HQ_EXIT_IO, "%s cannot be written: %s", what, strerror(failed));
    }
}

static void write_inputs(const char *folder, const struct config *config)
{
    char *inputs = hq_text("%s/inputs", folder);
    need(hq_make_folder(inputs), inputs);
    const struct input_file *files;
    const int count = hq_config_inputs(config, &files);
    for (int i = 0; i < count; i++) {
        char *path = hq_text("%s/%s.csv", inputs, files[i].role);
        struct pending_file f;
        need(hq_file_begin(&f, path), path);
        fwrite(files[i].bytes, 1, files[i].size, f.stream);
        need(hq_file_commit(&f), path);
        free(path);
    }
    free(inputs);
}

static void write_resolved(const char *folder, const struct config *config)
{
    char *path = hq_text("%s/resolved.yml", folder);
    struct pending_file f;
    need(hq_file_begin(&f, path), path);
    need(hq_config_write(config, f.stream), path);
    need(hq_file_commit(&f), path);
    free(path);
}

/* Of a branch: the configuration of the run that it goes on from and the state that it had, so that the folder is
 * read without that run's. */
static void write_past(const char *folder, const struct config *config)
{
    int year;
    const char *state;
    const struct config *past = hq_config_past(config, &year, &state);
    char *from = hq_text("%s/from", folder);
    if (!past) {
        hq_remove_folder(from);
        free(from);
        return;
    }
    char *path = hq_text("%s/state.txt", from);
    struct pending_file f;
    need(hq_make_folder(from), from);
    need(hq_file_begin(&f, path), path);
    fprintf(f.stream, "%s %d %s\n", hq_config_hash(past), year, state);
    need(hq_file_commit(&f), path);
    hq_result_write_configuration(from, past);
    free(path);
    free(from);
}

void hq_result_write_configuration(const char *folder, const struct config *config)
{
    write_past(folder, config);
    write_resolved(folder, config);
    write_inputs(folder, config);
}

bool hq_result_past(const char *folder, char configuration[33], int *year, char state[33])
{
    char *path = hq_text("%s/from/state.txt", folder), *text = NULL, *end = NULL;
    size_t size;
    if (hq_read_file(path, &text, &size) != 0) {
        text = NULL;
    }
    const char *number = text ? strchr(text, ' ') : NULL;
    if (number) {
        *year = (int)strtol(number, &end, 10);
    }
    const bool found = end && *end == ' ';
    if (found) {
        snprintf(configuration, 33, "%.*s", (int)(number - text), text);
        snprintf(state, 33, "%.*s", (int)strcspn(end + 1, "\n"), end + 1);
    }
    free(text);
    free(path);
    return found;
}
