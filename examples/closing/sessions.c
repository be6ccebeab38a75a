/* Which end of a connection leaves its session resumable. */
#include "pair.h"

static int resumable_after(int version, void (*end)(SSL *client)) {
    struct pair pair;
    SSL_SESSION *session;
    char buffer[1];
    int resumable;

    pair_open(&pair, version);
    CHECK(SSL_write(pair.server, "x", 1) == 1);
    CHECK(SSL_read(pair.client, buffer, 1) == 1); /* and with it the tickets of TLS 1.3 */
    session = SSL_get1_session(pair.client);
    CHECK(SSL_SESSION_is_resumable(session));
    end(pair.client);
    pair.client = NULL;
    resumable = SSL_SESSION_is_resumable(session);
    SSL_SESSION_free(session);
    pair_free(&pair);
    return resumable;
}

static void free_alone(SSL *ssl) {
    SSL_free(ssl);
}

static void shutdown_and_free(SSL *ssl) {
    SSL_shutdown(ssl);
    SSL_free(ssl);
}

static void quiet_and_free(SSL *ssl) {
    SSL_set_quiet_shutdown(ssl, 1);
    SSL_shutdown(ssl);
    SSL_free(ssl);
}

static void flag_and_free(SSL *ssl) {
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN);
    SSL_free(ssl);
}

static void received_and_free(SSL *ssl) {
    SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
}

static void example(int version) {
    /* [sessions] */
    CHECK(resumable_after(version, shutdown_and_free));  /* SSL_shutdown, SSL_free */
    CHECK(resumable_after(version, quiet_and_free));     /* the same with quiet shutdown */
    CHECK(resumable_after(version, flag_and_free));      /* SSL_set_shutdown(SENT), SSL_free */
    CHECK(!resumable_after(version, free_alone));        /* SSL_free alone */
    CHECK(!resumable_after(version, received_and_free)); /* RECEIVED does not count */
    /* [end] */
}

int main(void) {
    return run_example(example);
}
