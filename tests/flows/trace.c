/* Prints the lines: calls, the error queue, the final state of a connection. */
#include "flows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct end client = {.letter = 'C'}, server = {.letter = 'S'};

struct end *end_of(const SSL *ssl) {
    return SSL_is_server((SSL *)ssl) ? &server : &client;
}

static void print(struct end *end, int once, const char *format, va_list arguments) {
    char line[sizeof(end->last[0])];

    vsnprintf(line, sizeof(line), format, arguments);
    if (once && (strcmp(line, end->last[0]) == 0 || strcmp(line, end->last[1]) == 0))
        return;
    memcpy(end->last[0], end->last[1], sizeof(line));
    strcpy(end->last[1], line);
    printf("%c %s\n", end->letter, line);
}

void say(struct end *end, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print(end, 0, format, arguments);
    va_end(arguments);
}

void say_once(struct end *end, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    print(end, 1, format, arguments);
    va_end(arguments);
}

void say_result(struct end *end, const char *function, int result) {
    int error = SSL_get_error(end->ssl, result);
    unsigned long queued;

    say_once(end, "%s = %d, SSL_get_error %d, SSL_want %d, SSL_in_init %d, %s", function, result,
             error, SSL_want(end->ssl), SSL_in_init(end->ssl), SSL_state_string(end->ssl));
    while ((queued = ERR_get_error()) != 0) {
        const char *library = ERR_lib_error_string(queued);
        const char *reason = ERR_reason_error_string(queued);

        say(end, "queue %s: %s", library != NULL ? library : "?", reason != NULL ? reason : "?");
    }
}

static void say_session(struct end *end) {
    SSL_SESSION *session = SSL_get_session(end->ssl);
    const char *name;
    unsigned length = 0, context = 0;

    if (session == NULL) {
        say(end, "session none");
        return;
    }
    name = SSL_SESSION_get0_hostname(session);
    SSL_SESSION_get_id(session, &length);
    SSL_SESSION_get0_id_context(session, &context);
    say(end, "session version %x", SSL_SESSION_get_protocol_version(session));
    say(end, "session id of %u bytes, context of %u", length, context);
    say(end, "session cipher %s", SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(session)));
    say(end, "session host name %s", name != NULL ? name : "none");
    say(end, "session timeout %ld, ticket %d, lifetime hint %lu", SSL_SESSION_get_timeout(session),
        SSL_SESSION_has_ticket(session), SSL_SESSION_get_ticket_lifetime_hint(session));
    say(end, "session resumable %d, peer %d, max early data %u", SSL_SESSION_is_resumable(session),
        SSL_SESSION_get0_peer(session) != NULL, SSL_SESSION_get_max_early_data(session));
}

void say_facts(struct end *end) {
    SSL *ssl = end->ssl;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    const unsigned char *protocol = NULL, *response = NULL;
    unsigned length = 0;
    int signature = 0, own_signature = 0;

    SSL_get0_alpn_selected(ssl, &protocol, &length);
    SSL_get_peer_signature_type_nid(ssl, &signature);
    SSL_get_signature_type_nid(ssl, &own_signature);
    say(end, "version %s, cipher %s", SSL_get_version(ssl), SSL_get_cipher_name(ssl));
    /* OpenSSL looks into the session, be there one or not. */
    if (SSL_get_session(ssl) != NULL)
        say(end, "group %d", (int)SSL_get_negotiated_group(ssl));
    say(end, "signatures %d %d", own_signature, signature);
    say(end, "reused %d", SSL_session_reused(ssl));
    say(end, "server name %s", name != NULL ? name : "none");
    say(end, "alpn %.*s", (int)length, protocol != NULL ? (const char *)protocol : "");
    say(end, "verify result %ld, peer %d, chain of %d", SSL_get_verify_result(ssl),
        SSL_get0_peer_certificate(ssl) != NULL, sk_X509_num(SSL_get_peer_cert_chain(ssl)));
    say(end, "status response %ld bytes", SSL_get_tlsext_status_ocsp_resp(ssl, &response));
    say(end, "state %d, shutdown %d, pending %d", SSL_get_state(ssl), SSL_get_shutdown(ssl),
        SSL_pending(ssl));
    say(end, "extended master secret %ld, renegotiation support %ld", SSL_get_extms_support(ssl),
        SSL_get_secure_renegotiation_support(ssl));
    for (unsigned i = 0; i < COUNT_OF(end->asked); i++)
        if (end->asked[i] > 0)
            say(end, "security callback, kind %u: %u times", i, end->asked[i]);
    say_session(end);
    ERR_clear_error();
}
