/* Load for a server on 127.0.0.1: `load keep|new COUNT CERTS PORT PATH` fetches PATH so many times,
 * over one connection or over a new one each time. */
#include "peers.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[1 << 17];

static SSL *connect_to(SSL_CTX *ctx, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    SSL *ssl = SSL_new(ctx);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0, "connect");
    require(ssl != NULL && SSL_set1_host(ssl, "localhost") && SSL_set_fd(ssl, fd), "SSL_new");
    require(SSL_connect(ssl) == 1, "SSL_connect");
    return ssl;
}

static void disconnect(SSL *ssl) {
    int fd = SSL_get_fd(ssl);

    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
}

/* One request and all of its response. */
static void fetch(SSL *ssl, const char *path) {
    char request[256], *end, *length;
    int size =
        snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    long got = 0, wanted;

    require(SSL_write(ssl, request, size) == size, "request");
    do {
        int n = SSL_read(ssl, buffer + got, (int)(sizeof(buffer) - 1 - (size_t)got));

        require(n > 0, "response's header");
        got += n;
        buffer[got] = '\0';
        end = strstr(buffer, "\r\n\r\n");
    } while (end == NULL);
    length = strstr(buffer, "Content-Length: ");
    require(strncmp(buffer, "HTTP/1.1 200", 12) == 0 && length != NULL, "response");
    wanted = end + 4 - buffer + atol(length + 16);
    while (got < wanted) {
        int n = SSL_read(ssl, buffer, sizeof(buffer));

        require(n > 0, "response's body");
        got += n;
    }
}

int main(int argc, char **argv) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl = NULL;
    char path[512];
    int port, anew;

    if (argc != 6)
        return 2;
    anew = strcmp(argv[1], "new") == 0;
    port = atoi(argv[4]);
    snprintf(path, sizeof(path), "%s/p256-ca.pem", argv[3]);
    require(ctx != NULL && SSL_CTX_load_verify_locations(ctx, path, NULL), path);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    for (long i = 0; i < atol(argv[2]); i++) {
        if (ssl == NULL)
            ssl = connect_to(ctx, port);
        fetch(ssl, argv[5]);
        if (!anew)
            continue;
        disconnect(ssl);
        ssl = NULL;
    }
    if (ssl != NULL)
        disconnect(ssl);
    SSL_CTX_free(ctx);
    return 0;
}
