/*
 *   sweep --list           names of the scenarios
 *   sweep NAME...          runs them; the first line names the libssl that is loaded
 *   sweep --lent NAME...   how long the pointers stay good that the getters lend
 */
#define _GNU_SOURCE
#include "lent.h"
#include "scenarios.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const struct scenario *list;
    const size_t *count;
} groups[] = {{handshakes, &handshake_count}, {endings, &ending_count},
              {failures, &failure_count},     {again, &again_count},
              {settings, &setting_count},     {setters, &setter_count},
              {callbacks, &callback_count}};

static void print_library(void) {
    Dl_info found = {0};

    dladdr(dlsym(RTLD_DEFAULT, "SSL_new"), &found);
    printf("# libssl: %s\n", found.dli_fname ? found.dli_fname : "none");
}

static void run(const struct scenario *scenario) {
    printf("= %s\n", scenario->name);
    fflush(stdout);
    scenario->run(scenario);
    ends_free();
    if (lent_started())
        lent_report();
}

int main(int argc, char **argv) {
    int listed = argc == 2 && strcmp(argv[1], "--list") == 0;

    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    signal(SIGPIPE, SIG_IGN);
    if (!listed)
        print_library();
    if (argc > 1 && strcmp(argv[1], "--lent") == 0)
        lent_start(&argv[argc]);
    for (size_t g = 0; g < COUNT_OF(groups); g++)
        for (size_t i = 0; i < *groups[g].count; i++) {
            const struct scenario *scenario = &groups[g].list[i];

            if (listed)
                puts(scenario->name);
            for (int a = 1; a < argc && !listed; a++)
                if (strcmp(argv[a], scenario->name) == 0)
                    run(scenario);
        }
    certs_cleanup();
    return 0;
}
