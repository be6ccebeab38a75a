/* The smallest correct end: send close_notify, close the socket, do not wait. */
#include "pair.h"

/* [close_one_way] */
/* Says that nothing more follows, and hangs up. */
static void close_one_way(SSL *ssl) {
    int fd = SSL_get_fd(ssl);

    SSL_shutdown(ssl); /* 0: sent, the peer has not answered yet; that is all we wanted */
    ERR_clear_error(); /* and where it failed there is nobody left to tell */
    SSL_free(ssl);
    close(fd);
}
/* [end] */

static void example(int version) {
    struct pair pair;
    char buffer[16];
    int ret;

    pair_open(&pair, version);
    CHECK(SSL_write(pair.client, "last words", 10) == 10);
    close_one_way(pair.client);
    pair.client = NULL;
    pair.client_fd = -1;

    /* The peer gets the data, then a clean end: not an error, and it knows that nothing was cut. */
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 10);
    ret = SSL_read(pair.server, buffer, sizeof(buffer));
    CHECK(ret == 0 && SSL_get_error(pair.server, ret) == SSL_ERROR_ZERO_RETURN);
    CHECK(SSL_get_shutdown(pair.server) == SSL_RECEIVED_SHUTDOWN);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
