/* Callbacks that only observe: info, messages, keys and sessions. */
#include "flows.h"

#include <stdio.h>
#include <string.h>

static const char *message_name(int type) {
    static const char *const names[] = {
        [SSL3_MT_HELLO_REQUEST] = "HelloRequest",
        [SSL3_MT_CLIENT_HELLO] = "ClientHello",
        [SSL3_MT_SERVER_HELLO] = "ServerHello",
        [SSL3_MT_NEWSESSION_TICKET] = "NewSessionTicket",
        [SSL3_MT_END_OF_EARLY_DATA] = "EndOfEarlyData",
        [SSL3_MT_ENCRYPTED_EXTENSIONS] = "EncryptedExtensions",
        [SSL3_MT_CERTIFICATE] = "Certificate",
        [SSL3_MT_SERVER_KEY_EXCHANGE] = "ServerKeyExchange",
        [SSL3_MT_CERTIFICATE_REQUEST] = "CertificateRequest",
        [SSL3_MT_SERVER_DONE] = "ServerHelloDone",
        [SSL3_MT_CERTIFICATE_VERIFY] = "CertificateVerify",
        [SSL3_MT_CLIENT_KEY_EXCHANGE] = "ClientKeyExchange",
        [SSL3_MT_FINISHED] = "Finished",
        [SSL3_MT_CERTIFICATE_STATUS] = "CertificateStatus",
        [SSL3_MT_KEY_UPDATE] = "KeyUpdate",
    };
    const char *name = (size_t)type < COUNT_OF(names) ? names[type] : NULL;

    return name != NULL ? name : "unknown message";
}

static void on_info(const SSL *ssl, int where, int value) {
    struct end *end = end_of(ssl);
    const char *role = where & SSL_ST_CONNECT ? "connect " : where & SSL_ST_ACCEPT ? "accept " : "";
    const char *event = where & SSL_CB_HANDSHAKE_START  ? "HANDSHAKE_START"
                        : where & SSL_CB_HANDSHAKE_DONE ? "HANDSHAKE_DONE"
                        : where & SSL_CB_LOOP           ? "LOOP"
                        : where & SSL_CB_EXIT           ? "EXIT"
                                                        : "?";

    if (where & SSL_CB_ALERT)
        say(end, "info alert %s %s %d, in_init %d, %d %s", where & SSL_CB_READ ? "read" : "write",
            SSL_alert_type_string_long(value), value & 0xff, SSL_in_init(ssl), SSL_get_state(ssl),
            SSL_state_string(ssl));
    else
        (where & SSL_CB_EXIT ? say_once : say)(end, "info %s%s %d, in_init %d, %d %s", role, event,
                                               value, SSL_in_init(ssl), SSL_get_state(ssl),
                                               SSL_state_string(ssl));
}

/* Lengths that depend on signatures or on what a library puts in its tickets are not told. */
static int has_steady_length(int type) {
    return type != SSL3_MT_CERTIFICATE && type != SSL3_MT_CERTIFICATE_VERIFY &&
           type != SSL3_MT_SERVER_KEY_EXCHANGE && type != SSL3_MT_NEWSESSION_TICKET;
}

static void on_message(int write, int number, int type, const void *data, size_t length, SSL *ssl,
                       void *argument) {
    const unsigned char *bytes = data;
    const char *way = write ? ">" : "<";
    struct end *end = end_of(ssl);

    (void)argument;
    if (type == SSL3_RT_HEADER)
        say(end, "%s %04x record %d, version %02x%02x", way, number, bytes[0], bytes[1], bytes[2]);
    else if (type == SSL3_RT_INNER_CONTENT_TYPE)
        say(end, "%s %04x inner type %d", way, number, bytes[0]);
    else if (type == SSL3_RT_ALERT && length == 2)
        say(end, "%s %04x alert %d %d", way, number, bytes[0], bytes[1]);
    else if (type == SSL3_RT_HANDSHAKE && has_steady_length(bytes[0]))
        say(end, "%s %04x %s, %zu bytes", way, number, message_name(bytes[0]), length);
    else if (type == SSL3_RT_HANDSHAKE)
        say(end, "%s %04x %s", way, number, message_name(bytes[0]));
    else
        say(end, "%s %04x content type %d, %zu bytes", way, number, type, length);
}

static void on_key(const SSL *ssl, const char *line) {
    say(end_of(ssl), "key log %.*s", (int)strcspn(line, " "), line);
}

static int on_new_session(SSL *ssl, SSL_SESSION *session) {
    struct end *end = end_of(ssl);

    say(end, "new session, version %x, ticket %d, %s", SSL_SESSION_get_protocol_version(session),
        SSL_SESSION_has_ticket(session), SSL_state_string(ssl));
    if (end->answers.out_of_date)
        SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - 100000);
    SSL_SESSION_free(end->stored);
    end->stored = session;
    return 1;
}

static void on_removed_session(SSL_CTX *ctx, SSL_SESSION *session) {
    (void)session;
    say(ctx == client.ctx ? &client : &server, "session removed");
}

void observe(struct end *end) {
    SSL_CTX_set_info_callback(end->ctx, on_info);
    SSL_CTX_set_msg_callback(end->ctx, on_message);
    SSL_CTX_set_keylog_callback(end->ctx, on_key);
    SSL_CTX_sess_set_new_cb(end->ctx, on_new_session);
    SSL_CTX_sess_set_remove_cb(end->ctx, on_removed_session);
}
