/* SSL_CTX_set_quiet_shutdown() and SSL_set_quiet_shutdown(). */
#include "harness.h"

#define BOTH (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)

static void is_off_by_default(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_get_quiet_shutdown(pair->subject_ctx), 0);
    assert_int_equal(SSL_get_quiet_shutdown(pair->subject), 0);
}

static void is_copied_when_the_ssl_is_made(void **state) {
    struct pair *pair = *state;
    SSL *before = SSL_new(pair->subject_ctx), *after;

    SSL_CTX_set_quiet_shutdown(pair->subject_ctx, 1);
    after = SSL_new(pair->subject_ctx);
    assert_int_equal(SSL_CTX_get_quiet_shutdown(pair->subject_ctx), 1);
    assert_int_equal(SSL_get_quiet_shutdown(before), 0);
    assert_int_equal(SSL_get_quiet_shutdown(after), 1);
    SSL_set_quiet_shutdown(after, 0);
    assert_int_equal(SSL_get_quiet_shutdown(after), 0);
    assert_int_equal(SSL_CTX_get_quiet_shutdown(pair->subject_ctx), 1);
    SSL_free(before);
    SSL_free(after);
}

static void values_are_kept_as_given(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 7);
    assert_int_equal(SSL_get_quiet_shutdown(pair->subject), 7);
    SSL_CTX_set_quiet_shutdown(pair->subject_ctx, -1);
    assert_int_equal(SSL_CTX_get_quiet_shutdown(pair->subject_ctx), -1);
}

static void returns_1_and_writes_nothing(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_reports(pair->subject, 1, SSL_ERROR_NONE);
    expect_shutdown_state(pair->subject, BOTH);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    assert_no_error();
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void set_on_the_context_works_likewise(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_quiet_shutdown(pair->subject_ctx, 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void leaves_unread_data_alone(void **state) {
    struct pair *pair = *state;
    long unread;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "unread", 6), 6);
    unread = bytes_in(pair->from_peer);
    SSL_set_quiet_shutdown(pair->subject, 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(bytes_in(pair->from_peer), unread);
    /* RECEIVED is set, so reading says the connection is closed. */
    expect_closed(pair->subject);
    assert_int_equal(bytes_in(pair->from_peer), unread);
}

static void after_it_writing_fails(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    SSL_shutdown(pair->subject);
    assert_int_equal(SSL_write(pair->subject, "x", 1), -1);
    assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
}

static void before_the_handshake_it_still_fails(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    expect_shutdown_state(pair->subject, 0);
}

static void without_a_role_it_still_fails(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    (void)pair;
    SSL_set_quiet_shutdown(ssl, 1);
    assert_int_equal(SSL_shutdown(ssl), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void the_peer_sees_an_unexpected_end(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->peer, 1);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    transport_eof_for_subject(pair);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void switched_off_again_the_flags_remain(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    SSL_shutdown(pair->subject);
    SSL_set_quiet_shutdown(pair->subject, 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    SSL_set_shutdown(pair->subject, 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_one_alert_record(pair, pair->from_subject);
}

static void switched_on_between_the_calls_it_completes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    SSL_set_quiet_shutdown(pair->subject, 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_one_alert_record(pair, pair->from_subject);
}

static void clear_keeps_it(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    SSL_shutdown(pair->subject);
    assert_int_equal(SSL_clear(pair->subject), 1);
    assert_int_equal(SSL_get_quiet_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, 0);
}

static void dup_takes_the_contexts(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    pair_open(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    copy = SSL_dup(pair->subject);
    assert_non_null(copy);
    assert_int_equal(SSL_get_quiet_shutdown(copy), 0);
    SSL_free(copy);
}

static void another_context_does_not_change_it(void **state) {
    struct pair *pair = *state;
    SSL_CTX *loud = server_context(pair->version);

    SSL_CTX_set_quiet_shutdown(pair->subject_ctx, 1);
    pair_open(pair, MEMORY);
    assert_ptr_equal(SSL_set_SSL_CTX(pair->subject, loud), loud);
    assert_int_equal(SSL_get_quiet_shutdown(pair->subject), 1);
    SSL_CTX_free(loud);
}

static const struct CMUnitTest cases[] = {
    CASE(is_off_by_default),
    CASE(is_copied_when_the_ssl_is_made),
    CASE(values_are_kept_as_given),
    CASE_ALL(returns_1_and_writes_nothing),
    CASE_ALL(set_on_the_context_works_likewise),
    CASE_ALL(leaves_unread_data_alone),
    CASE_ALL(after_it_writing_fails),
    CASE_ALL(before_the_handshake_it_still_fails),
    CASE(without_a_role_it_still_fails),
    CASE_ALL(the_peer_sees_an_unexpected_end),
    CASE_ALL(switched_off_again_the_flags_remain),
    CASE_ALL(switched_on_between_the_calls_it_completes),
    CASE_ALL(clear_keeps_it),
    CASE_VERSIONS(dup_takes_the_contexts),
    CASE_NAMED(another_context_does_not_change_it, "", setting_tls13_server),
};

CASES_MAIN(cases)
