#ifndef SWEEP_SCENARIOS_H
#define SWEEP_SCENARIOS_H

#include "ends.h"

/* One connection's life. `server` says which end acts, where that matters. */
struct scenario {
    const char *name;
    void (*run)(const struct scenario *);
    struct plan plan;
    int server;
};

extern const struct scenario handshakes[], endings[], failures[], again[], settings[], setters[],
    callbacks[];
extern const size_t handshake_count, ending_count, failure_count, again_count, setting_count,
    setter_count, callback_count;

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

#endif
