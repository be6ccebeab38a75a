/* What the second SSL_shutdown() does with data that it meets. */
#include "pair.h"

static void example(int version) {
    struct pair pair;
    char buffer[16];
    int ret;

    SSL *ssl;

    pair_open(&pair, version);
    ssl = pair.client;
    /* [in_flight] */
    CHECK(SSL_write(pair.server, "in flight", 9) == 9); /* the peer has not heard yet */
    CHECK(SSL_shutdown(ssl) == 0);
    CHECK(SSL_shutdown(ssl) == -1); /* meets data where it wants an alert */
    CHECK(SSL_get_error(ssl, -1) == SSL_ERROR_SSL);
    CHECK(take_reason() == SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
    CHECK(SSL_read(ssl, buffer, sizeof(buffer)) == -1); /* the data is lost, the object dead */
    /* [end] */
    ret = SSL_shutdown(ssl);
    CHECK(ret == -1 && SSL_get_error(ssl, ret) == SSL_ERROR_SSL);
    CHECK(take_reason() == SSL_R_SHUTDOWN_WHILE_IN_INIT);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
