/*
 *   flows --list           names of the flows
 *   flows --version        of the libssl that is loaded
 *   flows NAME/tls13...    runs them; the first line names the libssl that is loaded
 */
#define _GNU_SOURCE
#include "flows.h"

#include <dlfcn.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const struct flow *list;
    const size_t *count;
} groups[] = {{full, &full_count},
              {resumption, &resumption_count},
              {callbacks, &callbacks_count},
              {negotiation, &negotiation_count},
              {transport, &transport_count},
              {failures, &failures_count},
              {afterwards, &afterwards_count}};

static void print_library(void) {
    Dl_info found = {0};

    dladdr(dlsym(RTLD_DEFAULT, "SSL_new"), &found);
    printf("# libssl: %s\n", found.dli_fname ? found.dli_fname : "none");
}

static void run(const struct flow *flow, const char *name) {
    printf("= %s\n", name);
    fflush(stdout);
    prepare();
    flow->run();
    free_all();
}

static void each(const struct flow *flow, int argc, char **argv, int listed) {
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

    for (size_t v = 0; v < COUNT_OF(versions); v++) {
        char name[100];

        version = versions[v];
        if (flow->only != 0 && flow->only != version)
            continue;
        snprintf(name, sizeof(name), "%s/tls%s", flow->name,
                 version == TLS1_3_VERSION ? "13" : "12");
        if (listed)
            puts(name);
        for (int a = 1; a < argc && !listed; a++)
            if (strcmp(argv[a], name) == 0)
                run(flow, name);
    }
}

int main(int argc, char **argv) {
    int listed = argc == 2 && strcmp(argv[1], "--list") == 0;

    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts(OpenSSL_version(OPENSSL_VERSION)) < 0;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    signal(SIGPIPE, SIG_IGN);
    if (!listed)
        print_library();
    for (size_t g = 0; g < COUNT_OF(groups); g++)
        for (size_t i = 0; i < *groups[g].count; i++)
            each(&groups[g].list[i], argc, argv, listed);
    certs_cleanup();
    return 0;
}
