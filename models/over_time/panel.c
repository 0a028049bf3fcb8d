#include "models/over_time/panel.h"

#include <stdlib.h>
#include <string.h>

#include "models/indicators/real.h"
#include "sim/error.h"

void panel_begin(struct time_panel *p, int64_t units, const int32_t *years, int periods, bool places)
{
    const size_t cells = (size_t)units * (size_t)periods + 1;
    *p = (struct time_panel){.units = units, .periods = periods};
    memcpy(p->year, years, (size_t)periods * sizeof *years);
    p->income = hq_zalloc(cells, sizeof *p->income);
    p->weight = hq_zalloc(cells, sizeof *p->weight);
    p->place = places ? hq_zalloc(cells, sizeof *p->place) : NULL;
    for (size_t i = 0; i < cells; i++) {
        p->income[i] = not_known();
    }
}

void panel_free(struct time_panel *p)
{
    free(p->income);
    free(p->weight);
    free(p->place);
    *p = (struct time_panel){0};
}

int panel_period(const struct time_panel *p, int32_t year)
{
    for (int t = 0; t < p->periods; t++) {
        if (p->year[t] == year) {
            return t;
        }
    }
    return -1;
}
