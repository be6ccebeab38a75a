/* Half-close: one side says that it has sent everything and goes on reading. */
#include "pair.h"

static void *server(void *ssl) {
    char request[64], answer[80];
    size_t length = 0;
    int got;

    /* [half_close_server] */
    while ((got = SSL_read(ssl, request + length, (int)(sizeof(request) - length))) > 0)
        length += (size_t)got;
    if (SSL_get_error(ssl, got) == SSL_ERROR_ZERO_RETURN) { /* now we have the whole request */
        int size = snprintf(answer, sizeof(answer), "%zu bytes", length);

        SSL_write(ssl, answer, size); /* the other direction is still open */
        SSL_shutdown(ssl);            /* 1: both are closed */
    }
    /* [end] */
    CHECK(SSL_get_shutdown(ssl) == (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN));
    return NULL;
}

static void example(int version) {
    struct pair pair;
    pthread_t thread;
    char answer[16];
    SSL *ssl;
    int got;

    pair_open(&pair, version);
    ssl = pair.client;
    in_thread(&thread, server, pair.server);
    /* [half_close_client] */
    SSL_write(ssl, "a request of 23 bytes..", 23);
    SSL_shutdown(ssl);                           /* 0: that was all from us */
    got = SSL_read(ssl, answer, sizeof(answer)); /* reading goes on */
    /* [end] */
    CHECK(got == 8 && memcmp(answer, "23 bytes", 8) == 0);
    CHECK(SSL_write(ssl, "more", 4) == -1); /* writing does not */
    CHECK(take_reason() == SSL_R_PROTOCOL_IS_SHUTDOWN);
    CHECK(SSL_read(ssl, answer, sizeof(answer)) == 0);
    CHECK(SSL_get_error(ssl, 0) == SSL_ERROR_ZERO_RETURN);
    CHECK(SSL_shutdown(ssl) == 1);
    join(thread);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
