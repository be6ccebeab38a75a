/* Getters of a session. */
#include "lent.h"

#include <stdio.h>
#include <string.h>

/* The text without what is random: the values of long hexadecimal strings, and times. */
static void printed(SSL_SESSION *session) {
    BIO *out = BIO_new(BIO_s_mem());
    char line[300];
    int ret;

    asking("SSL_SESSION_print");
    ret = SSL_SESSION_print(out, session);
    answer("%d", ret);
    while (BIO_gets(out, line, sizeof(line)) > 0) {
        char *value = strchr(line, ':');

        line[strcspn(line, "\n")] = '\0';
        if (strstr(line, " - ") != NULL) /* a line of a ticket's dump */
            continue;
        asking("SSL_SESSION_print");
        if (value != NULL &&
            (strstr(line, "ID:") || strstr(line, "Master-Key") || strstr(line, "Resumption PSK")))
            answer("%.*s: %zu digits", (int)(value - line), line, strlen(value + 2));
        else if (strstr(line, "Start Time") != NULL)
            answer("%.*s", (int)(value - line), line);
        else
            answer("%s", line);
    }
    BIO_free(out);
}

/* Other forms of the whole: only whether there is anything, since ids and keys are random. */
static void written(SSL_SESSION *session) {
    BIO *out = BIO_new(BIO_s_mem());
    FILE *nowhere = fopen("/dev/null", "w");
    int ret;

    asking("SSL_SESSION_print_keylog");
    ret = SSL_SESSION_print_keylog(out, session);
    answer("%d, %s", ret, BIO_pending(out) > 0 ? "a line" : "nothing");
    asking("SSL_SESSION_print_fp");
    number(SSL_SESSION_print_fp(nowhere, session));
    asking("i2d_SSL_SESSION");
    text(i2d_SSL_SESSION(session, NULL) > 0 ? "some bytes" : "nothing");
    asking("PEM_write_bio_SSL_SESSION");
    number(PEM_write_bio_SSL_SESSION(out, session));
    asking("PEM_write_SSL_SESSION");
    number(PEM_write_SSL_SESSION(nowhere, session));
    fclose(nowhere);
    BIO_free(out);
}

static void ask_names(SSL_SESSION *session) {
    const unsigned char *data = NULL;
    size_t length = 77;
    unsigned short_length = 77;
    void *own = NULL;
    int ret;

    asking("SSL_SESSION_get0_alpn_selected");
    SSL_SESSION_get0_alpn_selected(session, &data, &length);
    bytes(data, length);
    TEXT(SSL_SESSION_get0_hostname, session);
    asking("SSL_SESSION_get0_id_context");
    data = SSL_SESSION_get0_id_context(session, &short_length);
    bytes(short_length > 0 ? data : NULL, short_length);
    asking("SSL_SESSION_get_id");
    data = SSL_SESSION_get_id(session, &short_length);
    secret(data, short_length);
    asking("SSL_SESSION_get0_ticket");
    SSL_SESSION_get0_ticket(session, &data, &length);
    lent_bytes("SSL_SESSION_get0_ticket", data, length);
    answer("%s", data == NULL ? "NULL" : length > 0 ? "set" : "empty");
    asking("SSL_SESSION_get0_ticket_appdata");
    ret = SSL_SESSION_get0_ticket_appdata(session, &own, &length);
    lent_bytes("SSL_SESSION_get0_ticket_appdata", own, length);
    answer("%d, %s, %zu", ret, own != NULL ? "set" : "NULL", length);
}

void ask_session(SSL_SESSION *session) {
    unsigned char master[64] = "";

    if (session == NULL)
        return;
    NUMBER(SSL_SESSION_get_protocol_version, session);
    ASK(cipher, SSL_SESSION_get0_cipher, session);
    NUMBER(SSL_SESSION_get_compress_id, session);
    NUMBER(SSL_SESSION_get_timeout, session);
    asking("SSL_SESSION_get_time");
    text(SSL_SESSION_get_time(session) != 0 ? "set" : "none");
    NUMBER(SSL_SESSION_get_max_early_data, session);
    NUMBER(SSL_SESSION_get_max_fragment_length, session);
    NUMBER(SSL_SESSION_has_ticket, session);
    NUMBER(SSL_SESSION_get_ticket_lifetime_hint, session);
    NUMBER(SSL_SESSION_is_resumable, session);
    ASK(certificate, SSL_SESSION_get0_peer, session);
    POINTER(SSL_SESSION_get_ex_data, session, 0);
    asking("SSL_SESSION_get_master_key");
    secret(master, SSL_SESSION_get_master_key(session, master, sizeof(master)));
    NUMBER(SSL_SESSION_get_master_key, session, NULL, 0);
    ask_names(session);
    printed(session);
    written(session);
}
