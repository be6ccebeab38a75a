/* The peer closes first: before and after its close_notify has been read. */
#include "pair.h"

static void example(int version) {
    struct pair pair;
    char buffer[16];

    pair_open(&pair, version);
    /* [peer_first] */
    CHECK(SSL_shutdown(pair.server) == 0);         /* the peer closes */
    CHECK(SSL_get_shutdown(pair.client) == 0);     /* we can't know: nothing was read yet */
    CHECK(SSL_read(pair.client, buffer, 16) == 0); /* now we do */
    CHECK(SSL_get_error(pair.client, 0) == SSL_ERROR_ZERO_RETURN);
    CHECK(SSL_get_shutdown(pair.client) == SSL_RECEIVED_SHUTDOWN);
    CHECK(SSL_shutdown(pair.client) == 1); /* so one call does it */
    /* [end] */
    CHECK(SSL_shutdown(pair.server) == 1);
    pair_free(&pair);

    /* The first call never reads: with the alert still in the socket it takes two. */
    pair_open(&pair, version);
    CHECK(SSL_shutdown(pair.server) == 0);
    CHECK(SSL_shutdown(pair.client) == 0);
    CHECK(SSL_shutdown(pair.client) == 1);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
