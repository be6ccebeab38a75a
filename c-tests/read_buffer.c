/* The caller's buffer after SSL_read() and SSL_peek(): only the returned bytes have changed.
 * Programs use the buffer after a loop has ended. */
#include "harness.h"

static unsigned char buffer[20000];

static const int sizes[] = {1, 5, 20, 64, 300, 4096, 16384, 20000};

#define SIZES (sizeof(sizes) / sizeof(sizes[0]))
#define UNTOUCHED 0xee

/* Reads with each size in turn, on a new connection each time that `send` has prepared; the call
 * returns `length` bytes, or fewer where there is less room, or fails if that is below 1. */
static void check(struct pair *pair, void (*send)(struct pair *), int length) {
    for (size_t i = 0; i < 2 * SIZES; i++) {
        int size = sizes[i / 2], ret;

        pair_connect(pair, MEMORY);
        send(pair);
        memset(buffer, UNTOUCHED, sizeof(buffer));
        ret = i % 2 == 0 ? SSL_read(pair->subject, buffer, size)
                         : SSL_peek(pair->subject, buffer, size);
        if (length > 0)
            assert_int_equal(ret, length < size ? length : size);
        else
            assert_true(ret <= 0);
        for (size_t j = ret > 0 ? ret : 0; j < sizeof(buffer); j++)
            if (buffer[j] != UNTOUCHED)
                fail_msg("size %d: byte %zu is %02x", size, j, buffer[j]);
        ERR_clear_error();
    }
}

static void send_data(struct pair *pair) {
    assert_int_equal(SSL_write(pair->peer, "0123456789", 10), 10);
}

static void send_close_notify(struct pair *pair) {
    assert_int_equal(SSL_shutdown(pair->peer), 0);
}

static void send_alert(struct pair *pair) {
    char byte;

    inject_garbage(pair->from_subject);
    assert_int_equal(SSL_read(pair->peer, &byte, 1), -1);
    ERR_clear_error();
}

static void send_nothing(struct pair *pair) {
    (void)pair;
}

static void send_garbage(struct pair *pair) {
    inject_garbage(pair->from_peer);
}

/* The last byte of a record is wrong, behind all of its content. */
static void send_forgery(struct pair *pair) {
    char *data;
    long length;

    send_data(pair);
    length = BIO_get_mem_data(pair->from_peer, &data);
    data[length - 1] ^= 1;
}

static void send_key_update(struct pair *pair) {
    assert_int_equal(SSL_key_update(pair->peer, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
    assert_int_equal(SSL_do_handshake(pair->peer), 1);
}

static void send_key_update_and_data(struct pair *pair) {
    send_key_update(pair);
    send_data(pair);
}

static void send_padded_data(struct pair *pair) {
    SSL_set_block_padding(pair->peer, 512);
    send_data(pair);
}

static void send_ticket(struct pair *pair) {
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    assert_int_equal(SSL_do_handshake(pair->server), 1);
}

static void data_is_all_that_is_written(void **state) {
    check(*state, send_data, 10);
}

static void alerts_leave_it_alone(void **state) {
    check(*state, send_close_notify, 0);
    check(*state, send_alert, 0);
}

static void bad_records_leave_it_alone(void **state) {
    check(*state, send_garbage, 0);
    check(*state, send_forgery, 0);
    check(*state, send_nothing, 0);
}

static void messages_leave_it_alone(void **state) {
    struct pair *pair = *state;

    check(pair, send_key_update, 0);
    check(pair, send_key_update_and_data, 10);
    if (!pair->subject_is_server)
        check(pair, send_ticket, 0);
}

static void padding_leaves_it_alone(void **state) {
    check(*state, send_padded_data, 10);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(data_is_all_that_is_written),
    CASE_ALL(alerts_leave_it_alone),
    CASE_ALL(bad_records_leave_it_alone),
    CASE_NAMED(messages_leave_it_alone, "/client", setting_tls13),
    CASE_NAMED(messages_leave_it_alone, "/server", setting_tls13_server),
    CASE_ALL(padding_leaves_it_alone),
};

CASES_MAIN(cases)
