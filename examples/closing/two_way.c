/* The complete close on a blocking socket, with data of the peer still under way. */
#include "pair.h"

static size_t received;

static void take(const char *data, size_t length) {
    (void)data;
    received += length;
}

/* [close_both_ways] */
/* Ends TLS in both directions; the socket stays open. 1: complete; -1: it is not, and the reason is
 * on the error queue or, for SSL_ERROR_SYSCALL, in errno. */
static int close_both_ways(SSL *ssl) {
    char buffer[4096];
    int ret;

    ERR_clear_error();
    ret = SSL_shutdown(ssl); /* our close_notify */
    if (ret != 0)
        return ret; /* 1: the peer's was here already */

    while ((ret = SSL_read(ssl, buffer, sizeof(buffer))) > 0)
        take(buffer, (size_t)ret); /* sent before the peer saw our alert */
    if (SSL_get_error(ssl, ret) != SSL_ERROR_ZERO_RETURN)
        return -1;
    return SSL_shutdown(ssl); /* 1: both alerts have been seen */
}
/* [end] */

static void *peer(void *server) {
    char buffer[16];

    CHECK(SSL_read(server, buffer, sizeof(buffer)) == 0); /* the client's close_notify */
    CHECK(SSL_get_error(server, 0) == SSL_ERROR_ZERO_RETURN);
    CHECK(SSL_write(server, "and one more", 12) == 12); /* our own direction is still open */
    CHECK(SSL_shutdown(server) == 1);                   /* at once: its alert was received */
    return NULL;
}

static void example(int version) {
    struct pair pair;
    pthread_t thread;

    pair_open(&pair, version);
    received = 0;
    CHECK(SSL_write(pair.server, "in flight", 9) == 9);
    in_thread(&thread, peer, pair.server);
    CHECK(close_both_ways(pair.client) == 1);
    join(thread);
    CHECK(received == 9 + 12);
    CHECK(SSL_get_shutdown(pair.client) == (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN));
    CHECK(SSL_shutdown(pair.client) == 1); /* and it stays so */
    CHECK(waiting(pair.client_fd) == 0 && waiting(pair.server_fd) == 0);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
