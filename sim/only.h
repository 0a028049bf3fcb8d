/* Includes a model's rows (HQ_ROWS) with every row macro empty that the includer has not defined, and
 * forgets all of them afterwards. Used by sim/declare.h and sim/define.h. */
#ifndef HOUSEHOLD
#define HOUSEHOLD(...)
#endif
/* A household column whose values are stored as whole multiples of `scale` (a power of two). */
#ifndef FIXED
#define FIXED(name, type, slots, kind, unit, initial, scale, meaning)                                          \
    HOUSEHOLD(name, type, slots, kind, unit, initial, meaning)
#endif
#ifndef ONLY_WITH
#define ONLY_WITH(...)
#endif
#ifndef VILLAGE
#define VILLAGE(...)
#endif
#ifndef COUNTY
#define COUNTY(...)
#endif
#ifndef REGION
#define REGION(...)
#endif
#ifndef PARAM
#define PARAM(...)
#endif
#ifndef ORDER
#define ORDER(...)
#endif
#ifndef GROWS
#define GROWS(...)
#endif
#ifndef PURPOSE
#define PURPOSE(...)
#endif
/* A purpose whose draws are the same in every year. */
#ifndef LASTING
#define LASTING(...)
#endif
#ifndef TALLY
#define TALLY(...)
#endif
#ifndef QUOTA
#define QUOTA(...)
#endif
#ifndef MARKET
#define MARKET(...)
#endif
/* A word for several terms of markets. */
#ifndef TERMS
#define TERMS(...)
#endif
#ifndef SERIES
#define SERIES(...)
#endif
#ifndef ACCOUNT
#define ACCOUNT(...)
#endif
#ifndef PROGRAMME
#define PROGRAMME(...)
#endif
#ifndef INSTRUMENT
#define INSTRUMENT(...)
#endif
/* An instrument whose entries count something of their own: a name, its unit, a meaning. */
#ifndef COUNTED
#define COUNTED(...)
#endif
#ifndef POSTING
#define POSTING(...)
#endif
#ifndef STOCK
#define STOCK(...)
#endif
#ifndef FLOW
#define FLOW(...)
#endif
#ifndef BOOK
#define BOOK(...)
#endif
#ifndef FIELD
#define FIELD(...)
#endif
#ifndef UNIT
#define UNIT(...)
#endif
#include HQ_ROWS
#undef HOUSEHOLD
#undef FIXED
#undef ONLY_WITH
#undef VILLAGE
#undef COUNTY
#undef REGION
#undef PARAM
#undef ORDER
#undef GROWS
#undef PURPOSE
#undef LASTING
#undef TALLY
#undef QUOTA
#undef MARKET
#undef TERMS
#undef SERIES
#undef ACCOUNT
#undef PROGRAMME
#undef INSTRUMENT
#undef COUNTED
#undef POSTING
#undef STOCK
#undef FLOW
#undef BOOK
#undef FIELD
#undef UNIT
