/* A stale entry on the thread's error queue makes a healthy connection look broken. */
#include "pair.h"

#include <openssl/pem.h>

static void example(int version) {
    struct pair pair;
    BIO *file = BIO_new_mem_buf("", 0);
    char buffer[16];

    pair_open(&pair, version);
    make_nonblocking(pair.client_fd);
    CHECK(SSL_read(pair.client, buffer, 16) == -1); /* takes the tickets of TLS 1.3 */
    /* [error_queue] */
    while (PEM_read_bio_X509(file, NULL, NULL, NULL) != NULL)
        ; /* until there is no further certificate: which is an error, and nobody takes it */

    CHECK(SSL_read(pair.client, buffer, 16) == -1);         /* nothing has come yet, that is all */
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_SSL); /* but the queue is not empty */

    ERR_clear_error();
    CHECK(SSL_read(pair.client, buffer, 16) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_WANT_READ);
    /* [end] */

    /* The misleading value: 0 of SSL_shutdown() is no error, yet there is no better code. */
    CHECK(SSL_shutdown(pair.client) == 0);
    CHECK(SSL_get_error(pair.client, 0) == SSL_ERROR_SYSCALL);
    CHECK(ERR_peek_error() == 0);
    BIO_free(file);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
