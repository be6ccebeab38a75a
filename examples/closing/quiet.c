/* Quiet shutdown: what it does, and when it does nothing. */
#include "pair.h"

static void example(int version) {
    struct pair pair;
    char buffer[16];
    long before;

    pair_create(&pair, version);
    /* [quiet] */
    SSL_CTX_set_quiet_shutdown(pair.client_ctx, 1); /* for objects made from now on */
    CHECK(SSL_get_quiet_shutdown(pair.client) == 0);
    SSL_set_quiet_shutdown(pair.client, 1); /* for this one */

    CHECK(SSL_shutdown(pair.client) == -1); /* no handshake yet: quiet or not */
    CHECK(take_reason() == SSL_R_SHUTDOWN_WHILE_IN_INIT);

    pair_handshake(&pair);
    before = waiting(pair.server_fd);
    CHECK(SSL_shutdown(pair.client) == 1);    /* at once */
    CHECK(waiting(pair.server_fd) == before); /* and not a byte was sent */
    CHECK(SSL_get_shutdown(pair.client) == (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN));
    /* [end] */

    /* Both flags are set, so the object neither reads nor writes any more. */
    CHECK(SSL_read(pair.client, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_write(pair.client, "hello", 5) == -1);
    CHECK(take_reason() == SSL_R_PROTOCOL_IS_SHUTDOWN);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
