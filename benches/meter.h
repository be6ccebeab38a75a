/* CPU time of the process between two points. Callgrind counts the instructions between them
 * (with --collect-atstart=no). */
#ifndef BENCHES_METER_H
#define BENCHES_METER_H

#include <time.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_TOGGLE_COLLECT
#endif

static inline double meter_now(void) {
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static inline double meter_start(void) {
    CALLGRIND_TOGGLE_COLLECT;
    return meter_now();
}

/* Seconds since meter_start() gave `start`. */
static inline double meter_stop(double start) {
    double seconds = meter_now() - start;

    CALLGRIND_TOGGLE_COLLECT;
    return seconds;
}

#endif
