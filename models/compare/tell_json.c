/* Everything, as JSON. */
#include <stdlib.h>
#include <string.h>

#include "models/compare/tell.h"
#include "models/indicators/real.h"
#include "sim/error.h"
#include "sim/text/json.h"

static void json_interval(struct json *j, const char *key, struct interval i)
{
    hq_json_object(j, key);
    hq_json_real(j, "mean", i.mean);
    hq_json_real(j, "half", i.half);
    hq_json_close(j, '}');
}

static void json_key(struct json *j, const struct sheet_key *k)
{
    hq_json_text(j, "table", k->table);
    hq_json_text(j, "measure", k->measure);
    hq_json_text(j, "area", k->area);
    hq_json_text(j, "name", k->name);
    hq_json_text(j, "line", k->line);
    hq_json_int(j, "year", k->year);
}

static void json_values(struct json *j, const char *key, const double *values, int count)
{
    hq_json_array(j, key);
    for (int i = 0; i < count; i++) {
        hq_json_real(j, NULL, values[i]);
    }
    hq_json_close(j, ']');
}

static void json_change(struct json *j, const struct comparison *c, const struct sheet_row *row, bool held)
{
    static const char *const sides[RUN_SIDES] = {"base", "other", "frozen", "base_of_frozen"};
    hq_json_object(j, NULL);
    json_key(j, &row->key);
    for (int side = 0; side < (held ? RUN_SIDES : HELD); side++) {
        json_values(j, sides[side], row->values + (ptrdiff_t)side * c->replicates, c->replicates);
    }
    for (int part = 0; part < (held ? PARTS : DIRECT); part++) {
        json_interval(j, part_names[part], comparison_effect(c, row, (enum effect_part)part));
    }
    hq_json_real(j, "luck", comparison_luck(c, row, TOTAL));
    if (held) {
        hq_json_real(j, "luck_direct", comparison_luck(c, row, DIRECT));
    }
    hq_json_close(j, '}');
}

static void json_ratio(struct json *j, const struct comparison *c, const struct cost_ratio *r, bool marginal)
{
    hq_json_object(j, NULL);
    hq_json_text(j, "name", r->name);
    hq_json_text(j, "cost", r->cost);
    hq_json_text(j, "line", r->line);
    if (marginal) {
        hq_json_text(j, "other", comparison_name(c, r->more));
        hq_json_text(j, "against", r->less < 0 ? c->plan->scenarios[0].name : comparison_name(c, r->less));
    } else {
        hq_json_text(j, "part", part_names[r->part]);
    }
    json_interval(j, "paid", r->paid);
    json_interval(j, "gained", r->gained);
    hq_json_real(j, "value", r->ratio.value);
    hq_json_real(j, "low", r->ratio.low);
    hq_json_real(j, "high", r->ratio.high);
    hq_json_text(j, "withheld", r->ratio.withheld);
    hq_json_close(j, '}');
}

static void json_runs(struct json *j, const struct comparison *c, int pair)
{
    struct plan *p = c->plan;
    const int scenario = p->players ? p->count - 1 : pair + 1;
    hq_json_array(j, "runs");
    for (int r = 0; r < c->replicates; r++) {
        hq_json_object(j, NULL);
        if (!p->finished) {
            hq_json_int(j, "seed", p->seed + r);
        }
        hq_json_text(j, "base", plan_folder(p, 0, r, false));
        hq_json_text(j, "other", plan_folder(p, scenario, r, false));
        hq_json_text(j, "frozen", plan_folder(p, scenario, r, true));
        hq_json_close(j, '}');
    }
    hq_json_close(j, ']');
}

static void json_pair(struct json *j, const struct comparison *c, const struct cost_ratios *average, int pair)
{
    const struct scenario *s = &c->plan->scenarios[c->plan->players ? c->plan->count - 1 : pair + 1];
    hq_json_object(j, NULL);
    hq_json_text(j, "name", s->name);
    hq_json_array(j, "settings");
    for (int i = 0; i < s->set_count; i++) {
        hq_json_text(j, NULL, s->sets[i]);
    }
    hq_json_close(j, ']');
    json_runs(j, c, pair);
    hq_json_array(j, "changes");
    for (int r = 0; r < c->sheets[pair].count; r++) {
        json_change(j, c, &c->sheets[pair].rows[r], comparison_held(c, pair));
    }
    hq_json_close(j, ']');
    hq_json_array(j, "ratios");
    for (int r = 0; r < average->count; r++) {
        if (average->rows[r].more == pair) {
            json_ratio(j, c, &average->rows[r], false);
        }
    }
    hq_json_close(j, ']');
    hq_json_close(j, '}');
}

static void json_luck(struct json *j, const struct comparison *c)
{
    const char *lines[MOST_LABELS];
    const int count = c->pairs > 0 ? comparison_lines(c, 0, lines) : 0;
    hq_json_array(j, "luck_of_headcount");
    for (int l = 0; l < count; l++) {
        hq_json_object(j, NULL);
        hq_json_text(j, "line", lines[l]);
        hq_json_real(j, "total", median_luck(c, lines[l], TOTAL));
        hq_json_real(j, "direct", c->plan->frozen ? median_luck(c, lines[l], DIRECT) : not_known());
        hq_json_close(j, '}');
    }
    hq_json_close(j, ']');
}

static void json_attribution(struct json *j, const struct comparison *c, const struct sheet_row *row)
{
    struct attribution a = attribution_of(c, row);
    hq_json_object(j, NULL);
    json_key(j, &row->key);
    json_interval(j, "all", a.all);
    hq_json_array(j, "values");
    for (int i = 0; i < c->plan->game.players; i++) {
        hq_json_object(j, NULL);
        hq_json_text(j, "name", c->plan->players[i]);
        json_interval(j, "value", a.players[i]);
        hq_json_real(j, "error", a.errors[i]);
        hq_json_close(j, '}');
    }
    hq_json_close(j, ']');
    hq_json_real(j, "residual", a.residual);
    hq_json_close(j, '}');
    attribution_free(&a);
}

static void json_shapley(struct json *j, const struct comparison *c)
{
    if (!c->plan->players) {
        hq_json_text(j, "shapley", NULL);
        return;
    }
    const struct game *g = &c->plan->game;
    hq_json_object(j, "shapley");
    hq_json_int(j, "subsets", g->count);
    hq_json_int(j, "orders", g->orders);
    hq_json_array(j, "rows");
    for (int r = 0; r < c->subsets->count; r++) {
        json_attribution(j, c, &c->subsets->rows[r]);
    }
    hq_json_close(j, ']');
    hq_json_close(j, '}');
}

void tell_json(const struct comparison *c, FILE *out)
{
    struct json j;
    struct cost_ratios average, marginal;
    costing_average(c, &average);
    costing_marginal(c, &marginal);
    hq_json_begin(&j, out);
    hq_json_text(&j, "base", c->plan->scenarios[0].name);
    hq_json_int(&j, "year", c->year);
    hq_json_int(&j, "replicates", c->replicates);
    hq_json_real(&j, "confidence", 0.95);
    hq_json_array(&j, "others");
    for (int pair = 0; pair < c->pairs; pair++) {
        json_pair(&j, c, &average, pair);
    }
    hq_json_close(&j, ']');
    hq_json_array(&j, "marginal");
    for (int r = 0; r < marginal.count; r++) {
        json_ratio(&j, c, &marginal.rows[r], true);
    }
    hq_json_close(&j, ']');
    json_luck(&j, c);
    json_shapley(&j, c);
    hq_json_end(&j);
    costing_free(&average);
    costing_free(&marginal);
}
