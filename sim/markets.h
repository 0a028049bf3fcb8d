/* Markets of a run: recorded for other runs, or held on the course of a base run (run.markets: frozen).
 *
 * What couples households beside their village is listed in the model's rows (struct market_row): cuts of
 * rankings with the places of villages, columns of counties, columns of villages. In a frozen run each keeps to
 * the record of its base while its terms (parameters) are the same in both; from the first year in which they
 * differ in a county it is live there to the end. */
#ifndef SIM_MARKETS_H
#define SIM_MARKETS_H

#include "sim/model.h"

struct engine;
struct config;

/* ---- for models --------------------------------------------------------------------------------------- */

/* Sets what is held of the counties and their places: the engine calls it after plan and clear, a model between
 * those of their steps that build on each other. Does nothing where nothing is held. */
void hq_hold_markets(struct world *w);

/* Whether a quota of a county keeps to the base run. */
bool hq_quota_held_in(const struct world *w, int county, int quota);

/* Whether a column of a county (its number among the counties' columns) keeps to the base run. */
bool hq_column_held_in(const struct world *w, int county, int column);

/* ---- for the engine ----------------------------------------------------------------------------------- */

/* Sets the engine's markets up as its parameters ask: none, recorded, held or both. Reads and checks the whole
 * record of the base; ends the run (exit 2, or 65 where it is damaged) if it will not do. Collective. */
void hq_markets_make(struct engine *e);
void hq_markets_free(struct engine *e);

/* Loads the base's record of a year and sets what is held of the own villages. */
void hq_markets_open_year(struct engine *e, int year);

enum market_moment { AFTER_PLAN, AFTER_CLEAR };
/* Holds and notes the counties' columns as they stand at a moment. */
void hq_markets_settle(struct engine *e, enum market_moment moment);

/* The places of a quota of an own village by the record, or -1 where the quota is live. */
int32_t hq_markets_places(const struct engine *e, int64_t village, int quota);

/* What a view of an own village is told. */
struct hq_cut *hq_markets_cuts(const struct engine *e, int64_t village);
uint64_t hq_markets_held(const struct engine *e, int county, bool columns);

/* Writes the year, if a record is asked for. Collective. */
void hq_markets_write(const struct engine *e, const char *folder, const char state[33]);

/* Takes over a year of another run's record, which this run branches off, if a record is asked for; ends the run where
 * it cannot be read. Collective. */
void hq_markets_adopt(const struct engine *e, const char *from, const char *folder, int year);

/* Bytes of one year's file of a model's markets; about what one record takes in memory. Not collective. */
int64_t hq_markets_file_size(const struct model *model, int64_t counties, int64_t villages);

#endif
