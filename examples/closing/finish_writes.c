/* SSL_shutdown() does not finish an SSL_write() that was told to come back. */
#include "pair.h"

#include <sys/socket.h>

static char block[16384];

/* A non-blocking client whose last SSL_write() found no room. */
static void leave_write_pending(struct pair *pair, int version) {
    pair_open(pair, version);
    make_nonblocking(pair->client_fd);
    CHECK(SSL_write(pair->client, block, sizeof(block)) == sizeof(block));
    CHECK(setsockopt(pair->client_fd, SOL_SOCKET, SO_SNDBUF, &(int){1}, sizeof(int)) == 0);
    CHECK(SSL_write(pair->client, "goodbye", 7) == -1);
    CHECK(SSL_get_error(pair->client, -1) == SSL_ERROR_WANT_WRITE);
}

static void drain(struct pair *pair) {
    static char buffer[sizeof(block)];

    CHECK(SSL_read(pair->server, buffer, sizeof(buffer)) == sizeof(buffer));
}

static void example(int version) {
    struct pair pair;
    char buffer[16];
    SSL *ssl;

    leave_write_pending(&pair, version);
    ssl = pair.client;
    drain(&pair);
    /* [finish_writes] */
    /* SSL_write(ssl, "goodbye", 7) has given SSL_ERROR_WANT_WRITE; now there is room again. */
    CHECK(SSL_write(ssl, "goodbye", 7) == 7); /* first the same write, to its end */
    CHECK(SSL_shutdown(ssl) == 0);            /* then the close */
    /* [end] */
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 7);
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_get_error(pair.server, 0) == SSL_ERROR_ZERO_RETURN);
    pair_free(&pair);

    /* Without it: "wait for room", and then never again anything. */
    leave_write_pending(&pair, version);
    drain(&pair);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_WANT_WRITE);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_SSL);
    CHECK(take_reason() == SSL_R_BAD_WRITE_RETRY);
    CHECK(SSL_write(pair.client, "goodbye", 7) == -1);
    ERR_clear_error();
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
