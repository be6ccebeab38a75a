/* One thread reads from a connection while another one, or a signal handler, writes to it or
 * shuts it down. The manual forbids this, but programs do it, and it works. */
#include "harness.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROUNDS 200

static void *end_thread(intptr_t result) {
    ERR_clear_error();
    OPENSSL_thread_stop();
    return (void *)result;
}

/* Counts what can be read until there is an end. */
static void *read_all(void *ssl) {
    char buffer[64];
    intptr_t count = 0;
    int got;

    while ((got = SSL_read(ssl, buffer, sizeof(buffer))) > 0)
        count += got;
    if (SSL_get_error(ssl, got) != SSL_ERROR_ZERO_RETURN)
        count = -1;
    return end_thread(count);
}

/* Reads until the other side closes, and closes as well. */
static void *read_and_close(void *ssl) {
    intptr_t count = (intptr_t)read_all(ssl);

    SSL_shutdown(ssl);
    return end_thread(count);
}

/* Sends back what it gets, and closes when the other side has. */
static void *echo(void *ssl) {
    char buffer[64];
    intptr_t ok = 1;
    int got;

    while (ok && (got = SSL_read(ssl, buffer, sizeof(buffer))) > 0)
        ok = SSL_write(ssl, buffer, got) == got;
    SSL_shutdown(ssl);
    return end_thread(ok);
}

/* Lets a thread that reads come to the point where it waits. */
static void let_it_wait(void) {
    usleep(20000);
}

static void one_thread_reads_and_another_writes(void **state) {
    struct pair *pair = *state;
    pthread_t reader, other;
    void *count, *ok;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&other, NULL, echo, pair->peer);
    pthread_create(&reader, NULL, read_all, pair->subject);
    let_it_wait();
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(SSL_write(pair->subject, "ping", 4), 4);
    /* 1 if the answer has come already. */
    assert_true(SSL_shutdown(pair->subject) >= 0);
    pthread_join(other, &ok);
    pthread_join(reader, &count);
    assert_int_equal((intptr_t)ok, 1);
    assert_int_equal((intptr_t)count, 4 * ROUNDS);
    assert_no_error();
}

/* To stop the reader: it is told by the peer's answer. */
static void one_thread_reads_and_another_shuts_down(void **state) {
    struct pair *pair = *state;
    pthread_t reader, other;
    void *count, *closed;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&other, NULL, read_and_close, pair->peer);
    pthread_create(&reader, NULL, read_all, pair->subject);
    let_it_wait();
    /* 1 if the answer has come already. */
    assert_true(SSL_shutdown(pair->subject) >= 0);
    pthread_join(other, &closed);
    pthread_join(reader, &count);
    assert_int_equal((intptr_t)closed, 0);
    assert_int_equal((intptr_t)count, 0);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

static void *ask_and_set(void *argument) {
    SSL *ssl = argument;
    intptr_t wrong = 0;

    for (int i = 0; i < 20 * ROUNDS; i++) {
        wrong += SSL_get_SSL_CTX(ssl) == NULL;
        wrong += SSL_get_current_cipher(ssl) == NULL;
        wrong += SSL_is_init_finished(ssl) != 1;
        wrong += SSL_get_shutdown(ssl) != 0;
        SSL_set_read_ahead(ssl, 0);
        SSL_set_mode(ssl, SSL_MODE_AUTO_RETRY);
        SSL_pending(ssl);
        SSL_get_fd(ssl);
        SSL_state_string_long(ssl);
        SSL_SESSION_free(SSL_get1_session(ssl));
        X509_free(SSL_get1_peer_certificate(ssl));
    }
    return end_thread(wrong);
}

static void others_ask_while_data_flows(void **state) {
    struct pair *pair = *state;
    pthread_t reader, other, asking;
    void *count, *ok, *wrong;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&other, NULL, echo, pair->peer);
    pthread_create(&reader, NULL, read_all, pair->subject);
    pthread_create(&asking, NULL, ask_and_set, pair->subject);
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(SSL_write(pair->subject, "ping", 4), 4);
    pthread_join(asking, &wrong);
    /* 1 if the answer has come already. */
    assert_true(SSL_shutdown(pair->subject) >= 0);
    pthread_join(other, &ok);
    pthread_join(reader, &count);
    assert_int_equal((intptr_t)ok, 1);
    assert_int_equal((intptr_t)count, 4 * ROUNDS);
    assert_int_equal((intptr_t)wrong, 0);
}

static SSL *interrupted;
static volatile int answer;

static void shut_down(int number) {
    int saved = errno;

    (void)number;
    answer = SSL_shutdown(interrupted);
    errno = saved;
}

static void write_something(int number) {
    int saved = errno;

    (void)number;
    answer = SSL_write(interrupted, "from the handler", 16);
    errno = saved;
}

struct alarm {
    pthread_t thread;
    int signal;
};

static void *raise_later(void *argument) {
    struct alarm *alarm = argument;

    let_it_wait();
    pthread_kill(alarm->thread, alarm->signal);
    return NULL;
}

/* Reads from the subject, and is interrupted by a signal when it waits. Returns what was read. */
static intptr_t read_interrupted(struct pair *pair, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    struct alarm alarm = {pthread_self(), SIGUSR1};
    pthread_t raiser;
    intptr_t count;

    interrupted = pair->subject;
    answer = 99;
    assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
    pthread_create(&raiser, NULL, raise_later, &alarm);
    count = (intptr_t)read_all(pair->subject);
    pthread_join(raiser, NULL);
    sigaction(SIGUSR1, &old, NULL);
    return count;
}

/* As daemons do on SIGTERM. */
static void a_signal_handler_shuts_down_what_is_being_read(void **state) {
    struct pair *pair = *state;
    pthread_t other;
    void *closed;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&other, NULL, read_and_close, pair->peer);
    assert_int_equal(read_interrupted(pair, shut_down), 0);
    pthread_join(other, &closed);
    assert_int_equal((intptr_t)closed, 0);
    assert_true(answer == 0 || answer == 1);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

static void *read_one_and_close(void *ssl) {
    char buffer[64];
    intptr_t got = SSL_read(ssl, buffer, sizeof(buffer));

    SSL_shutdown(ssl);
    return end_thread(got);
}

static void a_signal_handler_writes_to_what_is_being_read(void **state) {
    struct pair *pair = *state;
    pthread_t other;
    void *got;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&other, NULL, read_one_and_close, pair->peer);
    assert_int_equal(read_interrupted(pair, write_something), 0);
    pthread_join(other, &got);
    assert_int_equal((intptr_t)got, 16);
    assert_int_equal(answer, 16);
}

static void *fill_the_socket(void *argument) {
    static char data[1 << 20];

    return end_thread(SSL_write(argument, data, sizeof(data)) == sizeof(data));
}

/* One thread is stopped in a write, since nobody reads; another gets data meanwhile. */
static void one_thread_writes_and_another_reads(void **state) {
    struct pair *pair = *state;
    pthread_t writer;
    char buffer[16384];
    size_t left = 1 << 20;
    void *ok;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    pthread_create(&writer, NULL, fill_the_socket, pair->subject);
    let_it_wait();
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    expect_text(pair->subject, "data");
    while (left > 0) {
        int got = SSL_read(pair->peer, buffer, sizeof(buffer));

        assert_true(got > 0);
        left -= got;
    }
    pthread_join(writer, &ok);
    assert_int_equal((intptr_t)ok, 1);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(one_thread_reads_and_another_writes),
    CASE_ALL(one_thread_reads_and_another_shuts_down),
    CASE_ALL(one_thread_writes_and_another_reads),
    CASE_ALL(others_ask_while_data_flows),
    CASE_ALL(a_signal_handler_shuts_down_what_is_being_read),
    CASE_ALL(a_signal_handler_writes_to_what_is_being_read),
};

CASES_MAIN(cases)
