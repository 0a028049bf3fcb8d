#include "sim/progress.h"

#include <unistd.h>

#include "sim/engine.h"

void hq_progress_begin(struct progress *p, FILE *out, int total, int64_t households)
{
    *p = (struct progress){.out = out, .total = total, .start = hq_now(), .households = households};
    p->terminal = out && isatty(fileno(out));
}

void hq_progress_step(struct progress *p, int year, int done)
{
    const int tenth = p->total ? 10 * done / p->total : 10;
    if (!p->out || (!p->terminal && tenth == p->told)) {
        return;
    }
    p->told = tenth;
    const double spent = hq_now() - p->start;
    const double rate = spent > 0 ? (double)p->households * done / spent : 0;
    const double left = done ? spent / done * (p->total - done) : 0;
    fprintf(p->out, "%s%d: %d of %d years, %.3g million household-years a second, %.0f s left%s",
            p->terminal ? "\r" : "", year, done, p->total, rate / 1e6, left, p->terminal ? "   " : "\n");
    fflush(p->out);
}

void hq_progress_end(struct progress *p)
{
    if (p->out && p->terminal) {
        fputc('\n', p->out);
    }
}
