/* The complete close on a non-blocking socket. */
#include "pair.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>

/* [close_with_poll] */
/* Waits at most `patience` ms for what a call has asked for. 1: repeat that call; 0: give up. */
static int wait_for(SSL *ssl, int error, int patience) {
    struct pollfd wait = {.fd = SSL_get_fd(ssl)};

    if (error == SSL_ERROR_WANT_READ)
        wait.events = POLLIN;
    else if (error == SSL_ERROR_WANT_WRITE)
        wait.events = POLLOUT;
    else
        return 0;
    return poll(&wait, 1, patience) == 1;
}

/* Ends TLS in both directions; the socket stays open. 1: complete; -1: not. */
static int close_with_poll(SSL *ssl, int patience) {
    char late[4096];
    int ret, error;

    do { /* our close_notify: the socket may have no room for it */
        ERR_clear_error();
        ret = SSL_shutdown(ssl);
    } while (ret < 0 && wait_for(ssl, SSL_get_error(ssl, ret), patience));
    if (ret != 0)
        return ret; /* 1: the peer's was here already */

    do { /* what the peer has sent before its own */
        ERR_clear_error();
        ret = SSL_read(ssl, late, sizeof(late));
        error = SSL_get_error(ssl, ret);
    } while (ret > 0 || wait_for(ssl, error, patience));
    return error == SSL_ERROR_ZERO_RETURN ? SSL_shutdown(ssl) : -1;
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
