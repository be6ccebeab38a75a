/* The compatibility profile 1.0.1: its differences, and what it never changes. The numbers are
 * the rows of docs/CONFORMANCE.md. Runs with LIBSSL_RS_PROFILE=1.0.1, only on the library under
 * test. */
#include "harness.h"
#include "forge.h"

#define NEITHER 0
#define SENT SSL_SENT_SHUTDOWN
#define RECEIVED SSL_RECEIVED_SHUTDOWN
#define BOTH (SENT | RECEIVED)

static int read_byte(struct pair *pair) {
    char byte;

    return SSL_read(pair->subject, &byte, 1);
}

/* 1, 2 */
static void in_a_handshake_it_returns_1_and_does_nothing(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    for (int quiet = 0; quiet < 2; quiet++) {
        SSL_set_quiet_shutdown(pair->subject, quiet);
        assert_int_equal(SSL_shutdown(pair->subject), 1);
        expect_shutdown_state(pair->subject, NEITHER);
    }
    SSL_set_quiet_shutdown(pair->subject, 0);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_no_error();
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_shutdown(pair->subject), 0);
}

/* 2 */
static void without_a_role_it_fails(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    (void)pair;
    assert_int_equal(SSL_shutdown(ssl), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* 3 */
static void data_in_the_second_call_is_dropped(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "lost", 4), 4);
    assert_int_equal(SSL_write(pair->peer, "kept", 4), 4);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
    assert_no_error();
    expect_text(pair->subject, "kept");
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

/* 4 */
static void empty_data_in_the_second_call_is_read_over(void **state) {
    struct pair *pair = *state;

    forge_connect(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    forge_record(pair, SSL3_RT_APPLICATION_DATA, "", 0);
    forge_record(pair, SSL3_RT_ALERT, "\x01\x00", 2);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

/* 5, 6 */
static void an_end_of_file_is_a_syscall_error(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    assert_int_equal(read_byte(pair), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
    assert_no_error();
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
    assert_no_error();
    assert_one_alert_record(pair, pair->from_subject);
}

/* 7 */
static void in_the_handshake_an_end_of_file_is_0(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    transport_eof_for_subject(pair);
    assert_int_equal(SSL_do_handshake(pair->subject), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
    assert_no_error();
}

/* 10 */
static void after_a_fatal_alert_was_read_it_closes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_subject);
    assert_int_equal(SSL_read(pair->peer, (char[1]){0}, 1), -1);
    ERR_clear_error();
    BIO_reset(pair->from_subject);
    assert_int_equal(read_byte(pair), 0);
    assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    assert_one_alert_record(pair, pair->from_subject);
}

/* 11 */
static void after_a_fatal_alert_in_the_second_call_it_is_closed(void **state) {
    struct pair *pair = *state;

    forge_connect(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    forge_record(pair, SSL3_RT_ALERT, "\x02\x14", 2);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_no_error();
}

/* 12: what is switched, and what is not */
static void after_a_broken_record_it_closes_but_reads_nothing(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_peer);
    assert_int_equal(SSL_write(pair->peer, "behind it", 9), 9);
    assert_int_equal(read_byte(pair), -1);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    assert_true(read_byte(pair) <= 0);
    assert_true(read_byte(pair) <= 0);
    assert_int_equal(SSL_pending(pair->subject), 0);
    ERR_clear_error();
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_shutdown_state(pair->subject, SENT);
}

/* 13: likewise */
static void a_broken_record_in_the_second_call_sends_its_alert(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    note_alerts(pair->subject, &log);
    inject_garbage(pair->from_peer);
    assert_int_equal(SSL_write(pair->peer, "behind it", 9), 9);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    assert_int_equal(log.sent, 1);
    assert_int_equal(log.sent_code, SSL_AD_BAD_RECORD_MAC);
    assert_true(read_byte(pair) <= 0);
    assert_int_equal(SSL_pending(pair->subject), 0);
}

/* 14, 15, 16 */
static void get_error_looks_at_the_value(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    expect_nothing_yet(pair->subject);
    assert_reports(pair->subject, -1, SSL_ERROR_WANT_READ);
    assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
    SSL_set_shutdown(pair->subject, RECEIVED);
    assert_reports(pair->subject, 0, SSL_ERROR_ZERO_RETURN);
    SSL_set_shutdown(pair->subject, NEITHER);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    assert_reports(pair->subject, 0, SSL_ERROR_ZERO_RETURN);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
}

static void block_a_write(struct pair *pair) {
    char block[8192] = {0};

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_write(pair->subject, block, sizeof(block)), -1);
}

/* 17 */
static void a_half_written_record_and_a_peer_that_closed(void **state) {
    struct pair *pair = *state;

    block_a_write(pair);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
}

/* 18 */
static void a_half_written_record_fails_each_time(void **state) {
    struct pair *pair = *state;
    char block[4096];

    block_a_write(pair);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_WANT_WRITE);
    while (BIO_read(SSL_get_rbio(pair->peer), block, sizeof(block)) > 0)
        continue;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(SSL_shutdown(pair->subject), -1);
        assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
        assert_int_equal(SSL_in_init(pair->subject), 0);
    }
}

/* 20, 21 */
static void other_records_in_the_second_call_are_dropped(void **state) {
    struct pair *pair = *state;
    static const int types[] = {99, SSL3_RT_HANDSHAKE};

    for (int i = 0; i < 2; i++) {
        forge_connect(pair);
        assert_int_equal(SSL_shutdown(pair->subject), 0);
        forge_record(pair, types[i], "\x63\x00\x00\x00", 4);
        forge_record(pair, SSL3_RT_ALERT, "\x01\x00", 2);
        assert_int_equal(SSL_shutdown(pair->subject), -1);
        assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
        assert_no_error();
        assert_int_equal(SSL_shutdown(pair->subject), 1);
    }
}

/* 19 */
static void a_hello_request_behind_close_notify_starts_nothing(void **state) {
    struct pair *pair = *state;

    forge_connect(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    forge_record(pair, SSL3_RT_HANDSHAKE, "\x00\x00\x00\x00", 4);
    SSL_shutdown(pair->subject);
    expect_shutdown_state(pair->subject, SENT);
    assert_one_alert_record(pair, pair->from_subject);
}

/* 22 */
static void five_warnings_are_too_many(void **state) {
    struct pair *pair = *state;

    forge_connect(pair);
    for (int i = 0; i < 5; i++)
        forge_record(pair, SSL3_RT_ALERT, "\x01\x5a", 2);
    assert_int_equal(read_byte(pair), -1);
    assert_ssl_error(SSL_R_TOO_MANY_WARN_ALERTS);
    expect_shutdown_state(pair->subject, NEITHER);
}

/* 23, 24 */
static void alerts_are_not_pieced_together(void **state) {
    struct pair *pair = *state;
    static const int lengths[] = {0, 1, 4};

    for (int i = 0; i < 3; i++) {
        forge_connect(pair);
        forge_record(pair, SSL3_RT_ALERT, "\x01\x00\x01\x00", lengths[i]);
        assert_int_equal(read_byte(pair), -1);
        assert_reports(pair->subject, -1, SSL_ERROR_SSL);
        ERR_clear_error();
        expect_shutdown_state(pair->subject, NEITHER);
    }
}

/* 25: of the two, the client's return value */
static void close_notify_in_the_handshake_is_0(void **state) {
    static const unsigned char close_notify[] = {SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_WARNING, 0};
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(BIO_write(pair->from_peer, close_notify, 7), 7);
    assert_int_equal(SSL_do_handshake(pair->client), 0);
    assert_reports(pair->client, 0, SSL_ERROR_ZERO_RETURN);
}

/* 26 */
static void a_server_forgets_flags_set_before_the_client_hello(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->server), 0);
    SSL_set_shutdown(pair->server, SENT);
    assert_int_equal(handshake_step(pair->server), 0);
    expect_shutdown_state(pair->server, NEITHER);
    assert_true(pair_handshake(pair));
}

/* 30 */
static void dup_takes_quiet_shutdown_along(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    pair_open(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    copy = SSL_dup(pair->subject);
    assert_int_equal(SSL_get_quiet_shutdown(copy), 1);
    SSL_free(copy);
}

/* 31 */
static void close_notify_stays_in_a_buffering_bio(void **state) {
    struct pair *pair = *state;
    BIO *buffer = BIO_new(BIO_f_buffer()), *below;

    pair_connect(pair, MEMORY);
    below = SSL_get_wbio(pair->subject);
    BIO_up_ref(below);
    SSL_set0_wbio(pair->subject, BIO_push(buffer, below));
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(bytes_in(below), 0);
    assert_int_equal(BIO_flush(buffer), 1);
    expect_closed(pair->peer);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(in_a_handshake_it_returns_1_and_does_nothing),
    CASE(without_a_role_it_fails),
    CASE_ALL(data_in_the_second_call_is_dropped),
    CASE_ALL(empty_data_in_the_second_call_is_read_over),
    CASE_ALL(an_end_of_file_is_a_syscall_error),
    CASE_ALL(in_the_handshake_an_end_of_file_is_0),
    CASE_ALL(after_a_fatal_alert_was_read_it_closes),
    CASE_ALL(after_a_fatal_alert_in_the_second_call_it_is_closed),
    CASE_ALL(after_a_broken_record_it_closes_but_reads_nothing),
    CASE_ALL(a_broken_record_in_the_second_call_sends_its_alert),
    CASE_ALL(get_error_looks_at_the_value),
    CASE_ALL(a_half_written_record_and_a_peer_that_closed),
    CASE_ALL(a_half_written_record_fails_each_time),
    CASE_NAMED(other_records_in_the_second_call_are_dropped, "/client", setting_tls12),
    CASE_NAMED(other_records_in_the_second_call_are_dropped, "/server", setting_tls12_server),
    CASE_TLS12(a_hello_request_behind_close_notify_starts_nothing),
    CASE_ALL(five_warnings_are_too_many),
    CASE_ALL(alerts_are_not_pieced_together),
    CASE_VERSIONS(close_notify_in_the_handshake_is_0),
    CASE_NAMED(a_server_forgets_flags_set_before_the_client_hello, "", setting_tls12_server),
    CASE_ALL(dup_takes_quiet_shutdown_along),
    CASE_ALL(close_notify_stays_in_a_buffering_bio),
};

CASES_MAIN(cases)
