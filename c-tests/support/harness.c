#include "harness.h"

#include <fnmatch.h>
#include <signal.h>
#include <unistd.h>

const struct setting setting_tls12 = {TLS1_2_VERSION, 0};
const struct setting setting_tls13 = {TLS1_3_VERSION, 0};
const struct setting setting_tls12_server = {TLS1_2_VERSION, 1};
const struct setting setting_tls13_server = {TLS1_3_VERSION, 1};

/* A case that hangs ends its process; the runner names the case and continues with the next one. */
static unsigned case_seconds(void) {
    const char *value = getenv("CTESTS_CASE_SECONDS");
    return value != NULL ? (unsigned)atoi(value) : 20;
}

int setup_pair(void **state) {
    const struct setting *setting = *state;
    struct pair *pair;

    alarm(case_seconds());
    ERR_clear_error();
    pair = pair_create(setting->version, setting->server);
    if (pair == NULL)
        return -1;
    pair->setting = setting;
    *state = pair;
    return 0;
}

int teardown_pair(void **state) {
    pair_destroy(*state);
    ERR_clear_error();
    alarm(0);
    return 0;
}

/* Prints which libssl.so.3 is mapped: the runner refuses results from another one. */
static int print_libraries(void) {
    char line[4096], last[4096] = "";
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");

    if (maps == NULL)
        return 0;
    while (fgets(line, sizeof(line), maps) != NULL) {
        char *path = strchr(line, '/');

        if (path == NULL || strstr(path, "/libssl.so") == NULL)
            continue;
        path[strcspn(path, "\n")] = '\0';
        if (strcmp(path, last) != 0) {
            printf("# libssl: %s\n", path);
            snprintf(last, sizeof(last), "%s", path);
            found++;
        }
    }
    fclose(maps);
    return found;
}

static int matches(int argc, char **argv, int from, const char *name) {
    if (from >= argc)
        return 1;
    for (int i = from; i < argc; i++)
        if (fnmatch(argv[i], name, 0) == 0)
            return 1;
    return 0;
}

int run_cases(int argc, char **argv, const struct CMUnitTest *cases, size_t count) {
    struct CMUnitTest *chosen = calloc(count, sizeof(*chosen));
    size_t n = 0, start = 0;
    int patterns = 1, failed;

    if (chosen == NULL)
        return 2;
    if (argc > 2 && strcmp(argv[1], "--start") == 0) {
        start = (size_t)atoi(argv[2]);
        patterns = 3;
    }
    if (argc > 1 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < count; i++)
            puts(cases[i].name);
        free(chosen);
        return 0;
    }
    for (size_t i = start; i < count; i++)
        if (matches(argc, argv, patterns, cases[i].name))
            chosen[n++] = cases[i];

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    if (print_libraries() != 1) {
        printf("Bail out! not exactly one libssl is loaded\n");
        free(chosen);
        return 2;
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failed = _cmocka_run_group_tests("cases", chosen, n, NULL, NULL);
    certs_cleanup();
    free(chosen);
    return failed == 0 ? 0 : 1;
}
