/* The tables behind sim/declare.h, static; included once, by the file that defines the model. */
#define HOUSEHOLD(name, type, slots, kind, unit, initial, meaning)                                             \
    {#name, HQ_##type, slots, HQ_##kind, unit, meaning, 0, initial, 0},
#define FIXED(name, type, slots, kind, unit, initial, scale, meaning)                                          \
    {#name, HQ_##type, slots, HQ_##kind, unit, meaning, 0, initial, scale},
static const struct column_row household_rows[] = {
    {"id", HQ_u64, 1, HQ_STATE, "1", "identity: village code and row of a founder, else a hash of ancestry", 0,
     0, 0},
    {"weight", HQ_u16, 1, HQ_STATE, "1", "households of the full population that this one stands for", 0, 1, 0},
#include "sim/only.h"
};

#define ONLY_WITH(column, parameter) {C_##column, offsetof(struct parameters, parameter) / sizeof(union cell)},
static const struct switch_row switch_rows[] = {
#include "sim/only.h"
    {0},
};

#define VILLAGE(name, type, unit, initial, meaning)                                                            \
    {#name, HQ_##type, 1, HQ_STATE, unit, meaning, offsetof(struct village, name), initial, 0},
static const struct column_row village_rows[] = {
#include "sim/only.h"
    {0},
};

#define COUNTY(name, type, kind, unit, initial, meaning)                                                       \
    {#name, HQ_##type, 1, HQ_##kind, unit, meaning, offsetof(struct county, name), initial, 0},
static const struct column_row county_rows[] = {
#include "sim/only.h"
    {0},
};

#define REGION(name, type, unit, initial, meaning)                                                             \
    {#name, HQ_##type, 1, HQ_STATE, unit, meaning, offsetof(struct region, name), initial, 0},
static const struct column_row region_rows[] = {
#include "sim/only.h"
    {0},
};

#define PARAM(group, name, type, unit, initial, low, high, flags, meaning, source)                             \
    {#group, #name, HQ_##type, unit, initial, low, high, flags, meaning, source},
static const struct param_row parameter_rows[] = {
#include "sim/only.h"
    {0},
};

#define ORDER(low, high) {low, high, false},
#define GROWS(rate, sum) {rate, sum, true},
static const struct order_row order_rows[] = {
#include "sim/only.h"
    {0},
};

#define PURPOSE(name, code, draws, meaning) {#name, code, draws, meaning, false},
#define LASTING(name, code, draws, meaning) {#name, code, draws, meaning, true},
static const struct purpose_row purpose_rows[] = {
#include "sim/only.h"
    {0},
};

#define TALLY(name, unit, meaning) {#name, unit, meaning},
static const struct tally_row tally_rows[] = {
#include "sim/only.h"
    {0},
};

#define QUOTA(name, stage, unit, meaning) {#name, HQ_##stage, unit, meaning},
static const struct quota_row quota_rows[] = {
#include "sim/only.h"
    {0},
};

#define HQ_MARKET_QUOTA_AT(name)   Q_##name
#define HQ_MARKET_COUNTY_AT(name)  K_##name
#define HQ_MARKET_VILLAGE_AT(name) W_##name
#define MARKET(kind, name, terms)  {#name, HQ_MARKET_##kind, HQ_MARKET_##kind##_AT(name), terms},
static const struct market_row market_rows[] = {
#include "sim/only.h"
    {0},
};

#define TERMS(name, terms) {#name, terms},
static const struct terms_row terms_rows[] = {
#include "sim/only.h"
    {0},
};

#define SERIES(name, kind, over, under, factor, unit, meaning, column)                                         \
    {#name, HQ_##kind, over, under, factor, unit, meaning, column},
static const struct series_row series_rows[] = {
#include "sim/only.h"
    {0},
};

#define ACCOUNT(name, side, meaning) {#name, HQ_##side, meaning},
static const struct account_row account_rows[] = {
#include "sim/only.h"
    {0},
};

#define PROGRAMME(name, unit, meaning) {#name, unit, meaning},
static const struct programme_row programme_rows[] = {
#include "sim/only.h"
    {0},
};

#define INSTRUMENT(name, meaning)    {#name, meaning, NULL},
#define COUNTED(name, unit, meaning) {#name, meaning, unit},
static const struct instrument_row instrument_rows[] = {
#include "sim/only.h"
    {0},
};

#define POSTING(programme, from, to, instrument, money, meaning)                                               \
    {P_##programme, A_##from, A_##to, I_##instrument, money, meaning},
static const struct posting_row posting_rows[] = {
#include "sim/only.h"
    {0},
};

#define STOCK(name, measure, column, factor, slack, unit, meaning)                                             \
    {#name, HQ_##measure, column, factor, slack, unit, meaning},
static const struct stock_row stock_rows[] = {
#include "sim/only.h"
    {0},
};

#define FIELD(level, name, type, unit, low, high, needed, meaning)                                             \
    {HQ_OF_##level, #name, HQ_##type, unit, low, high, needed, meaning},
static const struct field_row field_rows[] = {
#include "sim/only.h"
    {0},
};

#define FLOW(stock, sign, tally)            {S_##stock, sign, HQ_FLOW_TALLY, T_##tally, 0, #tally},
#define BOOK(stock, sign, account, program) {S_##stock, sign, HQ_FLOW_BOOK, A_##account, program, #account},
static const struct flow_row flow_rows[] = {
#include "sim/only.h"
    {0},
};

#define UNIT(of, name, factor) {of, name, factor},
static const struct unit_row unit_rows[] = {
#include "sim/only.h"
    {0},
};

#define HQ_ROWS_IN(rows) ((int)(sizeof(rows) / sizeof((rows)[0])) - 1) /* less the empty last row */
_Static_assert(sizeof(struct parameters) ==
                   sizeof parameter_rows / sizeof parameter_rows[0] * sizeof(union cell),
               "a parameter is one cell");

/* The members of struct model that the rows give. */
#define HQ_MODEL_TABLES                                                                                        \
    .isa = HQ_TEXT_OF(HQ_ISA), .household = {household_rows, HOUSEHOLD_COLUMNS, 0}, .switches = switch_rows,   \
    .switch_count = HQ_ROWS_IN(switch_rows),                                                                   \
    .village = {village_rows, HQ_ROWS_IN(village_rows), sizeof(struct village)},                               \
    .county = {county_rows, HQ_ROWS_IN(county_rows), sizeof(struct county)},                                   \
    .region = {region_rows, HQ_ROWS_IN(region_rows), sizeof(struct region)},                                   \
    .parameters = {parameter_rows, HQ_ROWS_IN(parameter_rows), order_rows, HQ_ROWS_IN(order_rows)},            \
    .purposes = purpose_rows, .purpose_count = HQ_ROWS_IN(purpose_rows), .tallies = tally_rows,                \
    .tally_count = TALLIES, .quotas = quota_rows, .quota_count = QUOTAS, .markets = market_rows,               \
    .market_count = HQ_ROWS_IN(market_rows), .terms = terms_rows, .terms_count = HQ_ROWS_IN(terms_rows),       \
    .series = series_rows, .series_count = HQ_ROWS_IN(series_rows),                                            \
    .books = {account_rows,    ACCOUNTS,    programme_rows, PROGRAMMES,                                        \
              instrument_rows, INSTRUMENTS, posting_rows,   HQ_ROWS_IN(posting_rows)},                         \
    .stocks = stock_rows, .stock_count = STOCKS, .flows = flow_rows, .flow_count = HQ_ROWS_IN(flow_rows),      \
    .fields = {field_rows, FIELDS, unit_rows, HQ_ROWS_IN(unit_rows)}
