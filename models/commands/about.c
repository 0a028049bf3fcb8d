/* horqin explain and horqin --version. */
#include <stdio.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/config/config.h"
#include "sim/error.h"
#include "sim/provenance.h"

int command_explain(int argc, char **argv)
{
    bool headline = false;
    const char *key = NULL, *model = "poverty";
    int keys = 0;
    const struct option_row rows[] = {
        {.name = "--headline", .flag = &headline}, {.name = "--model", .value = &model}, {0}};
    if (!read_options("explain", argc, argv, rows, &key, 1, &keys)) {
        return HQ_EXIT_USAGE;
    }
    for (int i = 0; i < model_family_count; i++) {
        if (strcmp(model_families[i].name, model) == 0) {
            const struct param_table *const tables[] = {&hq_engine_parameters,
                                                        &model_families[i].builds[0]->parameters};
            return hq_explain(key, headline, tables, 2, stdout, stderr);
        }
    }
    fprintf(stderr, "horqin explain: error: there is no model %s\n", model);
    return HQ_EXIT_USAGE;
}

int command_version(int argc, char **argv)
{
    bool json = false;
    const char *none;
    int others;
    const struct option_row rows[] = {{.name = "--json", .flag = &json}, {0}};
    if (!read_options("--version", argc, argv, rows, &none, 0, &others)) {
        return HQ_EXIT_USAGE;
    }
    if (json) {
        struct json j;
        hq_json_begin(&j, stdout);
        hq_provenance_json(&j);
        hq_json_end(&j);
    } else {
        printf("horqin %s\n", hq_version());
    }
    return HQ_EXIT_DONE;
}
