/* SIGPIPE: the alert is a write, and the peer may be gone. */
#include "pair.h"

static void hang_up(struct pair *pair) {
    close(pair->server_fd);
    pair->server_fd = -1;
}

static void example(int version) {
    struct pair pair;
    char buffer[16];

    /* With the default action of SIGPIPE this program would end here, without a message. */
    pair_open(&pair, version);
    count_sigpipes();
    hang_up(&pair);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(sigpipes() == 1);
    ERR_clear_error();
    pair_free(&pair);

    pair_open(&pair, version);
    /* [sigpipe] */
    signal(SIGPIPE, SIG_IGN); /* once, where the program starts */
    /* [end] */
    hang_up(&pair);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_SYSCALL && errno == EPIPE);
    CHECK(SSL_get_shutdown(pair.client) == SSL_SENT_SHUTDOWN); /* so the session is kept */
    pair_free(&pair);

    /* A peer that has said goodbye and left at once: the answer fails, and is reported as an end.
     */
    pair_open(&pair, version);
    CHECK(SSL_shutdown(pair.server) == 0);
    hang_up(&pair);
    CHECK(SSL_read(pair.client, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_ZERO_RETURN);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
