/* How busy servers end connections: with close_notify but without waiting, or without a word. */
#include "pair.h"

/* [close_without_waiting] */
/* One call, one alert, done: the peer's answer counts as received. */
static int close_without_waiting(SSL *ssl) {
    SSL_set_shutdown(ssl, SSL_get_shutdown(ssl) | SSL_RECEIVED_SHUTDOWN);
    return SSL_shutdown(ssl); /* 1; -1 with SSL_ERROR_WANT_WRITE: call again when there is room */
}
/* [end] */

/* [drop] */
/* Not a byte more: for a peer that has run into a timeout, or in a child after fork(). */
static int drop(SSL *ssl) {
    SSL_set_quiet_shutdown(ssl, 1);
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    return SSL_shutdown(ssl); /* 1 */
}
/* [end] */

static void example(int version) {
    struct pair pair;
    char buffer[16];
    long before;

    pair_open(&pair, version);
    CHECK(close_without_waiting(pair.server) == 1);
    CHECK(waiting(pair.client_fd) > 0);
    CHECK(SSL_read(pair.client, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_get_error(pair.client, 0) == SSL_ERROR_ZERO_RETURN);
    pair_free(&pair);

    pair_open(&pair, version);
    before = waiting(pair.client_fd); /* the tickets of TLS 1.3 */
    CHECK(drop(pair.server) == 1);
    CHECK(waiting(pair.client_fd) == before);
    close(pair.server_fd);
    pair.server_fd = -1;
    CHECK(SSL_read(pair.client, buffer, sizeof(buffer)) <= 0);
    CHECK(take_reason() == SSL_R_UNEXPECTED_EOF_WHILE_READING);
    pair_free(&pair);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    return run_example(example);
}
