/* Structs and enumerations of a model, made of its rows. A model's header says
 *     #define HQ_ROWS "models/NAME/rows.def"
 *     #include "sim/declare.h"
 * and gets: columns C_name and ROW(v, name) for their arrays, struct village, county, region and
 * parameters, draws D_name, tallies T_name, quotas Q_name, accounts A_name, instruments I_name, programmes
 * P_name, stocks of the audit S_name. */
#include "sim/model.h"

#define HOUSEHOLD(name, type, ...) C_##name,
enum {
    C_id,
    C_weight,
#include "sim/only.h"
    HOUSEHOLD_COLUMNS
};

/* The array of a household column in a view, typed by its row: ROW(v, herd)[i]. */
#define ROW(v, name) ((TYPE_##name *)(v)->columns[C_##name])
typedef uint64_t TYPE_id;
typedef uint16_t TYPE_weight;
#define HOUSEHOLD(name, type, ...) typedef HQ_CTYPE_##type TYPE_##name;
#include "sim/only.h"

#define VILLAGE(name, type, ...) HQ_CTYPE_##type name;
struct village {
#include "sim/only.h"
    unsigned char end_of_village;
};

#define COUNTY(name, type, ...) HQ_CTYPE_##type name;
struct county {
#include "sim/only.h"
    unsigned char end_of_county;
};

#define REGION(name, type, ...) HQ_CTYPE_##type name;
struct region {
#include "sim/only.h"
    unsigned char end_of_region;
};

#define COUNTY(name, ...) K_##name,
enum {
#include "sim/only.h"
    COUNTY_COLUMNS
};

#define PARAM(group, name, type, ...) HQ_FIELD_##type group##_##name;
struct parameters {
#include "sim/only.h"
    int64_t end_of_parameters;
};

/* D_name is the first draw of a purpose; the next ones follow: D_name + k. */
#define PURPOSE(name, code, draws, ...) D_##name, D_##name##_last = D_##name + (draws)-1,
#define LASTING(name, code, draws, ...) D_##name, D_##name##_last = D_##name + (draws)-1,
enum {
#include "sim/only.h"
    DRAWS
};

#define TALLY(name, ...) T_##name,
enum {
#include "sim/only.h"
    TALLIES
};

#define QUOTA(name, ...) Q_##name,
enum {
#include "sim/only.h"
    QUOTAS
};

#define VILLAGE(name, ...) W_##name,
enum {
#include "sim/only.h"
    VILLAGE_COLUMNS
};

#define ACCOUNT(name, ...) A_##name,
enum {
#include "sim/only.h"
    ACCOUNTS
};

#define INSTRUMENT(name, ...) I_##name,
#define COUNTED(name, ...)    I_##name,
enum {
#include "sim/only.h"
    INSTRUMENTS
};

#define PROGRAMME(name, ...) P_##name,
enum {
#include "sim/only.h"
    PROGRAMMES
};

#define STOCK(name, ...) S_##name,
enum {
#include "sim/only.h"
    STOCKS
};
/* F_name is a field of surveys; GIVEN(v, name) its values in the order of the village's rows, or NULL. */
#define FIELD(level, name, ...) F_##name,
enum {
#include "sim/only.h"
    FIELDS
};
#define GIVEN(v, name) ((v)->given ? (v)->given[F_##name] : NULL)

/* Draws of a village's households: STREAMS(v) once in a function, JUMP once a draw (outside the loop, so
 * that a store to a byte column does not make the compiler read it again), then DRAW in the loop. */
#define STREAMS(v)    const uint64_t *const own_state = (v)->state, *const own_increment = (v)->increment
#define JUMP(v, draw) ((v)->jumps[draw])
#define DRAW(i, jump) hq_draw((struct hq_stream){own_state[i], own_increment[i]}, jump)

/* A draw of all rows at once, for loops whose other values are narrow: with the streams' 64 bits among them
 * such a loop would keep too many vectors. */
static inline void draw_rows(const struct view *v, int draw, uint32_t *out)
{
    const struct hq_jump jump = JUMP(v, draw);
    const int32_t rows = v->rows;
    STREAMS(v);
    each_row (i, rows) {
        out[i] = DRAW(i, jump);
    }
}
