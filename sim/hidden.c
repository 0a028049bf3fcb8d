#include "sim/hidden.h"

#ifndef HQ_CHECK_COLUMNS

struct hidden *hq_hidden_make(const struct model *model)
{
    (void)model;
    return NULL;
}

void hq_hidden_free(struct hidden *h)
{
    (void)h;
}

void hq_hidden_spoil(void *scratch, size_t bytes)
{
    (void)scratch;
    (void)bytes;
}

void hq_run_hidden(struct hidden *h, const struct process *p, struct view *v)
{
    (void)h;
    p->run(v);
}

void hq_hidden_unkept(const struct model *model, const enum hq_kind *kinds, const struct view *v)
{
    (void)model;
    (void)kinds;
    (void)v;
}

#else

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/error.h"

enum { ROOM = 1 << 24 }; /* bytes of forbidden memory a column: more than any village's column */

struct hidden {
    const struct model *model;
    unsigned char *forbidden; /* ROOM bytes a column */
    void **columns;
    unsigned char **copies;
};

static _Thread_local const struct process *running;
static _Thread_local const struct hidden *watched;

static void touched(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    static const char *const parts[] = {"horqin: error: process `", NULL, "` touches column `", NULL,
                                        "`, which it does not declare\n"};
    const unsigned char *at = info->si_addr;
    const char *process = running ? running->name : "?", *column = "?";
    if (watched && at >= watched->forbidden &&
        at < watched->forbidden + (size_t)ROOM * (size_t)watched->model->household.count) {
        column = watched->model->household.rows[(size_t)(at - watched->forbidden) / ROOM].name;
    } else {
        signal(signal_number, SIG_DFL); /* no column: the same instruction fails again, for good */
        return;
    }
    for (int i = 0; i < 5; i++) {
        const char *text = i == 1 ? process : i == 3 ? column : parts[i];
        if (write(STDERR_FILENO, text, strlen(text)) < 0) {
            break;
        }
    }
    _exit(HQ_EXIT_INTERNAL);
}

struct hidden *hq_hidden_make(const struct model *model)
{
    struct hidden *h = hq_zalloc(1, sizeof *h);
    const size_t count = (size_t)model->household.count;
    h->model = model;
    h->forbidden = mmap(NULL, count * ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (h->forbidden == MAP_FAILED) {
        hq_fail(HQ_EXIT_WONT_FIT, "no address space for the check build's forbidden columns");
    }
    h->columns = hq_zalloc(count, sizeof *h->columns);
    h->copies = hq_zalloc(count, sizeof *h->copies);
    struct sigaction action = {.sa_sigaction = touched, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    return h;
}

void hq_hidden_free(struct hidden *h)
{
    if (h) {
        munmap(h->forbidden, (size_t)h->model->household.count * ROOM);
        for (int c = 0; c < h->model->household.count; c++) {
            free(h->copies[c]);
        }
        free(h->copies);
        free(h->columns);
        free(h);
    }
}

void hq_hidden_spoil(void *scratch, size_t bytes)
{
    memset(scratch, 0xff, bytes);
}

static bool listed(const short *columns, int column)
{
    for (; columns && *columns >= 0; columns++) {
        if (*columns == column) {
            return true;
        }
    }
    return false;
}

static size_t bytes_of(const struct column_row *row, const struct view *v)
{
    return hq_type_size(row->type) * ((size_t)(row->slots - 1) * (size_t)v->stride + (size_t)v->rows);
}

void hq_run_hidden(struct hidden *h, const struct process *p, struct view *v)
{
    const struct column_table *t = &h->model->household;
    void *const *real = v->columns;
    for (int c = 0; c < t->count; c++) {
        const bool write = listed(p->writes, c), read = listed(p->reads, c);
        h->columns[c] = read || write ? real[c] : h->forbidden + (size_t)c * ROOM;
        if (read && !write) {
            const size_t bytes = bytes_of(&t->rows[c], v);
            h->copies[c] = realloc(h->copies[c], bytes);
            memcpy(h->copies[c], real[c], bytes);
        }
    }
    v->columns = h->columns;
    running = p;
    watched = h;
    p->run(v);
    running = NULL;
    v->columns = real;
    for (int c = 0; c < t->count; c++) {
        if (listed(p->reads, c) && !listed(p->writes, c) &&
            memcmp(h->copies[c], real[c], bytes_of(&t->rows[c], v))) {
            hq_fail(HQ_EXIT_INTERNAL, "process `%s` changes column `%s`, which it declares to read only",
                    p->name, t->rows[c].name);
        }
    }
}

void hq_hidden_unkept(const struct model *model, const enum hq_kind *kinds, const struct view *v)
{
    for (int c = 0; c < model->household.count; c++) {
        const struct column_row *row = &model->household.rows[c];
        const unsigned char *values = v->columns[c];
        const size_t bytes = row->kind == HQ_STATE && kinds[c] != HQ_STATE ? bytes_of(row, v) : 0;
        for (size_t at = 0; at < bytes; at++) {
            if (values[at]) {
                hq_fail(HQ_EXIT_INTERNAL, "column `%s` is written although what needs it is off", row->name);
            }
        }
    }
}

#endif
