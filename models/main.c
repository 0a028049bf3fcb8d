/* The program: models, commands, help. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "models/commands/commands.h"
#include "sim/error.h"

#define BUILDS(name)                                                                                           \
    {                                                                                                          \
        &name##_sse2, &name##_avx2, &name##_avx512                                                             \
    }
extern const struct model poverty_sse2, poverty_avx2, poverty_avx512;
extern const struct model hh1_sse2, hh1_avx2, hh1_avx512;
const struct model_family model_families[] = {
    {"poverty", BUILDS(poverty)},
    {"hh1", BUILDS(hh1)},
};
const int model_family_count = sizeof model_families / sizeof *model_families;

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage, *meaning;
} commands[] = {
    {"run", command_run,
     "CONFIG [--set key=value]... [--from DIR@YEAR] [--out DIR] [--threads N] [--isa NAME] [--quiet] [--json]\n"
     "      [--force] [--audit]",
     "run a configuration; a complete result of the same configuration is reused. --from takes over what the\n"
     "      result folder DIR has up to YEAR and goes on from its checkpoint (docs/branches.md). --audit "
     "counts\n"
     "      people, animals, land and money once more every year; exit 70 where they do not add up"},
    {"resume", command_resume,
     "DIR [--set key=value]... [--threads N] [--isa NAME] [--quiet] [--json] [--audit]",
     "go on from the newest checkpoint of a result folder, on any number of ranks"},
    {"check", command_check, "CONFIG [--set key=value]...",
     "report all errors of a configuration; run nothing"},
    {"estimate", command_estimate, "CONFIG [--set key=value]... [--ranks N] [--threads N] [--out DIR] [--json]",
     "memory, bytes written and time that a run would take; exit 3 where this machine has not enough"},
    {"population", command_population, "--survey FILE --codebook FILE [--out FILE] [--model NAME]",
     "check a household survey and make of it the population file that runs begin from (docs/survey.md)"},
    {"diff", command_diff, "A B",
     "where two result folders, or two files of results, first differ (exit 1). Exit 65 for HDF5 files that\n"
     "      cannot be read, and where series.h5 or ledger.csv are not what run.json beside them says; a value\n"
     "      changed in any other file is a difference and no damage (docs/files.md)"},
    {"explain", command_explain, "[KEY] [--headline] [--model NAME]",
     "what a parameter means, its range and its source"},
    {"list", command_list,
     "[policies|processes|parameters|columns|indicators|purposes|quotas|accounts|instruments|funding|postings|"
     "stocks|figures] [--model "
     "NAME] [--json]",
     "what a model is made of; alone: what can be listed"},
    {"replay", command_replay,
     "CONFIG [--set key=value]... [--out DIR] [--sources DIR] [--threads N] [--isa NAME] [--quiet] [--json]\n"
     "      [--force] [--audit]",
     "run a configuration with what its source states imposed, and print sentence by sentence what is stated\n"
     "      beside what came out (docs/replay.md); exit 70 where an exact statement differs"},
    {"compare", command_compare,
     "BASE OTHER... [--set key=value]... [--other \"NAME: key=value...\"]... [--policies a,b+c|all]\n"
     "      [--factorial a,b+c|all] [--permutations K] [--replicates N] [--frozen] [--year Y] [--line "
     "NAME]...\n"
     "      [--areas region,classes,zones,prefectures,counties] [--panel SHARE] [--out DIR] [--threads N] "
     "[--isa "
     "NAME]\n"
     "      [--force] [--quiet] [--json]",
     "what policies change against a base with the same luck: who is lifted over the line and who pushed under "
     "it, for\n"
     "      how long, at what cost each, with intervals over replicates, direct and spill-over effects, and "
     "Shapley\n"
     "      values. BASE and OTHER are finished results, or configurations, which are run first "
     "(docs/compare.md)"},
    {"measure", command_measure,
     "FILE.csv --income COLUMN [--weight COLUMN] [--size COLUMN] [--of-household] [--group COLUMN]\n"
     "      [--line Z|P%median|P%mean]... [--dimension COLUMN:CUTOFF[:WEIGHT]]... [--k K]\n"
     "      [--at-line not-poor|poor] [--gini population|sample] [--logs clip|drop|mean] [--floor Y]\n"
     "      [--streaming] [--json] [--unit COLUMN --time COLUMN [OVER TIME]]\n"
     "  horqin measure DIR [--year Y] [--area CODE] [--line NAME|Z]... [--income income|consumed|assessed]\n"
     "      [--households] [--json] [OVER TIME]\n"
     "      OVER TIME: [--from-year Y] [--to-year Y] [--span N] [--tau T] [--points N] [--predictor "
     "COLUMN]...\n"
     "      [--vulnerable-at V]",
     "poverty and inequality of a table of your own, by the code that measures runs (docs/indicators.md);\n"
     "      --streaming goes through the histogram of runs and prints the bounds that it proves. With --unit "
     "and\n"
     "      --time, of a panel: spells, transitions, chronic poverty, growth, vulnerability (docs/time.md). Of "
     "DIR, a\n"
     "      finished run: its indices of a year, its panel over time, and how its programmes were delivered\n"
     "      (docs/delivery.md)"},
    {"schema", command_schema, "[--model NAME]", "a JSON Schema of configurations, for editors and validators"},
    {"draws", command_draws,
     "--seed S --households A:B --years A:B --purpose P --count N --order households|draws|years",
     "raw 32-bit draws on standard output"},
    {"bench", command_bench, "hh1 [--households N] [--years Y] [--threads T] [--isa NAME]",
     "household-years a second of the minimal model"},
    {"--version", command_version, "[--json]", "version, compiler, libraries"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    fprintf(
        out,
        "Horqin simulates rural households, their land and the programmes that reach them.\n\nExamples:\n"
        "  horqin run configs/kezuo-houqi.yml                               one county, 2002 to 2019\n"
        "  horqin run configs/kezuo-houqi.yml --set population.scale=0.1    a tenth of its villages\n"
        "  horqin run configs/kezuo-houqi.yml --set training.enabled=true   one programme more\n"
        "  mpirun -n 4 horqin run configs/kezuo-houqi.yml --threads 8       four ranks of eight threads\n"
        "  horqin explain training.budget                                   a parameter and its source\n"
        "  horqin list policies                                             the programmes that there are\n"
        "  horqin schema > horqin.schema.json                               for an editor that checks YAML\n"
        "\nCommands:\n");
    for (int i = 0; i < COMMANDS; i++) {
        fprintf(out, "  horqin %s %s\n      %s\n", commands[i].name, commands[i].usage, commands[i].meaning);
    }
    fprintf(out, "\nData go to standard output, all else to standard error.\nExit codes:\n");
    for (int i = 0; i < hq_exit_count; i++) {
        fprintf(out, "  %3d  %s\n", hq_exits[i].code, hq_exits[i].meaning);
    }
    fprintf(out, "  128+n  ended by signal n\n");
}

/* A command whose output did not arrive has not done its work (a reader that has gone away does not count). */
static int delivered(int code)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE) {
        return code;
    }
    fprintf(stderr, "horqin: error: standard output cannot be written: %s\n", strerror(errno ? errno : EIO));
    return code == HQ_EXIT_DONE ? HQ_EXIT_IO : code;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return HQ_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return HQ_EXIT_DONE;
    }
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            const bool wants_help = argc > 2 && strcmp(argv[2], "--help") == 0;
            if (wants_help) {
                printf("horqin %s %s\n    %s\n", commands[i].name, commands[i].usage, commands[i].meaning);
                return HQ_EXIT_DONE;
            }
            return delivered(commands[i].run(argc - 2, argv + 2));
        }
    }
    fprintf(stderr, "horqin: error: there is no command %s; horqin --help lists them\n", argv[1]);
    return HQ_EXIT_USAGE;
}
