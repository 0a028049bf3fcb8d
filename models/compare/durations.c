/* A table with open places, looked through from where an id's hash says. */
#include "models/compare/durations.h"

#include <stdlib.h>

#include "sim/error.h"
#include "sim/pcg.h"

enum { FIRST_ROOM = 1 << 10 };

static struct stay *place_of(struct stay *places, int64_t room, uint64_t id)
{
    int64_t at = (int64_t)(hq_mix64(id) & (uint64_t)(room - 1));
    while (places[at].years > 0 && places[at].id != id) {
        at = (at + 1) & (room - 1);
    }
    return &places[at];
}

/* Twice the room, at most half full. */
static void grow(struct stays *s)
{
    const int64_t room = s->room > 0 ? 2 * s->room : FIRST_ROOM;
    struct stay *places = hq_zalloc((size_t)room, sizeof *places);
    for (int64_t i = 0; i < s->room; i++) {
        if (s->places[i].years > 0) {
            *place_of(places, room, s->places[i].id) = s->places[i];
        }
    }
    free(s->places);
    s->places = places;
    s->room = room;
}

void stays_add(struct stays *s, uint64_t id, int year, int32_t heads, int32_t weight)
{
    if (2 * s->count >= s->room) {
        grow(s);
    }
    struct stay *stay = place_of(s->places, s->room, id);
    s->count += stay->years == 0;
    stay->run = (int16_t)(stay->years > 0 && stay->last == year - 1 ? stay->run + 1 : 1);
    stay->longest = stay->run > stay->longest ? stay->run : stay->longest;
    stay->id = id;
    stay->years++;
    stay->last = (int16_t)year;
    stay->heads = heads;
    stay->weight = weight;
}

void stays_free(struct stays *s)
{
    free(s->places);
    *s = (struct stays){0};
}
