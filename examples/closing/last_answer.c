/* TCP: closing a socket that holds unread bytes resets the connection, and may take the last answer
 * with it. */
#include "pair.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

/* [linger] */
/* After SSL_shutdown(): lets the peer fetch everything before the socket goes away. */
static void close_in_peace(int fd, int patience) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char rest[4096];

    shutdown(fd, SHUT_WR); /* the peer sees the end */
    while (poll(&wait, 1, patience) == 1 && read(fd, rest, sizeof(rest)) > 0)
        ; /* whatever still came: not ours to decrypt any more */
    close(fd);
}
/* [end] */

/* Puts TCP in the socketpair's place. */
static void over_tcp(struct pair *pair) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    close(pair->client_fd);
    close(pair->server_fd);
    pair->client_fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(pair->client_fd, (struct sockaddr *)&address, size) == 0);
    pair->server_fd = accept(listener, NULL, NULL);
    CHECK(pair->server_fd >= 0);
    close(listener);
    CHECK(SSL_set_fd(pair->client, pair->client_fd) == 1);
    CHECK(SSL_set_fd(pair->server, pair->server_fd) == 1);
}

static void *refuse_upload(void *argument) {
    struct pair *pair = argument;

    /* The upload is in the socket, and it stays there: the server has decided without it. */
    CHECK(poll(&(struct pollfd){.fd = pair->server_fd, .events = POLLIN}, 1, -1) == 1);
    CHECK(SSL_write(pair->server, "413", 3) == 3);
    CHECK(SSL_shutdown(pair->server) == 0);
    close_in_peace(pair->server_fd, 5000);
    pair->server_fd = -1;
    return NULL;
}

static void example(int version) {
    static char upload[16384];
    struct pair pair;
    pthread_t thread;
    char answer[16];

    pair_create(&pair, version);
    over_tcp(&pair);
    pair_handshake(&pair);
    in_thread(&thread, refuse_upload, &pair);
    CHECK(SSL_write(pair.client, upload, sizeof(upload)) == sizeof(upload));
    CHECK(SSL_read(pair.client, answer, sizeof(answer)) == 3);
    CHECK(SSL_read(pair.client, answer, sizeof(answer)) == 0);
    CHECK(SSL_get_error(pair.client, 0) == SSL_ERROR_ZERO_RETURN);
    close(pair.client_fd);
    pair.client_fd = -1;
    join(thread);
    pair_free(&pair);
}

int main(void) {
    return run_example(example);
}
