/* One case of the benchmarks, with the libssl that the loader finds.
 *
 *   bench CASE COUNT CERTS VERSION KEY SUITE
 *
 * does COUNT operations and prints the figure: CPU seconds for all of them, or bytes. SUITE "-" is
 * the library's default. The driver (benches/run) knows the cases and what their figures mean. */
#include "peers.h"
#include "meter.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RECORD 16384
#define HANDSHAKE_LINK (17 * 1024)
#define IDLE_LINK 512

static char plaintext[4 * RECORD], received[4 * RECORD];

/* Writes of `size` bytes over a BIO pair, alternately in both directions. */
static double transfer(struct setup *setup, long count, int size) {
    struct link link = link_new(2 * RECORD);
    struct pair pair = pair_open(setup, link, NULL);
    double start;

    memset(plaintext, 'x', sizeof(plaintext));
    start = meter_start();
    for (long i = 0; i < count; i++) {
        SSL *from = i & 1 ? pair.server : pair.client, *to = i & 1 ? pair.client : pair.server;

        require(SSL_write(from, plaintext, size) == size, "SSL_write");
        for (int got = 0; got < size;) {
            int n = SSL_read(to, received + got, (int)sizeof(received) - got);

            require(n > 0, "SSL_read");
            got += n;
        }
    }
    start = meter_stop(start);
    require(memcmp(received, plaintext, (size_t)size) == 0, "comparison");
    pair_free(pair);
    link_free(link);
    return start;
}

static double bulk(struct setup *setup, long count) {
    return transfer(setup, count, RECORD);
}

static double small(struct setup *setup, long count) {
    return transfer(setup, count, 1024);
}

struct sender {
    SSL *ssl;
    long count;
};

static void *send_all(void *argument) {
    struct sender *sender = argument;

    for (long i = 0; i < sender->count; i++)
        require(SSL_write(sender->ssl, plaintext, sizeof(plaintext)) == sizeof(plaintext),
                "SSL_write");
    OPENSSL_thread_stop();
    return NULL;
}

static void *accept_thread(void *ssl) {
    require(SSL_do_handshake(ssl) == 1, "server's handshake");
    OPENSSL_thread_stop();
    return NULL;
}

/* Writes of 64 KiB through a socketpair, one thread at each end. */
static double socket_bulk(struct setup *setup, long count) {
    struct sender sender = {NULL, count};
    struct pair pair;
    pthread_t thread;
    int fds[2];
    double start;

    require(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "socketpair");
    pair = pair_on_descriptors(setup, fds);
    require(pthread_create(&thread, NULL, accept_thread, pair.server) == 0, "pthread_create");
    require(SSL_do_handshake(pair.client) == 1, "client's handshake");
    pthread_join(thread, NULL);
    sender.ssl = pair.server;
    start = meter_start();
    require(pthread_create(&thread, NULL, send_all, &sender) == 0, "pthread_create");
    for (long left = count * (long)sizeof(plaintext); left > 0;) {
        int n = SSL_read(pair.client, received, sizeof(received));

        require(n > 0, "SSL_read");
        left -= n;
    }
    pthread_join(thread, NULL);
    start = meter_stop(start);
    pair_free(pair);
    close(fds[0]);
    close(fds[1]);
    return start;
}

static void reset(struct link link) {
    BIO_reset(link.client);
    BIO_reset(link.server);
}

/* Connections from SSL_new to SSL_free. */
static double handshakes(struct setup *setup, long count) {
    struct link link = link_new(HANDSHAKE_LINK);
    double start;

    pair_free(pair_open(setup, link, NULL));
    start = meter_start();
    for (long i = 0; i < count; i++) {
        reset(link);
        pair_free(pair_open(setup, link, NULL));
    }
    start = meter_stop(start);
    link_free(link);
    return start;
}

/* The same with new contexts each time, so that no library knows anything of the peer. Making the
 * contexts is not counted. */
static double first_handshakes(struct setup *setup, long count) {
    struct link link = link_new(HANDSHAKE_LINK);
    double total = 0;

    pair_free(pair_open(setup, link, NULL));
    for (long i = 0; i < count; i++) {
        double start;

        free_contexts(setup);
        setup_contexts(setup);
        reset(link);
        start = meter_start();
        pair_free(pair_open(setup, link, NULL));
        total += meter_stop(start);
    }
    link_free(link);
    return total;
}

/* Closes properly, so that the session stays resumable, and gives it out. */
static SSL_SESSION *finish(struct pair pair) {
    SSL_SESSION *session = SSL_get1_session(pair.client);

    SSL_shutdown(pair.client);
    SSL_shutdown(pair.server);
    pair_free(pair);
    return session;
}

/* Connections that resume the session of the one before. */
static double resumed(struct setup *setup, long count) {
    struct link link = link_new(HANDSHAKE_LINK);
    SSL_SESSION *session = finish(pair_open(setup, link, NULL));
    double start = meter_start();

    for (long i = 0; i < count; i++) {
        SSL_SESSION *old = session;

        reset(link);
        session = finish(pair_open(setup, link, old));
        SSL_SESSION_free(old);
    }
    start = meter_stop(start);
    SSL_SESSION_free(session);
    link_free(link);
    return start;
}

/* Many established connections, each with a small transport of its own. */
struct crowd {
    long count;
    struct pair *pairs;
    struct link *links;
    size_t heap; /* bytes that the connections take */
};

static size_t heap(void) {
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static struct crowd crowd_open(const struct setup *setup, long count) {
    struct crowd crowd = {count, calloc((size_t)count, sizeof(struct pair)),
                          calloc((size_t)count, sizeof(struct link)), 0};
    struct link link = link_new(HANDSHAKE_LINK);
    size_t before;

    require(crowd.pairs != NULL && crowd.links != NULL, "calloc");
    for (long i = 0; i < count; i++)
        crowd.links[i] = link_new(IDLE_LINK);
    /* What the library and malloc keep for good is there by then. */
    for (int i = 0; i < 20; i++) {
        pair_free(pair_open(setup, link, NULL));
        reset(link);
    }
    before = heap();
    for (long i = 0; i < count; i++) {
        reset(link);
        crowd.pairs[i] = pair_open(setup, link, NULL);
        pair_attach(crowd.pairs[i], crowd.links[i]);
    }
    crowd.heap = heap() - before;
    link_free(link);
    return crowd;
}

static void crowd_free(struct crowd crowd) {
    for (long i = 0; i < crowd.count; i++) {
        pair_free(crowd.pairs[i]);
        link_free(crowd.links[i]);
    }
    free(crowd.pairs);
    free(crowd.links);
}

static double one_way(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    double start = meter_start();

    for (long i = 0; i < count; i++)
        require(SSL_shutdown(crowd.pairs[i].client) == 0, "SSL_shutdown");
    start = meter_stop(start);
    crowd_free(crowd);
    return start;
}

static double two_way(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    double start = meter_start();

    for (long i = 0; i < count; i++) {
        require(SSL_shutdown(crowd.pairs[i].client) == 0, "client's first SSL_shutdown");
        require(SSL_shutdown(crowd.pairs[i].server) == 0, "server's first SSL_shutdown");
        require(SSL_shutdown(crowd.pairs[i].client) == 1, "client's second SSL_shutdown");
        require(SSL_shutdown(crowd.pairs[i].server) == 1, "server's second SSL_shutdown");
    }
    start = meter_stop(start);
    crowd_free(crowd);
    return start;
}

static double new_free(struct setup *setup, long count) {
    double start;

    SSL_free(SSL_new(setup->client));
    start = meter_start();
    for (long i = 0; i < count; i++) {
        SSL *ssl = SSL_new(setup->client);

        require(ssl != NULL, "SSL_new");
        SSL_free(ssl);
    }
    return meter_stop(start);
}

static double free_established(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    double start = meter_start();

    for (long i = 0; i < count; i++)
        pair_free(crowd.pairs[i]);
    start = meter_stop(start);
    for (long i = 0; i < count; i++)
        crowd.pairs[i].client = crowd.pairs[i].server = NULL;
    crowd_free(crowd);
    return start;
}

static double context_new_free(struct setup *setup, long count) {
    double start;

    (void)setup;
    SSL_CTX_free(SSL_CTX_new(TLS_method()));
    start = meter_start();
    for (long i = 0; i < count; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());

        require(ctx != NULL, "SSL_CTX_new");
        SSL_CTX_free(ctx);
    }
    return meter_stop(start);
}

static double idle_heap(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    double bytes = (double)crowd.heap;

    crowd_free(crowd);
    return bytes;
}

/* While many connections are open: others from SSL_new to SSL_free, 1000 of them. */
static double churn(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    double time = handshakes(setup, 1000);

    crowd_free(crowd);
    return time;
}

/* 100 bytes there and back on each of many connections in turn, 200000 times in all. */
static double echo(struct setup *setup, long count) {
    struct crowd crowd = crowd_open(setup, count);
    char data[100] = "";
    double start = meter_start();

    for (long i = 0; i < 200000; i++) {
        struct pair pair = crowd.pairs[i % count];

        require(SSL_write(pair.client, data, sizeof(data)) == sizeof(data), "SSL_write");
        require(SSL_read(pair.server, data, sizeof(data)) == sizeof(data), "SSL_read");
        require(SSL_write(pair.server, data, sizeof(data)) == sizeof(data), "SSL_write");
        require(SSL_read(pair.client, data, sizeof(data)) == sizeof(data), "SSL_read");
    }
    start = meter_stop(start);
    crowd_free(crowd);
    return start;
}

struct worker {
    const struct setup *setup;
    long count;
};

static void *connect_many(void *argument) {
    struct worker *worker = argument;
    struct link link = link_new(HANDSHAKE_LINK);

    for (long i = 0; i < worker->count; i++) {
        reset(link);
        pair_free(pair_open(worker->setup, link, NULL));
    }
    link_free(link);
    OPENSSL_thread_stop();
    return NULL;
}

/* As many handshakes, shared out over two threads with the same contexts. */
static double two_threads(struct setup *setup, long count) {
    struct worker worker = {setup, count / 2};
    pthread_t threads[2];
    double start = meter_start();

    for (int i = 0; i < 2; i++)
        require(pthread_create(&threads[i], NULL, connect_many, &worker) == 0, "pthread_create");
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return meter_stop(start);
}

static const struct {
    const char *name;
    double (*run)(struct setup *setup, long count);
} cases[] = {
    {"bulk", bulk},
    {"small", small},
    {"socket", socket_bulk},
    {"handshake", handshakes},
    {"first", first_handshakes},
    {"resumed", resumed},
    {"one-way", one_way},
    {"two-way", two_way},
    {"new-free", new_free},
    {"free", free_established},
    {"context", context_new_free},
    {"heap", idle_heap},
    {"churn", churn},
    {"echo", echo},
    {"threads", two_threads},
};

int main(int argc, char **argv) {
    struct setup setup = {0};

    if (argc != 7) {
        fprintf(stderr, "usage: bench CASE COUNT CERTS VERSION KEY SUITE\n");
        return 2;
    }
    setup.certs = argv[3];
    setup.version = strcmp(argv[4], "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    setup.key = argv[5];
    setup.suite = strcmp(argv[6], "-") == 0 ? NULL : argv[6];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (strcmp(cases[i].name, argv[1]) != 0)
            continue;
        setup_contexts(&setup);
        printf("%.9f\n", cases[i].run(&setup, atol(argv[2])));
        free_contexts(&setup);
        return 0;
    }
    fprintf(stderr, "bench: no case named %s\n", argv[1]);
    return 2;
}
