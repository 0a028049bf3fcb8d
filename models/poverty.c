/* The poverty model: its rows, its processes in order, its yearly steps. */
#include "models/poverty.h"
#include "models/account/cells.h"
#include "models/indicators/report.h"
#include "models/livelihoods/technique.h"
#include "sim/define.h"
#include "sim/ledger.h"
#include "sim/markets.h"

extern const struct model HQ_SYMBOL(poverty);

static const struct process *const processes[] = {
#define PROCESS(name) &HQ_SYMBOL(name),
#define COUNT(name)   &HQ_SYMBOL(name),
#include "models/processes.def"
#undef COUNT
#undef PROCESS
    NULL,
};

static const struct yearly *const steps[] = {
#define YEARLY(name) &HQ_SYMBOL(name),
#include "models/yearly.def"
#undef YEARLY
};
enum { STEPS = sizeof steps / sizeof *steps };

static void found(struct world *w)
{
    for (int s = 0; s < STEPS; s++) {
        for (int c = 0; c < w->counties; c++) {
            if (steps[s]->found) {
                steps[s]->found(w, c);
            }
        }
    }
}

static void plan(struct world *w)
{
    for (int s = 0; s < STEPS; s++) {
        for (int c = 0; c < w->counties; c++) {
            if (steps[s]->plan) {
                steps[s]->plan(w, c);
            }
        }
        hq_hold_markets(w); /* money that the cascade shares out is what the next steps post */
    }
}

static void clear(struct world *w)
{
    for (int s = 0; s < STEPS; s++) {
        for (int c = 0; c < w->counties; c++) {
            if (steps[s]->clear) {
                steps[s]->clear(w, c);
            }
        }
    }
}

static const char *close(struct world *w)
{
    for (int s = 0; s < STEPS; s++) {
        for (int c = 0; c < w->counties; c++) {
            if (steps[s]->close) {
                steps[s]->close(w, c);
            }
        }
    }
    return HQ_SYMBOL(check_books)(w);
}

static const char *const classes[] = {"farming", "semi-pastoral", "pastoral", NULL};

const struct model HQ_SYMBOL(poverty) = {
    HQ_MODEL_TABLES,
    .name = "poverty",
    .classes = classes,
    .processes = processes,
    .prepare = HQ_SYMBOL(prepare_technique),
    .found = found,
    .synthesise = HQ_SYMBOL(found_village),
    .founded = HQ_SYMBOL(open_books),
    .plan = plan,
    .clear = clear,
    .close = close,
    .reports = &report_table,
    .county_cells = COUNTY_CELLS,
    .region_cells = REGION_CELLS,
    .report_parts = report_parts,
    .report = report_part,
};
