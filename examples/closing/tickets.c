/* TLS 1.3: the server's tickets meet a client that has already gone. */
#include "pair.h"

/* A client that sends one message and leaves, before the server has finished its handshake. */
static void fire_and_forget(struct pair *pair) {
    make_nonblocking(pair->client_fd);
    make_nonblocking(pair->server_fd);
    CHECK(SSL_connect(pair->client) == -1); /* its first flight */
    CHECK(SSL_accept(pair->server) == -1);  /* the server's */
    CHECK(SSL_connect(pair->client) == 1);  /* done, as the client sees it */
    CHECK(SSL_write(pair->client, "fire and forget", 15) == 15);
    CHECK(SSL_shutdown(pair->client) == 0);
    close(pair->client_fd);
    pair->client_fd = -1;
}

static void example(int version) {
    struct pair pair;
    char buffer[32];

    if (version == TLS1_2_VERSION)
        return; /* its handshake ends with a message that the client waits for */

    /* The tickets can't be delivered. The handshake succeeds all the same, but for the signal. */
    pair_create(&pair, version);
    fire_and_forget(&pair);
    count_sigpipes();
    CHECK(SSL_accept(pair.server) == 1);
    CHECK(sigpipes() > 0);
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 15);
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_get_error(pair.server, 0) == SSL_ERROR_ZERO_RETURN);
    pair_free(&pair);

    /* A server that sends none does not write to the absent. */
    pair_create(&pair, version);
    /* [no_tickets] */
    SSL_set_num_tickets(pair.server, 0); /* or SSL_CTX_set_num_tickets, before SSL_new */
    /* [end] */
    fire_and_forget(&pair);
    count_sigpipes();
    CHECK(SSL_accept(pair.server) == 1);
    CHECK(sigpipes() == 0);
    pair_free(&pair);

    /* Tickets that wait in the client's socket: the second SSL_shutdown() takes them on its way. */
    pair_open(&pair, version);
    CHECK(waiting(pair.client_fd) > 0);
    CHECK(SSL_shutdown(pair.server) == 0);
    CHECK(SSL_shutdown(pair.client) == 0);
    CHECK(SSL_shutdown(pair.client) == 1);
    CHECK(waiting(pair.client_fd) == 0);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
