/* Measures one end's part of a handshake, with the libssl that the loader finds.
 *
 * costs full|resumed client|server CERTS VERSION KEY
 *
 * prints allocations, allocated bytes, and the greatest depth of the stack in bytes, of SSL_new,
 * the handshake and, for the client, the reading of tickets. Under callgrind
 * (--collect-atstart=no) the end's instructions are counted. Each figure is the mean of ROUNDS
 * handshakes; the stack is the deepest of them. */
#define _GNU_SOURCE
#include "peers.h"
#include "meter.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define ROUNDS 10
#define WARM_UP 2
#define STACK (1 << 20)
#define PAINT 0xa5

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int counting;
static long allocations, bytes;

static void count(size_t size) {
    if (!counting)
        return;
    allocations++;
    bytes += (long)size;
}

void *malloc(size_t size) {
    count(size);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(number * size);
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count(size);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    count(size);
    *out = __libc_memalign(alignment, size);
    return *out != NULL ? 0 : ENOMEM;
}

/* One end's part, which runs on a stack of its own. */
struct part {
    SSL_CTX *ctx;
    SSL *ssl;
    SSL_SESSION *resume;
    BIO *bio;
    int server, done;
    unsigned char *stack;
};

static void begin(struct part *part) {
    part->ssl = SSL_new(part->ctx);
    require(part->ssl != NULL, "SSL_new");
    BIO_up_ref(part->bio);
    SSL_set_bio(part->ssl, part->bio, part->bio);
    if (part->server) {
        SSL_set_accept_state(part->ssl);
        return;
    }
    SSL_set_connect_state(part->ssl);
    require(SSL_set1_host(part->ssl, "localhost"), "SSL_set1_host");
    require((int)SSL_set_tlsext_host_name(part->ssl, "localhost"), "SSL_set_tlsext_host_name");
    if (part->resume != NULL)
        require(SSL_set_session(part->ssl, part->resume), "SSL_set_session");
}

static void advance(struct part *part) {
    int ret = SSL_do_handshake(part->ssl);
    int error = SSL_get_error(part->ssl, ret);

    require(ret == 1 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE, "handshake");
    part->done = ret == 1;
}

static void read_tickets(struct part *part) {
    char byte;

    require(SSL_get_error(part->ssl, SSL_read(part->ssl, &byte, 1)) == SSL_ERROR_WANT_READ,
            "reading tickets");
}

static ucontext_t here, there;
static void (*work)(struct part *);
static struct part *working;

static void entry(void) {
    work(working);
}

/* Does something of a part's; counts if it is that part that is measured. */
static void run(struct part *part, void (*function)(struct part *), int measured) {
    work = function;
    working = part;
    require(getcontext(&there) == 0, "getcontext");
    there.uc_stack.ss_sp = part->stack;
    there.uc_stack.ss_size = STACK;
    there.uc_link = &here;
    makecontext(&there, entry, 0);
    counting = measured;
    if (measured)
        CALLGRIND_TOGGLE_COLLECT;
    swapcontext(&here, &there);
    if (measured)
        CALLGRIND_TOGGLE_COLLECT;
    counting = 0;
}

static long depth(const struct part *part) {
    long untouched = 0;

    while (untouched < STACK && part->stack[untouched] == PAINT)
        untouched++;
    return STACK - untouched;
}

/* A connection; returns its session. */
static SSL_SESSION *connect_once(struct part *client, struct part *server, struct part *measured) {
    SSL_SESSION *session;

    client->done = server->done = 0;
    run(client, begin, measured == client);
    run(server, begin, measured == server);
    for (int round = 0; !client->done || !server->done; round++) {
        require(round < 100, "progress");
        if (!client->done)
            run(client, advance, measured == client);
        if (!server->done)
            run(server, advance, measured == server);
    }
    run(client, read_tickets, measured == client);
    require(SSL_session_reused(client->ssl) == (client->resume != NULL), "session_reused");
    session = SSL_get1_session(client->ssl);
    SSL_shutdown(client->ssl);
    SSL_shutdown(server->ssl);
    SSL_free(client->ssl);
    SSL_free(server->ssl);
    BIO_reset(client->bio);
    BIO_reset(server->bio);
    return session;
}

static unsigned char *new_stack(void) {
    unsigned char *stack =
        mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    require(stack != MAP_FAILED, "mmap");
    memset(stack, PAINT, STACK);
    return stack;
}

int main(int argc, char **argv) {
    struct setup setup = {0};
    struct part client = {0}, server = {.server = 1}, *measured;
    int resumed;
    struct link link;

    require(argc == 6, "command line");
    resumed = strcmp(argv[1], "resumed") == 0;
    measured = strcmp(argv[2], "server") == 0 ? &server : &client;
    setup.certs = argv[3];
    setup.version = strcmp(argv[4], "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
    setup.key = argv[5];
    setup_contexts(&setup);
    link = link_new(17 * 1024);
    client.ctx = setup.client;
    server.ctx = setup.server;
    client.bio = link.client;
    server.bio = link.server;
    client.stack = new_stack();
    server.stack = new_stack();
    for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        SSL_SESSION *session = connect_once(&client, &server, i < WARM_UP ? NULL : measured);

        SSL_SESSION_free(client.resume);
        client.resume = resumed ? session : NULL;
        if (!resumed)
            SSL_SESSION_free(session);
        if (i == WARM_UP - 1) {
            memset(client.stack, PAINT, STACK);
            memset(server.stack, PAINT, STACK);
        }
    }
    printf("%ld %ld %ld\n", allocations / ROUNDS, bytes / ROUNDS, depth(measured));
    SSL_SESSION_free(client.resume);
    link_free(link);
    free_contexts(&setup);
    return 0;
}
