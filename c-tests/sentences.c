/* SSL_shutdown(3), sentence by sentence: what the other programs do not cover.
 * docs/CONFORMANCE.md names the sentence that each case belongs to. */
#include "harness.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define NEITHER 0
#define SENT SSL_SENT_SHUTDOWN
#define RECEIVED SSL_RECEIVED_SHUTDOWN
#define BOTH (SENT | RECEIVED)

/* Fills the subject's half of a BIO pair, but for `room` bytes. */
static void fill(struct pair *pair, size_t room) {
    BIO *bio = SSL_get_wbio(pair->subject);
    char block[4096] = {0};
    size_t free;

    while ((free = BIO_ctrl_get_write_guarantee(bio)) > room) {
        size_t length = free - room > sizeof(block) ? sizeof(block) : free - room;

        assert_int_equal(BIO_write(bio, block, (int)length), length);
    }
}

/* Takes out of a BIO pair what fill() has put there, and everything else. */
static void drain(struct pair *pair) {
    char block[4096];

    while (BIO_read(SSL_get_rbio(pair->peer), block, sizeof(block)) > 0)
        continue;
}

static int complete_close(struct pair *pair) {
    SSL_shutdown(pair->subject);
    SSL_shutdown(pair->peer);
    return SSL_shutdown(pair->subject) == 1 && SSL_shutdown(pair->peer) == 1;
}

static void a_complete_close_is_one_alert_each_way(void **state) {
    struct pair *pair = *state;
    struct alert_log subject, peer;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &subject);
    note_alerts(pair->peer, &peer);
    assert_true(complete_close(pair));
    assert_int_equal(subject.sent, 1);
    assert_int_equal(subject.received, 1);
    assert_int_equal(peer.sent, 1);
    assert_int_equal(peer.received, 1);
    assert_int_equal(subject.sent_code, SSL_AD_CLOSE_NOTIFY);
    assert_int_equal(subject.received_code, SSL_AD_CLOSE_NOTIFY);
}

static void a_one_way_close_is_a_clean_end_for_the_peer(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, TCP_BLOCKING);
    assert_int_equal(SSL_write(pair->subject, "the last words", 14), 14);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    /* The object and the socket go away at once. */
    SSL_free(pair->subject);
    *(pair->subject_is_server ? &pair->server : &pair->client) = pair->subject = NULL;
    close(pair->subject_fd);
    pair->subject_fd = -1;
    expect_text(pair->peer, "the last words");
    expect_closed(pair->peer);
    expect_shutdown_state(pair->peer, RECEIVED);
}

static void a_second_connection_on_the_same_transport(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    for (int round = 0; round < 2; round++) {
        pair_exchange(pair->subject, pair->peer, "hello");
        assert_true(complete_close(pair));
        assert_int_equal(SSL_clear(pair->subject), 1);
        assert_int_equal(SSL_clear(pair->peer), 1);
        assert_true(pair_handshake(pair));
    }
    pair_exchange(pair->peer, pair->subject, "again");
}

static void after_one_way_only_the_transport_is_out_of_step(void **state) {
    struct pair *pair = *state;
    char buffer[64];

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    assert_int_equal(write(pair->peer_fd, "plain", 5), 5);
    /* Who does not wait for the answer finds it in front of the peer's plaintext. */
    assert_true(read(pair->subject_fd, buffer, sizeof(buffer)) > 5);
    assert_true(buffer[0] == SSL3_RT_ALERT || buffer[0] == SSL3_RT_APPLICATION_DATA);
}

static void with_read_ahead_bytes_behind_the_close_are_swallowed(void **state) {
    struct pair *pair = *state;
    char byte;

    SSL_CTX_set_read_ahead(pair->subject_ctx, 1);
    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(write(pair->peer_fd, "plain", 5), 5);
    expect_closed(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(read(pair->subject_fd, &byte, 1), -1);
}

static void the_first_call_reads_nothing(void **state) {
    struct pair *pair = *state;
    long unread;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    unread = bytes_in(pair->from_peer);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(bytes_in(pair->from_peer), unread);
    expect_shutdown_state(pair->subject, SENT);
}

static void after_the_peers_close_writing_goes_on(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    assert_int_equal(SSL_write(pair->subject, "answer", 6), 6);
    expect_text(pair->peer, "answer");
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_closed(pair->peer);
}

static void after_a_complete_close_every_write_fails(void **state) {
    struct pair *pair = *state;
    size_t written = 77;
    int ret;

    pair_connect(pair, MEMORY);
    assert_true(complete_close(pair));
    for (int round = 0; round < 2; round++) {
        ret = SSL_write(pair->subject, "x", 1);
        assert_int_equal(ret, -1);
        assert_reports(pair->subject, ret, SSL_ERROR_SSL);
        assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
        assert_int_equal(SSL_write_ex(pair->subject, "x", 1, &written), 0);
        assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
    }
    assert_int_equal(bytes_in(pair->from_subject), 0);
    /* The failure did no harm: */
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

/* A connection whose session is in the server's cache and nowhere else. */
static void a_ticketless_session(struct pair *pair) {
    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"id", 2);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

/* How many sessions the cache holds once the subject is freed. */
static void freed_the_cache_holds(struct pair *pair, int sessions) {
    SSL_free(pair->server);
    pair->server = pair->subject = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), sessions);
}

static void the_session_stays_cached_though_the_alert_failed(void **state) {
    struct pair *pair = *state;

    a_ticketless_session(pair);
    SSL_set0_wbio(pair->subject, NULL);
    pair->from_subject = NULL;
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    freed_the_cache_holds(pair, 1);
}

/* No alert can be sent any more, so the session stays. */
static void after_close_notify_a_broken_record_leaves_the_session_cached(void **state) {
    struct pair *pair = *state;
    char byte;

    a_ticketless_session(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    inject_garbage(pair->from_peer);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    freed_the_cache_holds(pair, 1);
}

static void reading_between_the_calls_meets_data_and_close(void **state) {
    struct pair *pair = *state;
    size_t got = 77;
    char byte;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_nothing_yet(pair->subject);
    assert_int_equal(SSL_write(pair->peer, "one", 3), 3);
    assert_int_equal(SSL_write(pair->peer, "two", 3), 3);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_text(pair->subject, "one");
    expect_text(pair->subject, "two");
    expect_closed(pair->subject);
    assert_int_equal(SSL_read_ex(pair->subject, &byte, 1, &got), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_ZERO_RETURN);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
}

static void peeked_data_still_counts_as_unread(void **state) {
    struct pair *pair = *state;
    char buffer[8];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_peek(pair->subject, buffer, sizeof(buffer)), 4);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
}

static void data_in_the_second_call_ends_the_connection(void **state) {
    struct pair *pair = *state;
    char buffer[8];

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "lost", 4), 4);
    assert_int_equal(SSL_write(pair->peer, "more", 4), 4);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    ERR_clear_error();
    assert_int_equal(SSL_in_init(pair->subject), 1);
    assert_int_equal(SSL_read(pair->subject, buffer, sizeof(buffer)), -1);
    assert_no_error();
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    assert_one_alert_record(pair, pair->from_subject);
}

static void peer_first_with_a_full_transport_waits_for_room(void **state) {
    struct pair *pair = *state;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    fill(pair, 0);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(SSL_shutdown(pair->subject), -1);
        assert_reports(pair->subject, -1, SSL_ERROR_WANT_WRITE);
        expect_shutdown_state(pair->subject, BOTH);
    }
    drain(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_closed(pair->peer);
}

static void quiet_needs_no_room_and_drops_a_waiting_alert(void **state) {
    struct pair *pair = *state;
    char byte;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    fill(pair, 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_reports(pair->subject, -1, SSL_ERROR_WANT_WRITE);
    SSL_set_quiet_shutdown(pair->subject, 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    expect_shutdown_state(pair->subject, BOTH);
    drain(pair);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(BIO_read(SSL_get_rbio(pair->peer), &byte, 1), -1);
}

static void the_loop_until_1_ends_with_the_transport(void **state) {
    struct pair *pair = *state;
    int ret = 0, calls = 0;

    pair_connect(pair, TCP_BLOCKING);
    transport_eof_for_subject(pair);
    while (ret == 0 && calls++ < 10)
        ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_int_equal(calls, 2);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void *drain_socket(void *arg) {
    int fd = *(int *)arg;
    char block[4096];

    usleep(50000);
    while (recv(fd, block, sizeof(block), MSG_DONTWAIT) > 0)
        continue;
    return NULL;
}

static void with_a_blocking_socket_the_first_call_waits_for_room(void **state) {
    struct pair *pair = *state;
    char block[4096] = {0};
    pthread_t thread;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    while (send(pair->subject_fd, block, sizeof(block), MSG_DONTWAIT) > 0)
        continue;
    while (send(pair->subject_fd, block, 1, MSG_DONTWAIT) > 0)
        continue;
    assert_int_equal(pthread_create(&thread, NULL, drain_socket, &pair->peer_fd), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    pthread_join(thread, NULL);
}

static void poll_tells_when_to_repeat_the_call(void **state) {
    struct pair *pair = *state;
    struct pollfd poller;
    int ret;

    pair_connect(pair, TCP);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    poller = (struct pollfd){pair->subject_fd, POLLIN, 0};
    assert_int_equal(poll(&poller, 1, 0), 0);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(poll(&poller, 1, 10000), 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void after_0_the_error_value_depends_on_the_queue(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    expect_nothing_yet(pair->subject);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
}

static void a_want_of_reading_outlives_received_set_by_hand(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    expect_nothing_yet(pair->subject);
    SSL_set_shutdown(pair->subject, RECEIVED);
    assert_reports(pair->subject, 0, SSL_ERROR_WANT_READ);
    assert_reports(pair->subject, -1, SSL_ERROR_WANT_READ);
}

static void a_half_written_record_ends_the_close(void **state) {
    struct pair *pair = *state;
    char block[8192] = {0};
    int ret;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    ret = SSL_write(pair->subject, block, sizeof(block));
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    drain(pair);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
    assert_int_equal(SSL_in_init(pair->subject), 1);
}

static void a_half_written_record_hides_want_write_once_the_peer_closed(void **state) {
    struct pair *pair = *state;
    char block[8192] = {0};
    int ret;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_write(pair->subject, block, sizeof(block)), -1);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    expect_closed(pair->subject);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_ZERO_RETURN);
    expect_shutdown_state(pair->subject, BOTH);
}

static void a_fatal_alert_read_before_leaves_nothing_to_close(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    inject_garbage(pair->from_subject);
    assert_int_equal(SSL_read(pair->peer, &byte, 1), -1);
    ERR_clear_error();
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
    BIO_reset(pair->from_subject);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    expect_shutdown_state(pair->subject, RECEIVED);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void a_broken_record_in_the_second_call_sends_no_alert(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    inject_garbage(pair->from_peer);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    assert_one_alert_record(pair, pair->from_subject);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static void the_handshake_starts_with_clear_flags(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_shutdown(pair->subject, BOTH);
    expect_shutdown_state(pair->subject, BOTH);
    assert_true(pair_handshake(pair));
    expect_shutdown_state(pair->subject, NEITHER);
}

static void flags_set_in_mid_handshake_stay(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->subject), 0);
    SSL_set_shutdown(pair->subject, SENT);
    assert_int_equal(handshake_step(pair->subject), 0);
    expect_shutdown_state(pair->subject, SENT);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
    assert_int_equal(SSL_write(pair->subject, "x", 1), -1);
    assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
}

/* In the handshake nothing is protected yet: anybody can say this. */
static const unsigned char plain_close_notify[] = {SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_WARNING, 0};

static void close_notify_before_the_server_hello(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(BIO_write(pair->from_peer, plain_close_notify, 7), 7);
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_ZERO_RETURN);
    expect_shutdown_state(pair->client, RECEIVED);
}

static void close_notify_instead_of_the_client_hello(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(BIO_write(pair->from_peer, plain_close_notify, 7), 7);
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_MESSAGE);
    assert_int_equal(bytes_in(pair->from_subject), 7);
}

static void an_end_of_file_shows_in_the_filter_bio(void **state) {
    struct pair *pair = *state;
    BIO *bio = BIO_new(BIO_f_ssl());
    char byte;

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(BIO_set_ssl(bio, pair->subject, BIO_NOCLOSE), 1);
    assert_int_equal(BIO_eof(bio), 0);
    transport_eof_for_subject(pair);
    assert_int_equal(BIO_read(bio, &byte, 1), 0);
    assert_int_equal(BIO_eof(bio), 1);
    /* The connection's own BIO has become the next one of the chain, counted. */
    BIO_free_all(bio);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_complete_close_is_one_alert_each_way),
    CASE_ALL(a_one_way_close_is_a_clean_end_for_the_peer),
    CASE_ALL(a_second_connection_on_the_same_transport),
    CASE_ALL(after_one_way_only_the_transport_is_out_of_step),
    CASE_ALL(with_read_ahead_bytes_behind_the_close_are_swallowed),
    CASE_ALL(the_first_call_reads_nothing),
    CASE_ALL(after_the_peers_close_writing_goes_on),
    CASE_ALL(after_a_complete_close_every_write_fails),
    CASE_NAMED(the_session_stays_cached_though_the_alert_failed, "", setting_tls12_server),
    CASE_NAMED(after_close_notify_a_broken_record_leaves_the_session_cached, "",
               setting_tls12_server),
    CASE_ALL(reading_between_the_calls_meets_data_and_close),
    CASE_ALL(peeked_data_still_counts_as_unread),
    CASE_ALL(data_in_the_second_call_ends_the_connection),
    CASE_ALL(peer_first_with_a_full_transport_waits_for_room),
    CASE_ALL(quiet_needs_no_room_and_drops_a_waiting_alert),
    CASE_ALL(the_loop_until_1_ends_with_the_transport),
    CASE_ALL(with_a_blocking_socket_the_first_call_waits_for_room),
    CASE_ALL(poll_tells_when_to_repeat_the_call),
    CASE_ALL(after_0_the_error_value_depends_on_the_queue),
    CASE_ALL(a_want_of_reading_outlives_received_set_by_hand),
    CASE_ALL(a_half_written_record_ends_the_close),
    CASE_ALL(a_half_written_record_hides_want_write_once_the_peer_closed),
    CASE_ALL(a_fatal_alert_read_before_leaves_nothing_to_close),
    CASE_ALL(a_broken_record_in_the_second_call_sends_no_alert),
    CASE_ALL(the_handshake_starts_with_clear_flags),
    CASE_ALL(flags_set_in_mid_handshake_stay),
    CASE_VERSIONS(close_notify_before_the_server_hello),
    CASE_NAMED(close_notify_instead_of_the_client_hello, "/tls12", setting_tls12_server),
    CASE_NAMED(close_notify_instead_of_the_client_hello, "/tls13", setting_tls13_server),
    CASE_ALL(an_end_of_file_shows_in_the_filter_bio),
};

CASES_MAIN(cases)
