/* The list of what was delivered. */
#include "models/delivery/delivery.h"

void delivery_add(struct deliveries *out, const char *programme, const char *name, const char *unit,
                  const char *meaning, double value)
{
    out->rows = hq_arena_grow(&out->arena, out->rows, out->count, &out->capacity, sizeof *out->rows);
    out->rows[out->count++] = (struct delivered){programme, name, unit, meaning, value};
}
