/* hh1, the smallest model that does something: households earn, save, suffer disasters, and are
 * trained and relocated when poor. It is the newcomer's first example, the engine's benchmark workload,
 * and the proof that the engine knows nothing of poverty programmes.
 *
 *   income = capacity exp(shock z) (1.15 if trained) (1.30 if relocated) + 0.08 assets
 *   with probability 5% a disaster takes 30% of assets
 *   a surplus over the line adds 30% of itself to assets; a deficit is met from assets while they last
 *   poor if income per head is under the line; a poor untrained household is trained with p = 0.10,
 *   a poor trained one relocated with p = 0.05
 *
 * Known limit: chances of programmes are fixed numbers; there is no budget and no place to run out of. */
#define HQ_ROWS "models/minimal/rows.def"
#include "sim/declare.h"
#include "sim/define.h"
#include "sim/mathematics.h"

extern const struct model HQ_SYMBOL(hh1);

static void found(struct world *w)
{
    (void)w;
}

static void synthesise(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float median = (float)p->income_median, spread = (float)p->income_spread;
    float *capacity = ROW(v, capacity), *assets = ROW(v, assets);
    uint8_t *size = ROW(v, size);
    const struct hq_jump first = JUMP(v, D_founding), second = JUMP(v, D_founding + 1);
    const struct hq_jump third = JUMP(v, D_founding + 2);
    STREAMS(v);
    const int32_t live = v->live;
    each_live_row (i, live) {
        capacity[i] = median * hq_exp(spread * hq_normal(DRAW(i, first)));
        size[i] = (uint8_t)(1 + hq_truncate(6.0f * hq_uniform(DRAW(i, second))));
        assets[i] = 5.0f * hq_uniform(DRAW(i, third));
    }
}

static void plan(struct world *w)
{
    (void)w;
}

static const char *close(struct world *w)
{
    (void)w;
    return NULL;
}

static void live_a_year(const struct view *v)
{
    const struct parameters *p = v->parameters;
    const float line = (float)p->income_line, shock = (float)p->income_shock, yield = (float)p->income_return;
    const float saved = (float)p->saving_share, loss = (float)p->disaster_loss;
    const float trained_gain = (float)p->training_gain, relocated_gain = (float)p->relocation_gain;
    const float disaster = (float)p->disaster_probability;
    const float train = (float)p->training_probability, relocate = (float)p->relocation_probability;
    const float *capacity = ROW(v, capacity);
    const uint8_t *size = ROW(v, size);
    const uint16_t *weight = ROW(v, weight);
    float *assets = ROW(v, assets);
    uint8_t *trained = ROW(v, trained), *relocated = ROW(v, relocated);
    const struct hq_jump shock_jump = JUMP(v, D_year), hit_jump = JUMP(v, D_year + 1);
    const struct hq_jump luck_jump = JUMP(v, D_year + 2);
    STREAMS(v);
    const int32_t rows = v->rows;
    int64_t households = 0, poor = 0, gap = 0, wealth = 0, trainees = 0, movers = 0;
    each_row_sum (i, rows, households, poor, gap, wealth, trainees, movers) {
        const float members = size[i] ? (float)size[i] : 1.0f;
        const float z = hq_normal(DRAW(i, shock_jump));
        const float hit = hq_uniform(DRAW(i, hit_jump)), luck = hq_uniform(DRAW(i, luck_jump));
        const float earned = capacity[i] * hq_exp(shock * z) * (trained[i] ? trained_gain : 1.0f) *
                             (relocated[i] ? relocated_gain : 1.0f);
        const float income = earned + yield * assets[i];
        const float kept = assets[i] * (hit < disaster ? 1.0f - loss : 1.0f);
        const float surplus = income - line * members;
        assets[i] = hq_max(0.0f, kept + surplus * (surplus > 0 ? saved : 1.0f));
        const float per_head = income / members;
        const int32_t is_poor = (per_head < line) & (size[i] > 0);
        const int32_t train_now = is_poor & (trained[i] == 0) & (luck < train);
        const int32_t move_now = is_poor & (trained[i] != 0) & (luck < relocate);
        const float short_of = is_poor ? (line - per_head) / line : 0.0f;
        trained[i] = (uint8_t)(trained[i] | train_now);
        relocated[i] = (uint8_t)(relocated[i] | move_now);
        households += weight[i];
        poor += is_poor ? weight[i] : 0;
        gap += (int64_t)hq_round(short_of * 1e6f) * weight[i];
        wealth += (int64_t)hq_round(assets[i] * 1e3f) * weight[i];
        trainees += trained[i] ? weight[i] : 0;
        movers += relocated[i] ? weight[i] : 0;
    }
    v->tally[T_households] += households;
    v->tally[T_poor] += poor;
    v->tally[T_gap] += gap;
    v->tally[T_assets] += wealth;
    v->tally[T_trained] += trainees;
    v->tally[T_relocated] += movers;
}

static const short reads[] = {C_weight, C_capacity, C_size, C_assets, C_trained, C_relocated, -1};
static const short writes[] = {C_assets, C_trained, C_relocated, -1};
static const struct process year = {"year", HQ_SETTLE, live_a_year, reads, writes};
static const struct process *const processes[] = {&year, NULL};
static const char *const classes[] = {"any", NULL};

const struct model HQ_SYMBOL(hh1) = {
    HQ_MODEL_TABLES,          .name = "hh1", .classes = classes, .processes = processes, .found = found,
    .synthesise = synthesise, .plan = plan,  .clear = plan,      .close = close,
};
