/* SSL_shutdown(), SSL_get_shutdown() and SSL_set_shutdown(): the rows of SSL_shutdown(3). */
#include "harness.h"

#define NEITHER 0
#define SENT SSL_SENT_SHUTDOWN
#define RECEIVED SSL_RECEIVED_SHUTDOWN
#define BOTH (SENT | RECEIVED)

static void flags_are_clear_after_the_handshake(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    expect_shutdown_state(pair->subject, NEITHER);
    assert_true(pair_handshake(pair));
    expect_shutdown_state(pair->subject, NEITHER);
    expect_shutdown_state(pair->peer, NEITHER);
}

static void first_call_sends_the_alert_and_returns_0(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    int ret;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &log);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, 0);
    /* The documented misleading value. */
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
    expect_shutdown_state(pair->subject, SENT);
    assert_one_alert_record(pair, pair->from_subject);
    assert_int_equal(log.sent, 1);
    assert_int_equal(log.sent_level, SSL3_AL_WARNING);
    assert_int_equal(log.sent_code, SSL_AD_CLOSE_NOTIFY);
    assert_int_equal(SSL_want(pair->subject), SSL_NOTHING);
    assert_int_equal(SSL_in_init(pair->subject), 0);
    expect_closed(pair->peer);
    expect_shutdown_state(pair->peer, RECEIVED);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void second_call_without_an_answer_wants_read(void **state) {
    struct pair *pair = *state;
    long written;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    written = bytes_in(pair->from_subject);
    for (int i = 0; i < 3; i++) {
        int ret = SSL_shutdown(pair->subject);

        assert_int_equal(ret, -1);
        assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
        assert_int_equal(SSL_want(pair->subject), SSL_READING);
        assert_no_error();
        expect_shutdown_state(pair->subject, SENT);
    }
    assert_int_equal(bytes_in(pair->from_subject), written);
}

static void both_ways_until_both_return_1(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    /* The peer has not read the alert: its own first call does not look for it. */
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    ret = SSL_shutdown(pair->peer);
    assert_int_equal(ret, 1);
    assert_reports(pair->peer, ret, SSL_ERROR_NONE);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    expect_shutdown_state(pair->peer, BOTH);
    assert_no_error();
    assert_int_equal(bytes_in(pair->from_subject), 0);
    assert_int_equal(bytes_in(pair->from_peer), 0);
}

static void repeated_after_completion_returns_1_and_writes_nothing(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->subject);
    SSL_shutdown(pair->peer);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(SSL_shutdown(pair->subject), 1);
        assert_int_equal(bytes_in(pair->from_subject), 0);
    }
    assert_no_error();
}

static void peer_first_and_read_returns_1_at_once(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_shutdown_state(pair->subject, NEITHER);
    expect_closed(pair->subject);
    expect_shutdown_state(pair->subject, RECEIVED);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_one_alert_record(pair, pair->from_subject);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
}

static void peer_first_but_unread_takes_two_calls(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_shutdown_state(pair->subject, SENT);
    assert_true(bytes_in(pair->from_peer) > 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_int_equal(bytes_in(pair->from_peer), 0);
}

static void data_may_be_read_after_the_first_call(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_write(pair->peer, "late", 4), 4);
    expect_text(pair->subject, "late");
    expect_shutdown_state(pair->subject, SENT);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    expect_shutdown_state(pair->subject, BOTH);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void peer_may_write_after_receiving_the_alert(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
    assert_int_equal(SSL_write(pair->peer, "still here", 10), 10);
    expect_text(pair->subject, "still here");
}

static void writing_after_the_first_call_fails(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->subject);
    ret = SSL_write(pair->subject, "x", 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
    assert_one_alert_record(pair, pair->from_subject);
}

static void unread_data_makes_the_second_call_fail(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "unread", 6), 6);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    note_alerts(pair->subject, &log);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
    expect_shutdown_state(pair->subject, SENT);
    /* Nothing may follow the close_notify, not even the alert about it. */
    assert_int_equal(log.sent, 0);
}

static void data_already_pending_makes_the_second_call_fail(void **state) {
    struct pair *pair = *state;
    char buffer[4];
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "0123456789", 10), 10);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_read(pair->subject, buffer, 4), 4);
    assert_int_equal(SSL_pending(pair->subject), 6);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_pending(pair->subject), 6);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
}

static void a_drained_connection_closes_in_the_second_call(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "drain me", 8), 8);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_text(pair->subject, "drain me");
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void before_a_role_is_set_it_is_uninitialized(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    int ret;

    (void)pair;
    ret = SSL_shutdown(ssl);
    assert_int_equal(ret, -1);
    assert_reports(ssl, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    expect_shutdown_state(ssl, NEITHER);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void before_the_handshake_it_is_in_init(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    expect_shutdown_state(pair->subject, NEITHER);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    assert_true(pair_handshake(pair));
}

static void during_the_handshake_it_is_in_init(void **state) {
    struct pair *pair = *state;
    long written;
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    written = bytes_in(pair->from_subject);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    expect_shutdown_state(pair->subject, NEITHER);
    assert_int_equal(bytes_in(pair->from_subject), written);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_shutdown(pair->subject), 0);
}

static void after_a_fatal_error_it_is_in_init(void **state) {
    struct pair *pair = *state;
    char buffer[8];
    int ret;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_peer);
    ret = SSL_read(pair->subject, buffer, sizeof(buffer));
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static void after_a_failed_handshake_it_is_in_init(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    ERR_clear_error();
    assert_int_equal(SSL_shutdown(pair->client), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

/* It sets RECEIVED, and that is all the call looks at; only the queue tells of it. */
static void a_fatal_alert_in_the_second_call_counts_as_an_answer(void **state) {
    struct pair *pair = *state;
    char buffer[8];
    int ret;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_subject);
    assert_int_equal(SSL_read(pair->peer, buffer, sizeof(buffer)), -1);
    ERR_clear_error();
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, 1);
    assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
    expect_shutdown_state(pair->subject, BOTH);
}

static void end_of_file_in_the_second_call_is_unexpected(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    transport_eof_for_subject(pair);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
    expect_shutdown_state(pair->subject, SENT);
    /* The close_notify alone: none follows for the end of file. */
    assert_one_alert_record(pair, pair->from_subject);
}

/* OpenSSL forgets SENT there, so that the next call sends a second close_notify. */
static void ignored_end_of_file_leaves_only_received(void **state) {
    struct pair *pair = *state;
    int ret;

    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    transport_eof_for_subject(pair);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_ZERO_RETURN);
    assert_no_error();
    expect_shutdown_state(pair->subject, RECEIVED);
    BIO_reset(pair->from_subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_one_alert_record(pair, pair->from_subject);
}

static void tickets_are_read_by_the_second_call(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_num_tickets(pair->server_ctx, 2);
    pair_connect(pair, MEMORY);
    assert_true(bytes_in(pair->from_peer) > 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_int_equal(bytes_in(pair->from_peer), 0);
    SSL_shutdown(pair->peer);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void key_updates_are_read_by_the_second_call(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_do_handshake(pair->peer), 1);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    SSL_shutdown(pair->peer);
    for (int i = 0; i < 3 && SSL_get_shutdown(pair->subject) != BOTH; i++)
        SSL_shutdown(pair->subject);
    expect_shutdown_state(pair->subject, BOTH);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(flags_are_clear_after_the_handshake),
    CASE_ALL(first_call_sends_the_alert_and_returns_0),
    CASE_ALL(second_call_without_an_answer_wants_read),
    CASE_ALL(both_ways_until_both_return_1),
    CASE_ALL(repeated_after_completion_returns_1_and_writes_nothing),
    CASE_ALL(peer_first_and_read_returns_1_at_once),
    CASE_ALL(peer_first_but_unread_takes_two_calls),
    CASE_ALL(data_may_be_read_after_the_first_call),
    CASE_ALL(peer_may_write_after_receiving_the_alert),
    CASE_ALL(writing_after_the_first_call_fails),
    CASE_ALL(unread_data_makes_the_second_call_fail),
    CASE_ALL(data_already_pending_makes_the_second_call_fail),
    CASE_ALL(a_drained_connection_closes_in_the_second_call),
    CASE(before_a_role_is_set_it_is_uninitialized),
    CASE_ALL(before_the_handshake_it_is_in_init),
    CASE_ALL(during_the_handshake_it_is_in_init),
    CASE_ALL(after_a_fatal_error_it_is_in_init),
    CASE_VERSIONS(after_a_failed_handshake_it_is_in_init),
    CASE_ALL(a_fatal_alert_in_the_second_call_counts_as_an_answer),
    CASE_ALL(end_of_file_in_the_second_call_is_unexpected),
    CASE_ALL(ignored_end_of_file_leaves_only_received),
    CASE(tickets_are_read_by_the_second_call),
    CASE_NAMED(key_updates_are_read_by_the_second_call, "/client", setting_tls13),
    CASE_NAMED(key_updates_are_read_by_the_second_call, "/server", setting_tls13_server),
};

CASES_MAIN(cases)
