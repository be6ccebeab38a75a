/* A connection that ends without close_notify: cut off, or just a careless peer? */
#include "pair.h"

#include <sys/socket.h>

/* [read_all] */
/* Reads to the end. 1: the peer said that this was all; 0: the connection was cut; -1: an error. */
static int read_all(SSL *ssl, char *buffer, size_t size, size_t *length) {
    size_t got;
    int ret;

    for (*length = 0; *length < size; *length += got) {
        ERR_clear_error();
        ret = SSL_read_ex(ssl, buffer + *length, size - *length, &got);
        if (ret == 1)
            continue;
        switch (SSL_get_error(ssl, ret)) {
        case SSL_ERROR_ZERO_RETURN:
            return 1;
        case SSL_ERROR_SSL:
            return ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? 0 : -1;
        default:
            return -1;
        }
    }
    return -1; /* more than we have room for */
}
/* [end] */

static void example(int version) {
    struct pair pair;
    char buffer[64];
    size_t length;

    /* Somebody between the two cuts the connection: the data is genuine, but not all of it. */
    pair_open(&pair, version);
    CHECK(SSL_write(pair.server, "pay 100", 7) == 7);
    shutdown(pair.server_fd, SHUT_WR);
    CHECK(read_all(pair.client, buffer, sizeof(buffer), &length) == 0 && length == 7);
    CHECK(take_reason() == SSL_R_UNEXPECTED_EOF_WHILE_READING);
    /* That was fatal: the peer was sent an alert, and the object does nothing any more. */
    CHECK(waiting(pair.server_fd) > 0);
    CHECK(SSL_get_shutdown(pair.client) == 0);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(take_reason() == SSL_R_SHUTDOWN_WHILE_IN_INIT);
    pair_free(&pair);

    /* The same, when the program has said that it doesn't mind. */
    pair_create(&pair, version);
    SSL_set_options(pair.client, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pair_handshake(&pair);
    CHECK(SSL_write(pair.server, "pay 100", 7) == 7);
    shutdown(pair.server_fd, SHUT_WR);
    CHECK(read_all(pair.client, buffer, sizeof(buffer), &length) == 1 && length == 7);
    CHECK(SSL_get_shutdown(pair.client) == SSL_RECEIVED_SHUTDOWN);
    CHECK(SSL_shutdown(pair.client) == 1);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
