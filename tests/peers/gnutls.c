/* An end with GnuTLS. */
#include "end.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

static gnutls_certificate_credentials_t credentials;
static gnutls_session_t session;

static void check(int ret, const char *what) {
    if (ret < 0)
        die("%s: %s", what, gnutls_strerror(ret));
}

void tls_open(int fd, const struct role *role) {
    char priority[64];
    int ret;

    check(gnutls_certificate_allocate_credentials(&credentials), "credentials");
    if (role->server)
        check(gnutls_certificate_set_x509_key_file(credentials, role->certificate, role->key,
                                                   GNUTLS_X509_FMT_PEM),
              "certificate");
    else
        check(gnutls_certificate_set_x509_trust_file(credentials, role->authority,
                                                     GNUTLS_X509_FMT_PEM),
              "authority");
    check(gnutls_init(&session, role->server ? GNUTLS_SERVER : GNUTLS_CLIENT), "init");
    snprintf(priority, sizeof(priority), "NORMAL:-VERS-ALL:+VERS-TLS%s", role->version);
    check(gnutls_priority_set_direct(session, priority, NULL), "priority");
    check(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials), "credentials");
    if (role->server) {
        static gnutls_datum_t key;

        check(gnutls_session_ticket_key_generate(&key), "ticket key");
        check(gnutls_session_ticket_enable_server(session, &key), "tickets");
        gnutls_free(key.data);
    } else {
        check(gnutls_server_name_set(session, GNUTLS_NAME_DNS, "localhost", 9), "name");
        gnutls_session_set_verify_cert(session, "localhost", 0);
    }
    gnutls_transport_set_int(session, fd);
    do
        ret = gnutls_handshake(session);
    while (ret < 0 && !gnutls_error_is_fatal(ret));
    check(ret, "handshake");
    printf("open: %s\n", gnutls_protocol_get_name(gnutls_protocol_get_version(session)));
}

void tls_write(const char *data, size_t length) {
    ssize_t done;

    for (size_t at = 0; at < length; at += (size_t)done) {
        done = gnutls_record_send(session, data + at, length - at);
        check((int)done, "write");
    }
}

size_t tls_read(char *buffer, size_t size, char how[128]) {
    ssize_t got;

    do
        got = gnutls_record_recv(session, buffer, size);
    while (got < 0 && !gnutls_error_is_fatal((int)got));
    if (got > 0)
        return (size_t)got;
    if (got == 0)
        snprintf(how, 128, "close_notify");
    else if (got == GNUTLS_E_PREMATURE_TERMINATION)
        snprintf(how, 128, "eof");
    else if (got == GNUTLS_E_FATAL_ALERT_RECEIVED)
        snprintf(how, 128, "alert %d", gnutls_alert_get(session));
    else if (got == GNUTLS_E_PULL_ERROR)
        snprintf(how, 128, "reset");
    else
        snprintf(how, 128, "%s", gnutls_strerror_name((int)got));
    return 0;
}

int tls_word(const char *word) {
    if (strcmp(word, "close") == 0)
        check(gnutls_bye(session, GNUTLS_SHUT_WR), "close");
    else if (strcmp(word, "rekey") == 0)
        check(gnutls_session_key_update(session, 0), "rekey");
    else
        return 0;
    return 1;
}

void tls_free(void) {
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
}
