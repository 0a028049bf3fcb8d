#include "sim/stop.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/parallel.h"

static volatile sig_atomic_t asked, interrupted;

static void ask(int signal_number)
{
    if (signal_number == SIGINT && interrupted) {
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    interrupted = interrupted || signal_number == SIGINT;
    asked = 1;
}

void hq_stop_watch(void)
{
    struct sigaction action = {.sa_handler = ask, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    asked = interrupted = 0;
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool hq_stop_wanted(void)
{
    int64_t any = asked;
    hq_max_over_ranks(&any, 1);
    return any != 0;
}
