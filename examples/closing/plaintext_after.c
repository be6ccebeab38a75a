/* Going on without TLS on the same socket, as FTP's CCC and a STARTTLS that is undone. */
#include "pair.h"

/* [leave_tls] */
/* Ends TLS and gives the socket back for plaintext. The peer does the same. */
static int leave_tls(SSL *ssl) {
    char buffer[1];
    int ret, fd = SSL_get_fd(ssl);

    ERR_clear_error();
    ret = SSL_shutdown(ssl);
    if (ret == 0 && SSL_read(ssl, buffer, 1) > 0)
        return -1; /* the protocol was to be silent here */
    if (ret == 0)
        ret = SSL_shutdown(ssl);
    if (ret != 1)
        return -1; /* there may be TLS bytes in the socket: close it */
    SSL_free(ssl); /* frees the socket's BIO, but SSL_set_fd's does not close the socket */
    return fd;
}
/* [end] */

static void *peer(void *argument) {
    struct pair *pair = argument;
    char buffer[16];

    CHECK(SSL_read(pair->server, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_shutdown(pair->server) == 1);
    /* Right behind the alert, so that one read() of the other side would get both. */
    CHECK(write(pair->server_fd, "220 plain", 9) == 9);
    CHECK(read(pair->server_fd, buffer, sizeof(buffer)) == 4);
    CHECK(memcmp(buffer, "QUIT", 4) == 0);
    return NULL;
}

static void example(int version) {
    struct pair pair;
    pthread_t thread;
    char buffer[16];
    int fd;

    pair_open(&pair, version);
    in_thread(&thread, peer, &pair);
    fd = leave_tls(pair.client);
    pair.client = NULL;
    CHECK(fd == pair.client_fd);
    CHECK(read(fd, buffer, sizeof(buffer)) == 9);
    CHECK(memcmp(buffer, "220 plain", 9) == 0);
    CHECK(write(fd, "QUIT", 4) == 4);
    join(thread);
    pair_free(&pair);

    /* With read_ahead the library has taken what stood behind the alert, and it is gone. */
    pair_create(&pair, version);
    SSL_set_read_ahead(pair.client, 1);
    pair_handshake(&pair);
    CHECK(SSL_shutdown(pair.client) == 0);
    CHECK(SSL_read(pair.server, buffer, sizeof(buffer)) == 0);
    CHECK(SSL_shutdown(pair.server) == 1);
    CHECK(write(pair.server_fd, "220 plain", 9) == 9);
    CHECK(SSL_shutdown(pair.client) == 1);
    CHECK(waiting(pair.client_fd) == 0);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
