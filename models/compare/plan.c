#include "models/compare/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "models/compare/plan_make.h"
#include "models/compare/policies.h"
#include "sim/error.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

enum { LONGEST_NAME = 120 };

/* One write, so that the line stays whole. */
static void print_refusal(const char *format, va_list arguments)
{
    char text[1024];
    (void)vsnprintf(text, sizeof text, format, arguments);
    fprintf(stderr, "horqin compare: error: %s\n", text);
}

int plan_refuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (hq_rank() == 0) {
        print_refusal(format, arguments);
    }
    va_end(arguments);
    return HQ_EXIT_USAGE;
}

struct scenario *plan_add(struct plan *p)
{
    p->scenarios = hq_arena_grow(&p->arena, p->scenarios, p->count, &p->capacity, sizeof *p->scenarios);
    p->scenarios[p->count] = (struct scenario){0};
    return &p->scenarios[p->count++];
}

bool plan_is_folder(const char *path)
{
    struct stat what;
    return stat(path, &what) == 0 && S_ISDIR(what.st_mode);
}

static int length_of(const char *const *list)
{
    int count = 0;
    while (list && list[count]) {
        count++;
    }
    return count;
}

int plan_load(const struct plan *p, const char *path, const char *const *sets, int set_count,
              struct config **config)
{
    const int common = length_of(p->request.sets);
    const char **all = hq_zalloc((size_t)common + (size_t)set_count + 1, sizeof *all);
    for (int i = 0; i < common + set_count; i++) {
        all[i] = i < common ? p->request.sets[i] : sets[i - common];
    }
    struct run_request request = p->request.run;
    request.config = path;
    request.sets = all;
    request.set_count = common + set_count;
    const int code = hq_run_load(&request, config);
    free(all);
    return code;
}

/* ---- scenarios of one configuration ------------------------------------------------------------------ */

/* Adds one that leaves some policies of the base configuration on. */
static void add_policies(struct plan *p, const struct policies *policies, const char *name, uint64_t on)
{
    const char **sets = hq_arena_alloc(&p->arena, MOST_POLICIES * sizeof *sets);
    const int count = policies_settings(policies, on, &p->arena, sets);
    *plan_add(p) =
        (struct scenario){.name = name, .config = p->request.paths[0], .sets = sets, .set_count = count};
}

struct group {
    const char *name;
    uint64_t bits;
};

/* Groups "a,b+c" of a text; "all": every policy that is enabled, one a group. Returns how many, or -1 where it has said
 * what is wrong. */
static int groups_of(struct plan *p, const struct policies *policies, const char *option, const char *text,
                     struct group groups[MOST_POLICIES])
{
    int count = 0;
    char *why = NULL;
    for (const char *at = text;; at++) {
        const size_t word = strcspn(at, ",");
        const uint64_t bits = policies_named(policies, at, word, &why);
        if (bits == 0 || count == MOST_POLICIES) {
            plan_refuse("%s: %s", option, why ? why : "too many");
            free(why);
            return -1;
        }
        if (word == 3 && strncmp(at, "all", 3) == 0) {
            for (int i = 0; i < policies->count && count < MOST_POLICIES; i++) {
                if (bits >> i & 1) {
                    groups[count++] = (struct group){policies->names[i], UINT64_C(1) << i};
                }
            }
        } else {
            groups[count++] = (struct group){hq_arena_bytes(&p->arena, at, word), bits};
        }
        at += word;
        if (!*at) {
            return count;
        }
    }
}

static int add_each(struct plan *p, const struct policies *policies)
{
    struct group groups[MOST_POLICIES];
    const int count = groups_of(p, policies, "--policies", p->request.policies, groups);
    add_policies(p, policies, "none", 0);
    for (int i = 0; i < count; i++) {
        add_policies(p, policies, groups[i].name, groups[i].bits);
    }
    return count < 0 ? HQ_EXIT_USAGE : HQ_EXIT_DONE;
}

/* A subset's name: its groups, or, where that would be too long for a folder, a digit for each group. */
static const char *subset_name(struct plan *p, uint32_t subset)
{
    const char *name = subset ? "" : "none";
    for (int i = 0; i < p->game.players; i++) {
        if (subset >> i & 1) {
            name = hq_arena_print(&p->arena, "%s%s%s", name, *name ? "+" : "", p->players[i]);
        }
    }
    if (strlen(name) <= LONGEST_NAME) {
        return name;
    }
    char digits[SHAPLEY_MOST + 1] = "";
    for (int i = 0; i < p->game.players; i++) {
        digits[i] = subset >> i & 1 ? '1' : '0';
    }
    return hq_arena_print(&p->arena, "subset-%s", digits);
}

static int add_subsets(struct plan *p, const struct policies *policies)
{
    struct group groups[MOST_POLICIES];
    const int count = groups_of(p, policies, "--factorial", p->request.factorial, groups);
    if (count < 0) {
        return HQ_EXIT_USAGE;
    }
    uint64_t seen = 0;
    p->players = hq_arena_alloc(&p->arena, (size_t)count * sizeof *p->players);
    for (int i = 0; i < count; i++) {
        if (seen & groups[i].bits) {
            return plan_refuse("--factorial: a policy of %s is in another group too", groups[i].name);
        }
        seen |= groups[i].bits;
        p->players[i] = groups[i].name;
    }
    if (count > SHAPLEY_MOST) {
        return plan_refuse("--factorial: %d groups; at most %d: join some by +", count, SHAPLEY_MOST);
    }
    game_make(&p->game, count, p->request.orders, (uint64_t)p->seed);
    for (int s = 0; s < p->game.count; s++) {
        uint64_t on = 0;
        for (int i = 0; i < count; i++) {
            on |= p->game.subsets[s] >> i & 1 ? groups[i].bits : 0;
        }
        add_policies(p, policies, subset_name(p, p->game.subsets[s]), on);
    }
    return HQ_EXIT_DONE;
}

/* Parts a text into settings at spaces outside of quotes and brackets. */
static void split_settings(struct plan *p, const char *text, struct scenario *s)
{
    const char **sets = hq_arena_alloc(&p->arena, (strlen(text) / 2 + 1) * sizeof *sets);
    for (const char *at = text; *at;) {
        at += strspn(at, " ");
        int depth = 0;
        char quote = '\0';
        size_t length = 0;
        for (; at[length] && (at[length] != ' ' || depth > 0 || quote); length++) {
            const char c = at[length];
            if (quote) {
                quote = c == quote ? '\0' : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else {
                depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            }
        }
        if (length > 0) {
            sets[s->set_count++] = hq_arena_bytes(&p->arena, at, length);
        }
        at += length;
    }
    s->sets = sets;
}

/* "NAME: key=value ...", or settings alone, which then are the name too. */
static int add_others(struct plan *p)
{
    for (int i = 0; i < length_of(p->request.others); i++) {
        const char *text = p->request.others[i], *colon = strstr(text, ": "), *equals = strchr(text, '=');
        const bool named = colon && equals && colon > text && colon < equals;
        struct scenario s = {.config = p->request.paths[0]};
        s.name = hq_arena_bytes(&p->arena, text, named ? (size_t)(colon - text) : strlen(text));
        split_settings(p, named ? colon + 1 : text, &s);
        if (s.set_count == 0) {
            return plan_refuse("--other '%s' sets nothing: write \"key=value key=value\"", text);
        }
        *plan_add(p) = s;
    }
    return HQ_EXIT_DONE;
}

/* ---- configurations ---------------------------------------------------------------------------------- */

/* The last part of a path without its ending. */
static const char *stem_of(struct plan *p, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *point = strrchr(name, '.');
    return hq_arena_bytes(&p->arena, name, point && point != name ? (size_t)(point - name) : strlen(name));
}

/* Whether two scenarios would share a folder, or one have that of the other's frozen run. */
static bool is_taken(struct plan *p, const char *name, const char *other)
{
    return strcmp(name, other) == 0 ||
           (p->frozen && (strcmp(name, hq_arena_print(&p->arena, "%s-frozen", other)) == 0 ||
                          strcmp(other, hq_arena_print(&p->arena, "%s-frozen", name)) == 0));
}

/* A name that may be a folder's, and that no scenario before has. */
static const char *folder_name(struct plan *p, const char *wanted, int scenario)
{
    size_t length = strnlen(wanted, LONGEST_NAME);
    while (length > 0 && ((unsigned char)wanted[length] & 0xC0) == 0x80) {
        length--; /* not within a character of several bytes */
    }
    char *name = hq_arena_print(&p->arena, "%.*s", (int)length, wanted);
    for (char *at = name; *at; at++) {
        if (*at == '/' || (unsigned char)*at < ' ' || (at == name && *at == '.')) { /* also "." and ".." */
            *at = '_';
        }
    }
    const char *own = name;
    for (int again = 2, i = 0; i < scenario; i++) {
        if (is_taken(p, p->scenarios[i].name, own)) {
            own = hq_arena_print(&p->arena, "%s (%d)", name, again++);
            i = -1;
        }
    }
    return own;
}

static void set_out(struct plan *p, const struct config *base)
{
    const char *name = hq_config_engine(base)->run_name;
    p->out = p->request.out ? p->request.out
                            : hq_arena_print(&p->arena, "results/compare-%s",
                                             *name ? name : stem_of(p, p->request.paths[0]));
}

/* What the base configuration says: its first seed, where results go, and its policies. */
static int read_base(struct plan *p, struct policies *policies)
{
    struct config *base = NULL;
    const int code = plan_load(p, p->request.paths[0], NULL, 0, &base);
    if (code != HQ_EXIT_DONE) {
        return code;
    }
    p->seed = hq_config_engine(base)->run_seed;
    set_out(p, base);
    policies_of(policies, p->request.run.families[hq_config_model(base)].builds[0], base);
    const bool frozen = strcmp(hq_config_engine(base)->run_markets, "frozen") == 0;
    hq_config_free(base);
    if (frozen && p->request.frozen) {
        return plan_refuse("%s has frozen markets itself: --frozen wants a base with live ones",
                           p->request.paths[0]);
    }
    return HQ_EXIT_DONE;
}

/* All that is wrong with the configurations is said before the first run. */
static int check_scenarios(struct plan *p)
{
    for (int i = 0; i < p->count; i++) {
        struct scenario *s = &p->scenarios[i];
        struct config *config = NULL;
        s->name = folder_name(p, s->name, i);
        if (p->players) {
            continue; /* switches of policies that have been found */
        }
        const int code = plan_load(p, s->config, s->sets, s->set_count, &config);
        if (code != HQ_EXIT_DONE) {
            return code;
        }
        const bool other_luck = s->set_count > 0 && hq_config_engine(config)->run_seed != p->seed;
        hq_config_free(config);
        if (other_luck) {
            return plan_refuse("'%s' sets run.seed: pairs have the base's seed, which --set run.seed=N chooses",
                               s->name);
        }
    }
    return HQ_EXIT_DONE;
}

static int plan_configurations(struct plan *p)
{
    const struct plan_request *q = &p->request;
    const int others = length_of(q->others);
    const bool one = q->policies || q->factorial || others > 0;
    if ((q->policies != NULL) + (q->factorial != NULL) + (others > 0) > 1) {
        return plan_refuse("take one of --policies, --factorial and --other");
    }
    if (one && q->path_count > 1) {
        return plan_refuse("--policies, --factorial and --other go with one configuration; there is %s too",
                           q->paths[1]);
    }
    if (!one && q->path_count < 2) {
        return plan_refuse("name what %s is to be compared with: another configuration, --policies, --other or "
                           "--factorial",
                           q->paths[0]);
    }
    for (int i = 1; i < q->path_count; i++) {
        if (plan_is_folder(q->paths[i])) {
            return plan_refuse(
                "%s is a folder and %s is none: name finished results only, or configurations only",
                q->paths[i], q->paths[0]);
        }
    }
    if (q->factorial && q->frozen) {
        return plan_refuse("--frozen goes with pairs of runs, not with --factorial");
    }
    struct policies policies;
    int code = read_base(p, &policies);
    if (code == HQ_EXIT_DONE && q->policies) {
        code = add_each(p, &policies);
    } else if (code == HQ_EXIT_DONE && q->factorial) {
        code = add_subsets(p, &policies);
    } else if (code == HQ_EXIT_DONE) {
        for (int i = 0; i < q->path_count; i++) {
            *plan_add(p) =
                (struct scenario){.name = one ? "base" : stem_of(p, q->paths[i]), .config = q->paths[i]};
        }
        code = add_others(p);
    }
    p->frozen = q->frozen;
    return code == HQ_EXIT_DONE ? check_scenarios(p) : code;
}

static int check_finished(const struct plan_request *q)
{
    const char *option = q->replicates > 1      ? "--replicates"
                         : q->frozen            ? "--frozen"
                         : q->policies          ? "--policies"
                         : q->factorial         ? "--factorial"
                         : length_of(q->others) ? "--other"
                         : length_of(q->sets)   ? "--set"
                         : q->panel             ? "--panel"
                                                : NULL;
    if (option) {
        return plan_refuse(
            "%s is a finished result, and %s wants runs: name configurations, which are run first", q->paths[0],
            option);
    }
    if (q->path_count < 2) {
        return plan_refuse("name a second result folder, to be compared with %s", q->paths[0]);
    }
    for (int i = 1; i < q->path_count; i++) {
        if (!plan_is_folder(q->paths[i])) {
            return plan_refuse(
                "%s is a folder and %s is none: name finished results only, or configurations only",
                q->paths[0], q->paths[i]);
        }
    }
    return HQ_EXIT_DONE;
}

int plan_make(struct plan *p, const struct plan_request *request)
{
    *p = (struct plan){.request = *request, .replicates = request->replicates > 0 ? request->replicates : 1};
    if (request->path_count < 1) {
        return plan_refuse("name a base and what it is compared with: two result folders, or configurations");
    }
    p->finished = plan_is_folder(request->paths[0]);
    if (!p->finished) {
        return plan_configurations(p);
    }
    const int code = check_finished(request);
    return code == HQ_EXIT_DONE ? plan_finished(p) : code;
}

void plan_free(struct plan *p)
{
    game_free(&p->game);
    hq_arena_free(&p->arena);
}
