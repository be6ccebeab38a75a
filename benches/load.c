/* Load for a server on 127.0.0.1: `load keep|new COUNT CONNECTIONS CERTS PORT PATH` fetches PATH so
 * many times, over so many connections at once, which are kept, or made anew for each fetch. */
#include "peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CONNECTIONS 256

enum stage { CLOSED, HANDSHAKE, REQUEST, HEADER, BODY, IDLE };

struct connection {
    SSL *ssl;
    int fd;
    enum stage stage;
    long have, wanted; /* bytes of the response */
    char header[4096];
};

static struct {
    SSL_CTX *ctx;
    struct sockaddr_in address;
    char request[512];
    int request_length, anew, epoll;
    long to_begin, to_end; /* fetches */
} load;

static char body[1 << 17];

static void open_connection(struct connection *c) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    int ret;

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    c->ssl = SSL_new(load.ctx);
    require(c->fd >= 0 && c->ssl != NULL, "a connection");
    require(SSL_set1_host(c->ssl, "localhost") && SSL_set_fd(c->ssl, c->fd), "SSL_set_fd");
    SSL_set_connect_state(c->ssl);
    c->stage = HANDSHAKE;
    ret = connect(c->fd, (struct sockaddr *)&load.address, sizeof(load.address));
    require(ret == 0 || errno == EINPROGRESS, "connect");
    require(epoll_ctl(load.epoll, EPOLL_CTL_ADD, c->fd, &event) == 0, "epoll_ctl");
}

static void close_connection(struct connection *c) {
    SSL_shutdown(c->ssl);
    SSL_free(c->ssl);
    close(c->fd);
    c->stage = CLOSED;
}

/* Whether the call that returned `ret` is to be repeated later. */
static int waits(struct connection *c, int ret, const char *what) {
    int error = SSL_get_error(c->ssl, ret);

    if (ret > 0)
        return 0;
    require(error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE, what);
    return 1;
}

/* Looks for the end of the header, and in it for the length of the body. */
static int header_is_there(struct connection *c) {
    char *end, *length;

    c->header[c->have] = '\0';
    end = strstr(c->header, "\r\n\r\n");
    if (end == NULL)
        return 0;
    length = strstr(c->header, "Content-Length: ");
    require(strncmp(c->header, "HTTP/1.1 200", 12) == 0 && length != NULL, "response");
    c->wanted = end + 4 - c->header + atol(length + 16);
    return 1;
}

/* Reads until there is nothing to read now (0), or the response is whole (1). */
static int read_response(struct connection *c) {
    for (;;) {
        int in_header = c->stage == HEADER, ret;
        char *place = in_header ? c->header + c->have : body;
        int room = in_header ? (int)(sizeof(c->header) - 1 - (size_t)c->have) : (int)sizeof(body);

        ret = SSL_read(c->ssl, place, room);
        if (waits(c, ret, "response"))
            return 0;
        c->have += ret;
        if (in_header && header_is_there(c))
            c->stage = BODY;
        if (c->stage == BODY && c->have >= c->wanted)
            return 1;
    }
}

/* Takes one of the fetches that are left; 0 if there is none. */
static int begin_fetch(struct connection *c) {
    if (load.to_begin == 0)
        return 0;
    load.to_begin--;
    c->have = c->wanted = 0;
    return 1;
}

/* Goes on with a connection as far as possible. */
static void go_on(struct connection *c) {
    for (;;) {
        switch (c->stage) {
        case CLOSED:
            if (!begin_fetch(c))
                return;
            open_connection(c);
            return;
        case HANDSHAKE:
            if (waits(c, SSL_do_handshake(c->ssl), "handshake"))
                return;
            c->stage = REQUEST;
            break;
        case REQUEST:
            require(SSL_write(c->ssl, load.request, load.request_length) == load.request_length,
                    "request");
            c->stage = HEADER;
            break;
        case HEADER:
        case BODY:
            if (!read_response(c))
                return;
            load.to_end--;
            if (load.anew) {
                close_connection(c);
                break;
            }
            c->stage = IDLE;
            break;
        case IDLE:
            if (!begin_fetch(c))
                return;
            c->stage = REQUEST;
        }
    }
}

int main(int argc, char **argv) {
    static struct connection connections[MOST_CONNECTIONS];
    struct epoll_event events[64];
    char path[512];
    int count;

    if (argc != 7 || (count = atoi(argv[3])) < 1 || count > MOST_CONNECTIONS)
        return 2;
    load.anew = strcmp(argv[1], "new") == 0;
    load.to_begin = load.to_end = atol(argv[2]);
    load.address.sin_family = AF_INET;
    load.address.sin_port = htons((uint16_t)atoi(argv[5]));
    load.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    load.request_length = snprintf(load.request, sizeof(load.request),
                                   "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", argv[6]);
    load.epoll = epoll_create1(0);
    load.ctx = SSL_CTX_new(TLS_client_method());
    snprintf(path, sizeof(path), "%s/p256-ca.pem", argv[4]);
    require(load.ctx != NULL && SSL_CTX_load_verify_locations(load.ctx, path, NULL), path);
    SSL_CTX_set_verify(load.ctx, SSL_VERIFY_PEER, NULL);
    /* The server is to be kept busy: fewer calls of the kernel. */
    SSL_CTX_set_read_ahead(load.ctx, 1);
    for (int i = 0; i < count; i++)
        go_on(&connections[i]);
    while (load.to_end > 0) {
        int ready = epoll_wait(load.epoll, events, 64, 10000);

        require(ready > 0, "an answer within 10 s");
        for (int i = 0; i < ready; i++)
            go_on(events[i].data.ptr);
    }
    for (int i = 0; i < count; i++)
        if (connections[i].stage != CLOSED)
            close_connection(&connections[i]);
    SSL_CTX_free(load.ctx);
    close(load.epoll);
    return 0;
}
