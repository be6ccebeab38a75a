/* The complete close on a non-blocking socket. */
#include "pair.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>

/* [close_with_poll] */
/* Ends TLS in both directions and waits at most `patience` ms for each step. 1: complete; -1: not.
 */
static int close_with_poll(SSL *ssl, int patience) {
    int sent = 0; /* our close_notify has left */

    for (;;) {
        struct pollfd wait = {.fd = SSL_get_fd(ssl)};
        char late[4096];
        int ret;

        ERR_clear_error();
        ret = sent ? SSL_read(ssl, late, sizeof(late)) : SSL_shutdown(ssl);
        if (!sent && ret == 1)
            return 1;
        if (ret >= (sent ? 1 : 0)) { /* sent now, or data from before the peer's close_notify */
            sent = 1;
            continue;
        }
        switch (SSL_get_error(ssl, ret)) {
        case SSL_ERROR_ZERO_RETURN: /* the peer's close_notify */
            return SSL_shutdown(ssl) == 1 ? 1 : -1;
        case SSL_ERROR_WANT_READ:
            wait.events = POLLIN;
            break;
        case SSL_ERROR_WANT_WRITE: /* the alert itself did not fit: the same call again */
            wait.events = POLLOUT;
            break;
        default:
            return -1;
        }
        if (poll(&wait, 1, patience) <= 0)
            return -1; /* a peer that never answers; we have said our part */
    }
}
/* [end] */

static void *peer(void *server) {
    struct timespec pause = {.tv_nsec = 30 * 1000 * 1000};
    char buffer[4096];

    nanosleep(&pause, NULL); /* so that the client has to wait, for room and for the answer */
    while (SSL_read(server, buffer, sizeof(buffer)) > 0)
        ;
    nanosleep(&pause, NULL);
    CHECK(SSL_write(server, "late", 4) == 4);
    CHECK(SSL_shutdown(server) == 1);
    return NULL;
}

static void example(int version) {
    static char block[16384];
    struct pair pair;
    pthread_t thread;

    /* The socket is full when we close: the alert waits for room, then we for the answer. */
    pair_open(&pair, version);
    make_nonblocking(pair.client_fd);
    CHECK(SSL_write(pair.client, block, sizeof(block)) == sizeof(block));
    CHECK(setsockopt(pair.client_fd, SOL_SOCKET, SO_SNDBUF, &(int){1}, sizeof(int)) == 0);
    CHECK(SSL_shutdown(pair.client) == -1);
    CHECK(SSL_get_error(pair.client, -1) == SSL_ERROR_WANT_WRITE);
    CHECK(SSL_get_shutdown(pair.client) == SSL_SENT_SHUTDOWN); /* set, though it hasn't left */
    in_thread(&thread, peer, pair.server);
    CHECK(close_with_poll(pair.client, 5000) == 1);
    join(thread);
    pair_free(&pair);

    /* Nobody answers. */
    pair_open(&pair, version);
    make_nonblocking(pair.client_fd);
    CHECK(close_with_poll(pair.client, 10) == -1);
    CHECK(SSL_get_shutdown(pair.client) == SSL_SENT_SHUTDOWN);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
