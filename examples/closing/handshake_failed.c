/* After a fatal error there is nothing to shut down. */
#include "pair.h"

static void *serve(void *server) {
    CHECK(SSL_accept(server) == -1);
    ERR_clear_error();
    return NULL;
}

static void example(int version) {
    struct pair pair;
    pthread_t thread;

    pair_create(&pair, version);
    SSL_set_verify(pair.client, SSL_VERIFY_PEER, NULL); /* nobody vouches for this server */
    in_thread(&thread, serve, pair.server);
    /* [handshake_failed] */
    CHECK(SSL_connect(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_SSL);
    CHECK(take_reason() == SSL_R_CERTIFICATE_VERIFY_FAILED);
    /* The alert that says so has been sent. A close_notify on top would be wrong, and is refused:
     */
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(take_reason() == SSL_R_SHUTDOWN_WHILE_IN_INIT);
    /* [end] */
    CHECK(SSL_get_shutdown(pair.client) == 0);
    join(thread);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
