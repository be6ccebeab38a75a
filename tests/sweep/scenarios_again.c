/* SSLs that are used again, and copies. */
#include "scenarios.h"

static void clear_both(const char *stage) {
    SSL_clear(ends.client.ssl);
    SSL_clear(ends.server.ssl);
    sweep_both(stage);
}

/* Both ends are cleared, connected anew and handshake again. */
static void once_more(void) {
    unsigned char *waiting;

    clear_both("cleared");
    ends.client.ended = ends.server.ended = ends.client.got = ends.server.got = 0;
    BIO_set_mem_eof_return(ends.client.in, -1);
    (void)BIO_reset(ends.client.in);
    (void)BIO_reset(ends.server.in);
    (void)BIO_reset(ends.client.out);
    (void)BIO_reset(ends.server.out);
    (void)BIO_get_mem_data(ends.client.out, &waiting);
    ERR_clear_error();
    ends_handshake();
    sweep_both("connected-again");
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets-again");
    sweep_both("tickets-again");
}

static void connect(const struct scenario *scenario) {
    static struct plan loud;

    ends_connect(&scenario->plan);
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets");
    ERR_clear_error();
    loud = scenario->plan;
    loud.quiet = 0;
    ends.plan = &loud;
}

static void shut_down(void) {
    SSL_shutdown(ends.client.ssl);
    deliver_all(&ends.client, &ends.server);
    SSL_shutdown(ends.server.ssl);
    deliver_all(&ends.server, &ends.client);
    SSL_shutdown(ends.client.ssl);
    SSL_shutdown(ends.server.ssl);
}

static void clear_after_shutdown(const struct scenario *scenario) {
    connect(scenario);
    shut_down();
    once_more();
}

static void clear_without_shutdown(const struct scenario *scenario) {
    connect(scenario);
    once_more();
}

static void clear_after_failure(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    SSL_CTX_set_verify(ends.server.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    ends_open_quietly();
    ends_handshake();
    SSL_set_verify(ends.server.ssl, SSL_VERIFY_NONE, NULL);
    once_more();
}

static void clear_in_handshake(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    ends_open_quietly();
    SSL_do_handshake(ends.client.ssl);
    deliver_all(&ends.client, &ends.server);
    SSL_do_handshake(ends.server.ssl);
    once_more();
}

/* The role is set again, which clears less. */
static void new_role(const struct scenario *scenario) {
    connect(scenario);
    shut_down();
    SSL_set_connect_state(ends.client.ssl);
    SSL_set_accept_state(ends.server.ssl);
    sweep_both("role-again");
}

static void duplicates(const struct scenario *scenario) {
    SSL *copy;

    ends_prepare(&scenario->plan);
    ends_open_quietly();
    copy = SSL_dup(ends.client.ssl);
    sweep(copy, "copy-of-client");
    SSL_free(copy);
    copy = SSL_dup(ends.server.ssl);
    sweep(copy, "copy-of-server");
    SSL_free(copy);
    ends_handshake();
    copy = SSL_dup(ends.client.ssl);
    sweep(copy, "copy-of-connected-client");
    SSL_free(copy);
}

static void another_session(const struct scenario *scenario) {
    SSL_SESSION *session;
    SSL *ssl;

    connect(scenario);
    session = SSL_get1_session(ends.client.ssl);
    ssl = SSL_new(ends.client.ctx);
    SSL_set_session(ssl, session);
    sweep(ssl, "session-set");
    SSL_set_session(ssl, NULL);
    sweep(ssl, "session-unset");
    SSL_copy_session_id(ssl, ends.client.ssl);
    sweep(ssl, "session-copied");
    SSL_free(ssl);
    SSL_SESSION_free(session);
}

#define BOTH(suffix, function, ...)                                                                \
    {"tls12-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1, __VA_ARGS__}, 0}, {        \
        "tls13-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1, __VA_ARGS__}, 0         \
    }

const struct scenario again[] = {
    BOTH("clear-after-shutdown", clear_after_shutdown, .fixed = 0),
    BOTH("clear-after-shutdown-client-certificate", clear_after_shutdown,
         .client_certificate = GIVEN),
    BOTH("clear-after-shutdown-ticket", clear_after_shutdown, .resumption = TICKET),
    BOTH("clear-without-shutdown", clear_without_shutdown, .fixed = 0),
    BOTH("clear-after-failure", clear_after_failure, .fixed = 0),
    BOTH("clear-in-handshake", clear_in_handshake, .fixed = 0),
    BOTH("role-again", new_role, .fixed = 0),
    BOTH("duplicates", duplicates, .client_certificate = GIVEN),
    BOTH("another-session", another_session, .fixed = 0),
};
const size_t again_count = COUNT_OF(again);
