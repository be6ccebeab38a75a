#include "peers.h"

#include <stdio.h>
#include <stdlib.h>

void require(int ok, const char *what) {
    if (ok)
        return;
    fprintf(stderr, "bench: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static SSL_CTX *context(const struct setup *setup, const SSL_METHOD *method) {
    SSL_CTX *ctx = SSL_CTX_new(method);

    require(ctx != NULL, "SSL_CTX_new");
    require(SSL_CTX_set_min_proto_version(ctx, setup->version), "min_proto_version");
    require(SSL_CTX_set_max_proto_version(ctx, setup->version), "max_proto_version");
    if (setup->suite == NULL)
        return ctx;
    if (setup->version == TLS1_3_VERSION)
        require(SSL_CTX_set_ciphersuites(ctx, setup->suite), setup->suite);
    else
        require(SSL_CTX_set_cipher_list(ctx, setup->suite), setup->suite);
    return ctx;
}

void setup_contexts(struct setup *setup) {
    char path[512];

    setup->client = context(setup, TLS_client_method());
    setup->server = context(setup, TLS_server_method());
    snprintf(path, sizeof(path), "%s/%s-ca.pem", setup->certs, setup->key);
    require(SSL_CTX_load_verify_locations(setup->client, path, NULL), path);
    SSL_CTX_set_verify(setup->client, SSL_VERIFY_PEER, NULL);
    snprintf(path, sizeof(path), "%s/%s-chain.pem", setup->certs, setup->key);
    require(SSL_CTX_use_certificate_chain_file(setup->server, path), path);
    snprintf(path, sizeof(path), "%s/%s-key.pem", setup->certs, setup->key);
    require(SSL_CTX_use_PrivateKey_file(setup->server, path, SSL_FILETYPE_PEM), path);
}

void free_contexts(struct setup *setup) {
    SSL_CTX_free(setup->client);
    SSL_CTX_free(setup->server);
}

struct link link_new(size_t size) {
    struct link link;

    require(BIO_new_bio_pair(&link.client, size, &link.server, size), "BIO_new_bio_pair");
    return link;
}

void link_free(struct link link) {
    BIO_free(link.client);
    BIO_free(link.server);
}

void pair_attach(struct pair pair, struct link link) {
    BIO_up_ref(link.client);
    BIO_up_ref(link.server);
    SSL_set_bio(pair.client, link.client, link.client);
    SSL_set_bio(pair.server, link.server, link.server);
}

static struct pair pair_new(const struct setup *setup) {
    struct pair pair = {SSL_new(setup->client), SSL_new(setup->server)};

    require(pair.client != NULL && pair.server != NULL, "SSL_new");
    SSL_set_connect_state(pair.client);
    SSL_set_accept_state(pair.server);
    require(SSL_set1_host(pair.client, "localhost"), "SSL_set1_host");
    require((int)SSL_set_tlsext_host_name(pair.client, "localhost"), "SSL_set_tlsext_host_name");
    return pair;
}

static int step(SSL *ssl, const char *what) {
    int ret = SSL_do_handshake(ssl);
    int error = SSL_get_error(ssl, ret);

    require(ret == 1 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE, what);
    return ret == 1;
}

void pair_handshake(struct pair pair) {
    int client = 0, server = 0;
    char byte;

    for (int round = 0; !client || !server; round++) {
        require(round < 100, "handshake: progress");
        client = client || step(pair.client, "client's handshake");
        server = server || step(pair.server, "server's handshake");
    }
    require(SSL_get_verify_result(pair.client) == X509_V_OK, "verification");
    require(SSL_get_error(pair.client, SSL_read(pair.client, &byte, 1)) == SSL_ERROR_WANT_READ,
            "reading tickets");
}

struct pair pair_open(const struct setup *setup, struct link link, SSL_SESSION *resume) {
    struct pair pair = pair_new(setup);

    pair_attach(pair, link);
    if (resume != NULL)
        require(SSL_set_session(pair.client, resume), "SSL_set_session");
    pair_handshake(pair);
    require(SSL_session_reused(pair.client) == (resume != NULL), "session_reused (client)");
    require(SSL_session_reused(pair.server) == (resume != NULL), "session_reused (server)");
    return pair;
}

struct pair pair_on_descriptors(const struct setup *setup, const int fds[2]) {
    struct pair pair = pair_new(setup);

    require(SSL_set_fd(pair.client, fds[0]) && SSL_set_fd(pair.server, fds[1]), "SSL_set_fd");
    return pair;
}

void pair_free(struct pair pair) {
    SSL_free(pair.client);
    SSL_free(pair.server);
}
