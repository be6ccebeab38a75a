/* An end with mbedTLS 2.28, which speaks TLS 1.2. */
#include "end.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <stdio.h>
#include <string.h>

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_generator;
static mbedtls_x509_crt certificate, authority;
static mbedtls_pk_context key;
static mbedtls_ssl_config config;
static mbedtls_ssl_context ssl;
static mbedtls_net_context net;

static void check(int ret, const char *what) {
    char text[100];

    if (ret >= 0)
        return;
    mbedtls_strerror(ret, text, sizeof(text));
    die("%s: %s", what, text);
}

static void credentials(const struct role *role) {
    if (role->server) {
        check(mbedtls_x509_crt_parse_file(&certificate, role->certificate), "certificate");
        check(mbedtls_pk_parse_keyfile(&key, role->key, NULL), "key");
        check(mbedtls_ssl_conf_own_cert(&config, &certificate, &key), "own_cert");
    } else {
        check(mbedtls_x509_crt_parse_file(&authority, role->authority), "authority");
        mbedtls_ssl_conf_ca_chain(&config, &authority, NULL);
    }
}

void tls_open(int fd, const struct role *role) {
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random_generator);
    mbedtls_x509_crt_init(&certificate);
    mbedtls_x509_crt_init(&authority);
    mbedtls_pk_init(&key);
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_init(&ssl);
    net.fd = fd;
    check(mbedtls_ctr_drbg_seed(&random_generator, mbedtls_entropy_func, &entropy, NULL, 0),
          "seed");
    check(mbedtls_ssl_config_defaults(&config,
                                      role->server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
                                      MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
          "defaults");
    mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random_generator);
    credentials(role);
    check(mbedtls_ssl_setup(&ssl, &config), "setup");
    check(mbedtls_ssl_set_hostname(&ssl, "localhost"), "name");
    mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv, NULL);
    check(mbedtls_ssl_handshake(&ssl), "handshake");
    printf("open: %s\n", mbedtls_ssl_get_version(&ssl));
}

void tls_write(const char *data, size_t length) {
    int done;

    for (size_t at = 0; at < length; at += (size_t)done) {
        done = mbedtls_ssl_write(&ssl, (const unsigned char *)data + at, length - at);
        check(done, "write");
    }
}

size_t tls_read(char *buffer, size_t size, char how[128]) {
    int got = mbedtls_ssl_read(&ssl, (unsigned char *)buffer, size);

    if (got > 0)
        return (size_t)got;
    if (got == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        snprintf(how, 128, "close_notify");
    else if (got == 0 || got == MBEDTLS_ERR_SSL_CONN_EOF)
        snprintf(how, 128, "eof");
    else if (got == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
        snprintf(how, 128, "alert %d", ssl.in_msg[1]);
    else if (got == MBEDTLS_ERR_NET_CONN_RESET)
        snprintf(how, 128, "reset");
    else
        mbedtls_strerror(got, how, 128);
    return 0;
}

int tls_word(const char *word) {
    if (strcmp(word, "close") != 0)
        return 0;
    check(mbedtls_ssl_close_notify(&ssl), "close");
    return 1;
}

void tls_free(void) {
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_config_free(&config);
    mbedtls_pk_free(&key);
    mbedtls_x509_crt_free(&certificate);
    mbedtls_x509_crt_free(&authority);
    mbedtls_ctr_drbg_free(&random_generator);
    mbedtls_entropy_free(&entropy);
}
