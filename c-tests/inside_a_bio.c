/* Calls on a connection from inside the BIO that it reads from or writes to, and the state of
 * the connection after the BIO leaves with longjmp. */
#include "harness.h"

/* The function that the next call of a watched BIO runs, once. */
static struct {
    void (*run)(SSL *ssl);
    int operation; /* BIO_CB_READ, BIO_CB_WRITE or both */
    SSL *ssl;
    int calls, result;
    jmp_buf jump;
} armed;

static long watch(BIO *bio, int operation, const char *data, size_t length, int number,
                  long argument, int ret, size_t *processed) {
    void (*run)(SSL *) = armed.run;

    (void)bio;
    (void)data;
    (void)length;
    (void)number;
    (void)argument;
    (void)processed;
    if (run != NULL && (operation & armed.operation) == operation) {
        armed.run = NULL;
        armed.calls++;
        run(armed.ssl);
        ERR_clear_error();
    }
    return ret;
}

static void watch_subject(struct pair *pair) {
    memset(&armed, 0, sizeof(armed));
    armed.ssl = pair->subject;
    BIO_set_callback_ex(SSL_get_rbio(pair->subject), watch);
    BIO_set_callback_ex(SSL_get_wbio(pair->subject), watch);
}

static void arm(int operation, void (*run)(SSL *ssl)) {
    armed.operation = operation;
    armed.run = run;
}

#define CALL(name, expression)                                                                     \
    static void name(SSL *ssl) {                                                                   \
        unsigned char bytes[64];                                                                   \
        const unsigned char *data;                                                                 \
        unsigned count;                                                                            \
        int number;                                                                                \
                                                                                                   \
        (void)bytes, (void)data, (void)count, (void)number;                                        \
        (void)(expression);                                                                        \
    }

CALL(call_pending, SSL_pending(ssl))
CALL(call_has_pending, SSL_has_pending(ssl))
CALL(call_key_update, SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED))
CALL(call_get_key_update, SSL_get_key_update_type(ssl))
CALL(call_max_fragment, SSL_set_max_send_fragment(ssl, 4096))
CALL(call_split_fragment, SSL_set_split_send_fragment(ssl, 4096))
CALL(call_block_padding, SSL_set_block_padding(ssl, 16))
CALL(call_buffer_length, (SSL_set_default_read_buffer_len(ssl, 20000), 0))
CALL(call_read_ahead, (SSL_set_read_ahead(ssl, 1), 0))
CALL(call_state, SSL_state_string_long(ssl))
CALL(call_rstate, SSL_rstate_string(ssl))
CALL(call_in_init, SSL_in_init(ssl) + SSL_in_before(ssl) + SSL_is_init_finished(ssl))
CALL(call_want, SSL_want(ssl) + SSL_get_error(ssl, -1))
CALL(call_cipher, SSL_get_current_cipher(ssl))
CALL(call_certificates, (X509_free(SSL_get1_peer_certificate(ssl)), SSL_get_peer_cert_chain(ssl)))
CALL(call_exporter, SSL_export_keying_material(ssl, bytes, 8, "label", 5, NULL, 0, 0))
CALL(call_version, SSL_get_version(ssl))
CALL(call_session, (SSL_SESSION_free(SSL_get1_session(ssl)), SSL_session_reused(ssl)))
CALL(call_finished, SSL_get_finished(ssl, bytes, 64) + SSL_get_peer_finished(ssl, bytes, 64))
CALL(call_randoms, SSL_get_client_random(ssl, bytes, 32))
CALL(call_ticket, SSL_new_session_ticket(ssl))
CALL(call_dup, (SSL_free(SSL_dup(ssl)), 0))
CALL(call_mode, SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS))
CALL(call_context, SSL_set_SSL_CTX(ssl, SSL_get_SSL_CTX(ssl)))
CALL(call_alloc_buffers, SSL_alloc_buffers(ssl))
CALL(call_callbacks, (SSL_set_msg_callback(ssl, NULL), SSL_set_info_callback(ssl, NULL), 0))
CALL(call_signature, SSL_get_peer_signature_nid(ssl, &number))
CALL(call_alpn, (SSL_get0_alpn_selected(ssl, &data, &count), 0))
CALL(call_server_name, SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
CALL(call_descriptor, SSL_get_fd(ssl))
CALL(call_set_bio, (BIO_up_ref(SSL_get_rbio(ssl)), SSL_set0_rbio(ssl, SSL_get_rbio(ssl)), 0))
CALL(call_set_shutdown, (SSL_set_shutdown(ssl, 0), SSL_get_shutdown(ssl)))
CALL(call_ex_data, SSL_set_ex_data(ssl, 0, ssl) == 1 && SSL_get_ex_data(ssl, 0) == ssl)

/* Nothing of this is visible on the connection afterwards. */
static void (*const harmless[])(SSL *) = {
    call_pending,        call_has_pending,   call_get_key_update, call_max_fragment,
    call_split_fragment, call_block_padding, call_buffer_length,  call_read_ahead,
    call_state,          call_rstate,        call_in_init,        call_want,
    call_cipher,         call_certificates,  call_exporter,       call_version,
    call_session,        call_finished,      call_randoms,        call_dup,
    call_mode,           call_context,       call_alloc_buffers,  call_callbacks,
    call_signature,      call_alpn,          call_server_name,    call_descriptor,
    call_set_bio,        call_set_shutdown,  call_ex_data,        call_key_update,
    call_ticket,
};

#define HARMLESS (sizeof(harmless) / sizeof(harmless[0]))

static void every_function_while_reading(void **state) {
    struct pair *pair = *state;

    for (size_t i = 0; i < HARMLESS; i++) {
        pair_connect(pair, MEMORY);
        watch_subject(pair);
        assert_int_equal(SSL_write(pair->peer, "one", 3), 3);
        arm(BIO_CB_READ, harmless[i]);
        expect_text(pair->subject, "one");
        assert_int_equal(armed.calls, 1);
        pair_exchange(pair->peer, pair->subject, "two");
        pair_exchange(pair->subject, pair->peer, "three");
        assert_no_error();
    }
}

static void every_function_while_writing(void **state) {
    struct pair *pair = *state;

    for (size_t i = 0; i < HARMLESS; i++) {
        pair_connect(pair, MEMORY);
        watch_subject(pair);
        arm(BIO_CB_WRITE, harmless[i]);
        pair_exchange(pair->subject, pair->peer, "one");
        assert_int_equal(armed.calls, 1);
        pair_exchange(pair->peer, pair->subject, "two");
        pair_exchange(pair->subject, pair->peer, "three");
        assert_no_error();
    }
}

static void every_function_in_the_handshake(void **state) {
    struct pair *pair = *state;
    static const int operations[] = {BIO_CB_READ, BIO_CB_WRITE};

    for (size_t i = 0; i < 2 * HARMLESS; i++) {
        pair_open(pair, MEMORY);
        watch_subject(pair);
        /* OpenSSL's buffers are not there yet, or no longer. */
        if (harmless[i / 2] == call_alloc_buffers)
            continue;
        arm(operations[i % 2], harmless[i / 2]);
        assert_true(pair_handshake(pair));
        assert_int_equal(armed.calls, 1);
        pair_exchange(pair->peer, pair->subject, "two");
        pair_exchange(pair->subject, pair->peer, "three");
    }
}

static void shut_down(SSL *ssl) {
    armed.result = SSL_shutdown(ssl);
}

static void write_something(SSL *ssl) {
    armed.result = SSL_write(ssl, "from inside", 11);
}

static void read_something(SSL *ssl) {
    char buffer[16];

    armed.result = SSL_read(ssl, buffer, sizeof(buffer));
}

static void shutdown_while_reading_sends_close_notify(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    arm(BIO_CB_READ, shut_down);
    expect_text(pair->subject, "data");
    assert_int_equal(armed.result, 0);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    expect_closed(pair->peer);
}

static void a_write_while_reading_goes_out(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    arm(BIO_CB_READ, write_something);
    expect_text(pair->subject, "data");
    assert_int_equal(armed.result, 11);
    expect_text(pair->peer, "from inside");
    pair_exchange(pair->subject, pair->peer, "and after");
}

static void a_read_while_writing_gets_data(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    arm(BIO_CB_WRITE, read_something);
    assert_int_equal(SSL_write(pair->subject, "out", 3), 3);
    assert_int_equal(armed.result, 4);
    expect_text(pair->peer, "out");
    pair_exchange(pair->peer, pair->subject, "and after");
}

/* The alert waits for the record that is being written. */
static void shutdown_while_writing_waits_for_the_record(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    arm(BIO_CB_WRITE, shut_down);
    assert_int_equal(SSL_write(pair->subject, "data", 4), 4);
    assert_int_equal(armed.result, -1);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    expect_text(pair->peer, "data");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

/* It counts as the repetition of a write, with less data than that had. */
static void a_write_while_writing_is_a_bad_one(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    arm(BIO_CB_WRITE, write_something);
    assert_int_equal(SSL_write(pair->subject, "longer than from inside", 23), 23);
    assert_int_equal(armed.result, -1);
    expect_text(pair->peer, "longer than from inside");
    ret = SSL_write(pair->subject, "more", 4);
    assert_true(ret <= 0);
}

static void jump(SSL *ssl) {
    (void)ssl;
    longjmp(armed.jump, 1);
}

/* Gives the subject only `length` more bytes of what the peer sent, and returns how many are kept.
 */
static int deliver(struct pair *pair, unsigned char *kept, int have, int length) {
    if (have == 0)
        have = BIO_read(pair->from_peer, kept, 1024);
    if (length > have)
        length = have;
    assert_int_equal(BIO_write(pair->from_peer, kept, length), length);
    memmove(kept, kept + length, have - length);
    return have - length;
}

static void a_jump_out_of_a_read_loses_nothing(void **state) {
    struct pair *pair = *state;
    unsigned char kept[1024];
    int have;
    char byte;

    /* Before the header, within it, before the body, within the body. */
    for (volatile int arrived = 0; arrived < 12; arrived++) {
        pair_connect(pair, MEMORY);
        watch_subject(pair);
        assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
        have = deliver(pair, kept, 0, arrived);
        if (arrived > 0) {
            int ret = SSL_read(pair->subject, &byte, 1);

            assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
        }
        if (setjmp(armed.jump) == 0) {
            arm(BIO_CB_READ, jump);
            SSL_read(pair->subject, &byte, 1);
            fail();
        }
        assert_int_equal(SSL_pending(pair->subject), 0);
        have = deliver(pair, kept, have, 1024);
        assert_int_equal(have, 0);
        expect_text(pair->subject, "data");
        pair_exchange(pair->peer, pair->subject, "two");
        pair_exchange(pair->subject, pair->peer, "three");
    }
}

static void a_jump_out_of_a_write_leaves_it_to_be_repeated(void **state) {
    struct pair *pair = *state;
    static const char data[] = "data";

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    if (setjmp(armed.jump) == 0) {
        arm(BIO_CB_WRITE, jump);
        SSL_write(pair->subject, data, 4);
        fail();
    }
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    SSL_set_shutdown(pair->subject, 0);
    assert_int_equal(SSL_write(pair->subject, data, 4), 4);
    expect_text(pair->peer, "data");
}

static void a_jump_out_of_the_handshakes_read_leaves_it_to_be_continued(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    watch_subject(pair);
    for (volatile int i = 0; i < 3; i++) {
        if (setjmp(armed.jump) == 0) {
            arm(BIO_CB_READ, jump);
            for (int j = 0; j < 5; j++) {
                handshake_step(pair->peer);
                handshake_step(pair->subject);
            }
        }
    }
    armed.run = NULL;
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    expect_text(pair->subject, "data");
}

static void a_cleared_connection_is_used_again_after_a_jump(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    watch_subject(pair);
    if (setjmp(armed.jump) == 0) {
        arm(BIO_CB_READ, jump);
        SSL_read(pair->subject, &byte, 1);
        fail();
    }
    SSL_set_shutdown(pair->subject, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(SSL_clear(pair->subject), 1);
    SSL_free(pair->peer);
    pair->peer = SSL_new(pair->peer_ctx);
    pair->client = pair->subject_is_server ? pair->peer : pair->subject;
    pair->server = pair->subject_is_server ? pair->subject : pair->peer;
    SSL_set_connect_state(pair->client);
    SSL_set_accept_state(pair->server);
    pair_wire(pair, MEMORY);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->peer, pair->subject, "again");
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(every_function_while_reading),
    CASE_ALL(every_function_while_writing),
    CASE_ALL(every_function_in_the_handshake),
    CASE_ALL(shutdown_while_reading_sends_close_notify),
    CASE_ALL(a_write_while_reading_goes_out),
    CASE_ALL(a_read_while_writing_gets_data),
    CASE_ALL(shutdown_while_writing_waits_for_the_record),
    CASE_ALL(a_write_while_writing_is_a_bad_one),
    CASE_ALL(a_jump_out_of_a_read_loses_nothing),
    CASE_ALL(a_jump_out_of_a_write_leaves_it_to_be_repeated),
    CASE_ALL(a_jump_out_of_the_handshakes_read_leaves_it_to_be_continued),
    CASE_ALL(a_cleared_connection_is_used_again_after_a_jump),
};

CASES_MAIN(cases)
