#include "models/over_time/tables.h"

#include <stdlib.h>

#include "models/indicators/real.h"
#include "models/over_time/growth.h"
#include "models/over_time/persistence.h"
#include "models/over_time/spells.h"
#include "models/over_time/transitions.h"
#include "models/over_time/vulnerability.h"
#include "sim/error.h"
#include "sim/store/files.h"

const struct time_index time_indices[] = {
#define TIME(name, unit, at, meaning) {#name, unit, at, meaning},
#include "models/over_time/over_time.def"
#undef TIME
};
const int time_index_count = sizeof time_indices / sizeof *time_indices;
enum time_name {
#define TIME(name, unit, at, meaning) TIME_##name,
#include "models/over_time/over_time.def"
#undef TIME
};

static const char *const fgt_names[] = {"headcount", "gap", "squared_gap"};

void time_rows_free(struct time_rows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        free(rows->rows[i].at);
    }
    free(rows->rows);
    *rows = (struct time_rows){0};
}

/* What all rows that follow have in common. */
struct teller {
    const struct time_panel *p;
    struct time_rows *out;
    const char *line;
    int from, to;
};

static void add_row(struct time_rows *out, struct time_row row)
{
    if (out->count == out->room) {
        const int room = out->room ? 2 * out->room : 256;
        struct time_row *more = hq_zalloc((size_t)room, sizeof *more);
        for (int i = 0; i < out->count; i++) {
            more[i] = out->rows[i];
        }
        free(out->rows);
        out->rows = more;
        out->room = room;
    }
    out->rows[out->count++] = row;
}

/* `at` is taken over. */
static void tell_with_error(const struct teller *t, enum time_name name, char *at, double value, double error)
{
    add_row(t->out, (struct time_row){.index = &time_indices[name],
                                      .line = t->line,
                                      .at = at,
                                      .from = t->p->year[t->from],
                                      .to = t->p->year[t->to],
                                      .value = value,
                                      .error = error});
}

static void tell_at(const struct teller *t, enum time_name name, char *at, double value)
{
    tell_with_error(t, name, at, value, not_known());
}

static void tell(const struct teller *t, enum time_name name, double value)
{
    tell_at(t, name, hq_copy_text(""), value);
}

/* Of FGT 0, 1 or 2. */
static void tell_fgt(const struct teller *t, enum time_name name, int power, double value)
{
    tell_at(t, name, hq_copy_text(fgt_names[power]), value);
}

static char *number_text(int number)
{
    return hq_text("%d", number);
}

/* ---- who is observed ------------------------------------------------------------------------------------------- */

void tell_panel(const struct time_panel *p, struct time_rows *out)
{
    const struct teller t = {p, out, "", 0, p->periods - 1};
    int64_t units = 0, cells = 0;
    double first = 0, throughout = 0;
    for (int64_t i = 0; i < p->units; i++) {
        int seen = 0;
        for (int k = 0; k < p->periods; k++) {
            seen += panel_observed(p, i, k);
        }
        units += seen > 0;
        cells += seen;
        first += panel_observed(p, i, 0) ? panel_weight(p, i, 0) : 0;
        throughout += seen == p->periods ? panel_weight(p, i, 0) : 0;
    }
    tell(&t, TIME_units, (double)units);
    tell(&t, TIME_observed, (double)cells / ((double)units * p->periods));
    tell(&t, TIME_throughout, throughout / first);
}

/* ---- spells ------------------------------------------------------------------------------------------------------ */

static void tell_spells(const struct teller *t)
{
    static const struct {
        enum spell_kind kind;
        enum time_name at_risk, hazard, survivor;
    } told[] = {{POOR_SEEN, TIME_at_risk, TIME_exit_hazard, TIME_still_poor},
                {POOR_UNSEEN, TIME_at_risk_unseen, TIME_exit_hazard_unseen, TIME_still_poor_unseen},
                {ABOVE_SEEN, TIME_at_risk_again, TIME_reentry_hazard, TIME_still_out}};
    struct spells *s = hq_zalloc(1, sizeof *s);
    struct survival survival[MOST_PERIODS];
    spells_of(t->p, s);
    for (size_t k = 0; k < sizeof told / sizeof *told; k++) {
        const struct duration *d = s->of[told[k].kind];
        const int longest = s->longest[told[k].kind];
        survival_of(d, longest, survival);
        for (int j = 0; j < longest; j++) {
            tell_at(t, told[k].at_risk, number_text(j + 1), d[j].at_risk);
            tell_at(t, told[k].hazard, number_text(j + 1), survival[j].hazard);
            tell_with_error(t, told[k].survivor, number_text(j + 1), survival[j].survivor, survival[j].error);
        }
        if (told[k].kind == POOR_SEEN) {
            const int median = survival_median(survival, longest);
            tell(t, TIME_median_spell, median > 0 ? median : not_known());
        }
    }
    free(s);
}

/* ---- transitions --------------------------------------------------------------------------------------------------- */

static void tell_matrix(const struct teller *t, const struct transitions *m, enum time_name share,
                        enum time_name mobility)
{
    for (int r = 0; r < m->by->classes; r++) {
        for (int c = 0; c < m->by->classes; c++) {
            tell_at(t, share, hq_text("%s>%s", m->by->names[r], m->by->names[c]), transition_share(m, r, c));
        }
    }
    tell_at(t, mobility, number_text(m->by->classes), transition_mobility(m));
}

static void tell_transitions(const struct teller *t, const struct time_choice *choice)
{
    static const struct classing *const ways[] = {&by_poverty, &by_depth};
    for (int k = 0; k + 1 < t->p->periods; k++) {
        struct transitions m = {.by = &by_poverty};
        const struct teller here = {t->p, t->out, t->line, k, k + 1};
        transitions_add(t->p, k, k + 1, &m);
        tell(&here, TIME_exit_rate, transition_share(&m, 0, 1));
        tell(&here, TIME_entry_rate, transition_share(&m, 1, 0));
    }
    for (int way = 0; way < 2; way++) {
        struct transitions all = {.by = ways[way]}, ends = {.by = ways[way]};
        for (int k = 0; k + 1 < t->p->periods; k++) {
            transitions_add(t->p, k, k + 1, &all);
        }
        tell_matrix(t, &all, TIME_transition, TIME_mobility);
        const struct teller compared = {t->p, t->out, t->line, choice->from, choice->to};
        transitions_add(t->p, choice->from, choice->to, &ends);
        tell_matrix(&compared, &ends, TIME_transition_long, TIME_mobility_long);
    }
}

/* ---- chronic and transient ------------------------------------------------------------------------------------- */

static void tell_persistence(const struct teller *t, const struct time_choice *choice)
{
    struct persistence s;
    double poor = 0;
    persistence_of(t->p, choice->from, choice->to, choice->span, choice->tau, &s);
    tell(t, TIME_window_followed, s.weight / s.first);
    for (int a = 0; a < 2; a++) {
        const double transient = s.total[a] - s.chronic[a];
        tell_fgt(t, TIME_total, a + 1, s.total[a]);
        tell_fgt(t, TIME_chronic, a + 1, s.chronic[a]);
        tell_fgt(t, TIME_transient, a + 1, transient);
        tell_fgt(t, TIME_transient_share, a + 1, s.total[a] > 0 ? transient / s.total[a] : not_known());
    }
    tell(t, TIME_chronic_headcount, s.headcount);
    tell(t, TIME_chronic_duration, s.duration);
    tell(t, TIME_k0, s.k[0]);
    tell(t, TIME_k1, s.k[1]);
    tell(t, TIME_k2, s.k[2]);
    for (int n = 0; n <= choice->span; n++) {
        tell_at(t, TIME_periods_poor, number_text(n), s.periods_poor[n]);
        poor += n * s.periods_poor[n] / choice->span;
    }
    tell(t, TIME_mean_poor_periods, poor);
}

/* ---- growth ------------------------------------------------------------------------------------------------------ */

/* The percentile of the i-th of so many points, at `share` of it: "2.5". */
static char *percentile_text(int i, double share, int points)
{
    return hq_text("%.4g", 100.0 * (i + share) / points);
}

static void tell_parts(const struct teller *t, const struct distribution *from, const struct distribution *to)
{
    for (int a = 0; a < 3; a++) {
        const struct parts_of_change c = parts_of_change(from, to, t->p->at_line, a);
        tell_fgt(t, TIME_growth_elasticity, a, c.growth_elasticity);
        tell_fgt(t, TIME_change, a, c.change);
        tell_fgt(t, TIME_growth_part, a, c.growth[0]);
        tell_fgt(t, TIME_redistribution_part, a, c.redistribution[0]);
        tell_fgt(t, TIME_residual, a, c.residual[0]);
        tell_fgt(t, TIME_growth_part_last, a, c.growth[1]);
        tell_fgt(t, TIME_redistribution_part_last, a, c.redistribution[1]);
        tell_fgt(t, TIME_residual_last, a, c.residual[1]);
        tell_fgt(t, TIME_shapley_growth, a, c.shapley_growth);
        tell_fgt(t, TIME_shapley_redistribution, a, c.shapley_redistribution);
    }
}

static void tell_growth(const struct teller *t, const struct time_choice *choice)
{
    struct distribution from = {0}, to = {0};
    struct income_growth g;
    if (cross_section(t->p, choice->from, &from) && cross_section(t->p, choice->to, &to)) {
        growth_of(&from, &to, t->p->at_line, choice->points, &g);
        tell(t, TIME_growth, g.mean);
        for (int i = 0; i < choice->points; i++) {
            tell_at(t, TIME_growth_incidence, percentile_text(i, 0.5, choice->points), g.incidence[i]);
        }
        tell(t, TIME_pro_poor_rate, g.poor_rate);
        tell(t, TIME_pro_poor_left_out, g.poor_left_out);
        tell(t, TIME_growth_of_poorest, g.poor_mean);
        for (int a = 0; a < 3; a++) {
            tell_fgt(t, TIME_elasticity, a, g.elasticity[a]);
        }
        tell_parts(t, &from, &to);
    }
    distribution_free(&from);
    distribution_free(&to);
}

static void tell_followed(const struct teller *t, const struct time_choice *choice)
{
    struct followed_growth f;
    followed_growth_of(t->p, choice->from, choice->to, choice->points, &f);
    tell(t, TIME_followed, f.both);
    tell(t, TIME_followed_growth, f.mean);
    for (int i = 0; i < choice->points; i++) {
        tell_at(t, TIME_followed_incidence, percentile_text(i, 1.0, choice->points), f.incidence[i]);
    }
    tell(t, TIME_followed_poor, f.initially_poor);
    tell(t, TIME_followed_not_poor, f.initially_not_poor);
}

void tell_line(const struct time_panel *p, const char *line, const struct time_choice *choice,
               struct time_rows *out)
{
    const struct teller all = {p, out, line, 0, p->periods - 1},
                        compared = {p, out, line, choice->from, choice->to};
    tell_spells(&all);
    tell_transitions(&all, choice);
    tell_persistence(&compared, choice);
    tell_growth(&compared, choice);
    tell_followed(&compared, choice);
}

/* ---- vulnerability ------------------------------------------------------------------------------------------------- */

const char *tell_vulnerability(const struct time_panel *p, const char *line, const struct time_choice *choice,
                               const double *predictors, const char *const *names, int count, double at,
                               struct time_rows *out)
{
    const int next = choice->from + 1 < p->periods ? choice->from + 1 : choice->from;
    const struct teller here = {p, out, line, choice->from, choice->from},
                        then = {p, out, line, choice->from, next};
    struct vulnerability v;
    const char *why = vulnerability_of(p, choice->from, predictors, count, at, &v);
    if (why) {
        return why;
    }
    tell(&here, TIME_fitted, (double)v.rows);
    tell(&here, TIME_without_logarithm, (double)v.without_logarithm);
    tell(&here, TIME_least_variance, (double)v.floored);
    for (int k = 0; k <= count; k++) {
        tell_at(&here, TIME_slope, hq_copy_text(k == 0 ? "constant" : names[k - 1]), v.slopes[k]);
    }
    tell(&here, TIME_poor_now, v.poor);
    tell(&here, TIME_mean_vulnerability, v.mean);
    tell(&here, TIME_vulnerable, v.vulnerable);
    tell(&then, TIME_vulnerable_found, v.found);
    tell(&then, TIME_vulnerable_true, v.true_one);
    tell(&then, TIME_vulnerable_right, v.right);
    tell(&then, TIME_poor_found, v.poor_found);
    tell(&then, TIME_poor_right, v.poor_right);
    return NULL;
}
